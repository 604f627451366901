import assert from "node:assert/strict";
import test from "node:test";

import { createKeepTrying } from "../../../assets/static/js/keepTrying.js";
import { FakeTime } from "./fakeTimers.js";

test("tries again after 1, 2, 4, 8 and then every 15 seconds, until it is done", async () => {
  const { time, trying, tries } = prepare(8);
  const start = time.now();
  await trying.start();
  await time.wind(120);
  assert.deepEqual(tries.map((at) => at - start), [0, 1, 3, 7, 15, 30, 45, 60]);
  assert.equal(trying.under, false);
});

test("stopped, it tries no more, whatever comes of the try under way", async () => {
  const { time, trying, tries } = prepare(8);
  const first = trying.start();
  trying.stop();
  await first;
  await time.wind(120);
  assert.equal(tries.length, 1);
  assert.equal(trying.under, false);
});

test("started anew it begins with the short pauses again", async () => {
  const { time, trying, tries } = prepare(20);
  await trying.start();
  await time.wind(20);
  await trying.start();
  tries.length = 0;
  await time.wind(4);
  assert.equal(tries.length, 2);
});

function prepare(needed) {
  const time = new FakeTime();
  const tries = [];
  const trying = createKeepTrying(time, async () => {
    tries.push(time.now());
    return tries.length >= needed;
  });
  return { time, trying, tries };
}
