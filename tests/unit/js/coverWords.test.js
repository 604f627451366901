import assert from "node:assert/strict";
import test from "node:test";

import { draftWords, lockedSince, MODES } from "../../../assets/static/js/coverWords.js";

test("the time of locking is the clock's on the wall, with two digits each", () => {
  assert.equal(lockedSince(new Date(2026, 10, 26, 9, 5, 59)), "Locked since 09:05.");
});

for (const [name, draft, words] of [
  ["nothing written", { unsaved: false, state: "empty" }, ""],
  ["a page without a composer", { unsaved: false, state: undefined }, ""],
  ["all of it saved", { unsaved: false, state: "saved" }, "Your draft is saved."],
  ["words on their way", { unsaved: true, state: "unsaved" }, "Your last words are being saved…"],
  ["words newer than what the composer says", { unsaved: true, state: "saved" }, "Your last words are being saved…"],
]) {
  test(`of ${name} the cover says ${words || "nothing"}`, () => {
    assert.equal(draftWords(draft), words);
  });
}

test("words that could not be saved are never called saved", () => {
  assert.match(draftWords({ unsaved: true, state: "failed" }), /could not be saved yet. They are still here/);
});

test("whoever is told that words wait can unlock or sign in, and can leave them", () => {
  for (const mode of ["switch", "over", "another"]) {
    const { sentence, act, leave } = MODES[mode];
    assert.match(sentence, /They are still here/);
    assert.ok(act && leave);
  }
  assert.deepEqual([MODES.locked.leave, MODES.leaving.act], [false, null]);
});
