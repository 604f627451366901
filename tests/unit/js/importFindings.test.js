import assert from "node:assert/strict";
import test from "node:test";

import { factsOf, offerOf } from "../../../assets/static/js/importFindings.js";

const FOUND = {
  format: "elog",
  entries: 1204,
  first_written: "2009-05-01T10:11:12+02:00",
  last_written: "2009-05-02T09:00:00+02:00",
  files: 1,
  known_people: ["Ada Byron"],
  new_people: ["Stefan", "Jörg"],
  as_it_was: false,
  fault_count: 0,
  faults: [],
  warning_count: 0,
  warnings: [],
};

test("a file is told in words a person would use", () => {
  assert.deepEqual(factsOf(FOUND), [
    ["This file is", "ELOG"],
    ["In it", "1,204 entries"],
    ["Written", "2009-05-01 10:11 to 2009-05-02 09:00"],
    ["Attached", "1 file"],
    ["By people of this book", "Ada Byron"],
    ["By people who become known", "Stefan, Jörg (they cannot sign in until you let them)"],
    ["They come", "after the last entry, with new numbers; each says where it comes from"],
  ]);
});

test("a file without entries says so and no more", () => {
  assert.deepEqual(factsOf({ ...FOUND, entries: 0, files: 0, known_people: [], new_people: [] }), [
    ["This file is", "ELOG"],
    ["In it", "0 entries"],
  ]);
});

test("the button says how much it imports, and is not there for nothing", () => {
  assert.equal(offerOf(FOUND), "Import 1,204 entries");
  assert.equal(offerOf({ ...FOUND, entries: 1, fault_count: 3 }), "Import the 1 entry that can be read");
  assert.equal(offerOf({ ...FOUND, entries: 0, fault_count: 3 }), "");
});
