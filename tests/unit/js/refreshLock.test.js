import assert from "node:assert/strict";
import test from "node:test";

import { createRefreshLock } from "../../../assets/static/js/refreshLock.js";
import { FakeLocks } from "./fakePage.js";
import { FakeTime, settle } from "./fakeTimers.js";

test("without locks the act just runs", async () => {
  const time = new FakeTime();
  const underLock = createRefreshLock({ locks: undefined, timers: time });
  assert.equal(await underLock(async () => 7), 7);
  assert.equal(time.ids, 0);
});

test("two acts run one after the other", async () => {
  const underLock = createRefreshLock({ locks: new FakeLocks(), timers: new FakeTime() });
  const order = [];
  let release;
  const first = underLock(async () => {
    order.push("first in");
    await new Promise((resolve) => {
      release = resolve;
    });
    order.push("first out");
  });
  const second = underLock(async () => order.push("second in"));
  await settle();
  release();
  await Promise.all([first, second]);
  assert.deepEqual(order, ["first in", "first out", "second in"]);
});

test("a lock that is never given is done without after five seconds, and the act runs once", async () => {
  const [time, locks] = [new FakeTime(), new FakeLocks()];
  locks.hang();
  const underLock = createRefreshLock({ locks, timers: time });
  let runs = 0;
  const act = underLock(async () => {
    runs += 1;
    return "done";
  });
  await time.wind(4.9);
  assert.equal(runs, 0);
  await time.wind(0.2);
  assert.equal(await act, "done");
  assert.equal(runs, 1);
});

test("a browser that refuses locks is done without", async () => {
  const locks = { request: () => Promise.reject(new DOMException("no", "SecurityError")) };
  const underLock = createRefreshLock({ locks, timers: new FakeTime() });
  assert.equal(await underLock(async () => 7), 7);
});

test("an act that fails fails once, and lets the lock go", async () => {
  const [time, locks] = [new FakeTime(), new FakeLocks()];
  const underLock = createRefreshLock({ locks, timers: time });
  let runs = 0;
  const failing = underLock(async () => {
    runs += 1;
    throw new Error("mine");
  });
  await assert.rejects(failing, /mine/);
  assert.equal(runs, 1);
  assert.equal(await underLock(async () => 7), 7);
});

test("an act may take longer than one waits for the lock", async () => {
  const time = new FakeTime();
  const underLock = createRefreshLock({ locks: new FakeLocks(), timers: time });
  let runs = 0;
  const act = underLock(() => {
    runs += 1;
    return new Promise((resolve) => {
      time.setTimeout(() => resolve("slow"), 8000);
    });
  });
  await time.wind(9);
  assert.equal(await act, "slow");
  assert.equal(runs, 1);
});
