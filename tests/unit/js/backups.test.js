import assert from "node:assert/strict";
import test from "node:test";

import { madeWords } from "../../../assets/static/js/backups.js";

const SENTENCE = "2 entries verified: all is as it was written.";

test("a backup that is as it should be is good news", () => {
  assert.deepEqual(madeWords({ sentence: SENTENCE, intact: true, elsewhere: "" }), {
    good: `The backup is made. ${SENTENCE}`,
  });
});

test("one that lies elsewhere, or of a record that was changed, is not", () => {
  const elsewhere = "E: is not there.";
  assert.deepEqual(madeWords({ sentence: SENTENCE, intact: true, elsewhere }), {
    bad: `The backup is made. ${SENTENCE} ${elsewhere}`,
  });
  assert.deepEqual(madeWords({ sentence: "2 entries verified; first change at entry 1: x.", intact: false, elsewhere: "" }), {
    bad: "The backup is made. 2 entries verified; first change at entry 1: x.",
  });
});
