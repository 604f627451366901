import assert from "node:assert/strict";
import test from "node:test";

import { newJob, withProgress } from "../../../assets/static/js/jobProgress.js";
import { FakeTime, settle } from "./fakeTimers.js";

const crypto = { getRandomValues: (bytes) => bytes.fill(10) };
const JOB = "0a".repeat(16);

test("an id is 32 hexadecimal digits, leading zeros kept", () => {
  assert.equal(newJob(crypto), JOB);
});

test("work that is quick shows nothing", async () => {
  const { place, time, asked, begin } = prepare();
  const { finish, result } = begin();
  await time.wind(0.1);
  finish("done");
  assert.equal(await result, "done");
  await time.wind(5);
  assert.deepEqual([place.hidden, asked, time.timers.size], [true, [], 0]);
});

test("work that takes longer shows how far it is, twice a second, in numbers people read", async () => {
  const { place, time, asked, begin } = prepare([{ done: 0, total: 0 }, { done: 412, total: 1204 }]);
  const { finish, result } = begin();
  await time.wind(0.15);
  assert.deepEqual([place.hidden, place.words, place.bar.value], [false, "Beginning…", undefined]);
  await time.wind(0.5);
  assert.deepEqual([place.words, place.bar.value, place.bar.max], ["412 of 1,204 entries", 412, 1204]);
  assert.deepEqual(asked, [`/api/progress/${JOB}`, `/api/progress/${JOB}`]);
  finish("done");
  await result;
  await time.wind(5);
  assert.deepEqual([place.hidden, asked.length], [true, 2]);
});

test("not knowing how far it is stops no work", async () => {
  const { place, time, begin } = prepare([new TypeError("Failed to fetch"), { done: 1, total: 2 }]);
  const { finish, result } = begin();
  await time.wind(0.7);
  assert.equal(place.words, "1 of 2 entries");
  finish("done");
  assert.equal(await result, "done");
});

test("work that fails is the caller's, and the bar goes", async () => {
  const { place, time, begin } = prepare([{ done: 1, total: 2 }]);
  const { fail, result } = begin();
  await time.wind(0.2);
  fail(new Error("no"));
  await assert.rejects(result, /no/);
  assert.equal(place.hidden, true);
});

function fakePlace() {
  const bar = { removeAttribute: () => delete bar.value };
  const words = {};
  return {
    bar,
    hidden: true,
    dataset: { noun: "entries", beginning: "Beginning…" },
    get words() {
      return words.textContent;
    },
    querySelector: (selector) => (selector === "progress" ? bar : words),
  };
}

function prepare(steps = []) {
  const time = new FakeTime();
  const place = fakePlace();
  const asked = [];
  async function secureFetch(path) {
    asked.push(path);
    const step = steps.shift();
    if (step instanceof Error) {
      throw step;
    }
    return new Response(JSON.stringify(step), { headers: { "Content-Type": "application/json" } });
  }
  function begin() {
    const { promise, resolve, reject } = Promise.withResolvers();
    const result = withProgress(place, { secureFetch, timers: time, crypto }, async (job) => {
      assert.equal(job, JOB);
      await settle();
      return promise;
    });
    return { finish: resolve, fail: reject, result };
  }
  return { time, place, asked, begin };
}
