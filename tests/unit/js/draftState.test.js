import assert from "node:assert/strict";
import test from "node:test";

import { postedWords } from "../../../assets/static/js/draftNews.js";
import { failureOf, lineOf, moreDrafts } from "../../../assets/static/js/draftState.js";
import { notPosted } from "../../../assets/static/js/posting.js";

const SAVED = { saved_at: 1_790_000_000, utc_offset: 60 };

const LINES = [
  ["empty", ""],
  ["unsaved", "Saving…"],
  ["saved", "Draft saved 15:13:20"],
  ["failed", ""],
];

for (const [state, words] of LINES) {
  test(`the quiet line says of a draft that is ${state}: "${words}"`, () => {
    assert.equal(lineOf({ state, saved: SAVED }), words);
  });
}

test("a failure says why, that the text is there, and that it is tried again", () => {
  const standing = { state: "failed", why: "the disk is full. Free some space" };
  assert.equal(
    failureOf(standing),
    "Not saved: the disk is full. Free some space. Your text is still here; trying again.",
  );
});

test("nobody is told that something is tried again when it is not", () => {
  assert.equal(
    failureOf({ state: "failed", why: "it is too long", lasting: true }),
    "Not saved: it is too long. Your text is still here.",
  );
});

test("without a failure there is no alert, whatever was said before", () => {
  assert.equal(failureOf({ state: "unsaved", why: "Shiftbook cannot be reached" }), "");
});

test("one draft more and several are counted in plain words", () => {
  assert.deepEqual([moreDrafts(1), moreDrafts(2)], ["1 more draft", "2 more drafts"]);
});

test("a posted entry is named with its time, if that is known", () => {
  assert.equal(postedWords({ number: 17, written_at: 1_790_000_000, utc_offset: 60 }), "Posted as #17 at 15:13:20.");
  assert.equal(postedWords({ number: 17 }), "Posted as #17.");
});

test("a lost answer is not called a failed post: nobody knows", () => {
  const words = notPosted(new TypeError("fetch failed"), "Shiftbook cannot be reached just now.");
  assert.match(words, /not certain that this was posted.*Nothing is lost.*Press Post again; it is never posted twice\.$/);
});

test("a refusal says that it was not posted, that nothing is lost, and what to do", () => {
  const words = notPosted(new Error("no"), "The logbook is busy at this moment.");
  assert.match(words, /^Not posted\. The logbook is busy.*Nothing is lost.*Press Post to try again\.$/);
});
