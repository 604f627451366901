import assert from "node:assert/strict";
import test from "node:test";

import { createPostKey, notYetPosted, writtenTime } from "../../../assets/static/js/composer.js";

function countedKeys() {
  let count = 0;
  return createPostKey(() => `key ${++count}`);
}

test("a retry of the same text carries the same key", () => {
  const key = countedKeys();
  assert.equal(key.of("Pump 3 is off"), "key 1");
  assert.equal(key.of("Pump 3 is off"), "key 1");
});

test("another text has another key", () => {
  const key = countedKeys();
  key.of("Pump 3 is off");
  assert.equal(key.of("Pump 3 is off."), "key 2");
});

test("the same words, once posted, are a new entry", () => {
  const key = countedKeys();
  key.of("All quiet");
  key.posted();
  assert.equal(key.of("All quiet"), "key 2");
});

test("what was typed while an entry was being posted stays for the next one", () => {
  assert.equal(notYetPosted("Pump 3 is off", "Pump 3 is off"), "");
  assert.equal(notYetPosted("Pump 3 is off\nNext", "Pump 3 is off"), "\nNext");
  assert.equal(notYetPosted("Pump 4 is off", "Pump 3 is off"), "Pump 4 is off");
});

const TIMES = [
  [1_790_000_000, 60, "15:13:20"],
  [1_790_000_000, 0, "14:13:20"],
  [1_790_000_000, -570, "04:43:20"],
  [1_790_035_200, 345, "05:45:00"],
];

for (const [writtenAt, utcOffset, expected] of TIMES) {
  test(`${writtenAt} written ${utcOffset} minutes east of Greenwich is ${expected}`, () => {
    assert.equal(writtenTime({ written_at: writtenAt, utc_offset: utcOffset }), expected);
  });
}
