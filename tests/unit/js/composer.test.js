import assert from "node:assert/strict";
import test from "node:test";

import { clockTime } from "../../../assets/static/js/clockTime.js";
import { notYetPosted, withEarlyWords } from "../../../assets/static/js/draftField.js";

test("what was typed while an entry was being posted stays for the next one", () => {
  assert.equal(notYetPosted("Pump 3 is off", "Pump 3 is off"), "");
  assert.equal(notYetPosted("Pump 3 is off\nNext", "Pump 3 is off"), "\nNext");
  assert.equal(notYetPosted("Pump 4 is off", "Pump 3 is off"), "Pump 4 is off");
});

test("what was typed before the script ran stands where the draft was left", () => {
  const left = { selection_start: 6, selection_end: 6, scroll: 40 };
  const after = { selection_start: 10, selection_end: 10, scroll: 40 };
  assert.deepEqual(withEarlyWords("Pump 3", "Pump 3", left), { text: "Pump 3", place: left });
  assert.deepEqual(withEarlyWords(" offPump 3", "Pump 3", left), { text: "Pump 3 off", place: after });
  assert.deepEqual(withEarlyWords("Pump", "Pump 3", left), { text: "Pump", place: undefined });
  const selected = { selection_start: 0, selection_end: 6, scroll: 40 };
  assert.deepEqual(withEarlyWords(" offPump 3", "Pump 3", selected), { text: "Pump 3 off", place: after });
});

const TIMES = [
  [1_790_000_000, 60, "15:13:20"],
  [1_790_000_000, 0, "14:13:20"],
  [1_790_000_000, -570, "04:43:20"],
  [1_790_035_200, 345, "05:45:00"],
];

for (const [writtenAt, utcOffset, expected] of TIMES) {
  test(`${writtenAt} written ${utcOffset} minutes east of Greenwich is ${expected}`, () => {
    assert.equal(clockTime(writtenAt, utcOffset), expected);
  });
}
