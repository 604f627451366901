import assert from "node:assert/strict";
import test from "node:test";

import { exportAddress, sentToItsEnd } from "../../../assets/static/js/export.js";
import { FakeTime } from "./fakeTimers.js";

const JOB = "a".repeat(32);

test("an address has what was chosen, and nothing that was left empty", () => {
  const fields = [["q", "pump & 2"], ["author", ""], ["format", "csv"]];
  assert.equal(exportAddress({ fields, job: JOB }), `/api/export?q=pump+%26+2&format=csv&job=${JOB}`);
  assert.equal(exportAddress({ fields: [], job: JOB, path: "/api/access-log" }), `/api/access-log?job=${JOB}`);
});

test("an export is complete when all of it was sent", async () => {
  assert.equal(await ask([[0, 0], [5, 9], [9, 9]]), true);
});

test("an export that was broken off is not complete", async () => {
  assert.equal(await ask([[5, 9], [0, 0]]), false);
});

test("an export that never begins is given up", async () => {
  assert.equal(await ask([]), false);
});

async function ask(steps) {
  const time = new FakeTime();
  async function secureFetch(path) {
    assert.equal(path, `/api/progress/${JOB}`);
    const [done, total] = steps.shift() ?? [0, 0];
    return new Response(JSON.stringify({ done, total }), { headers: { "Content-Type": "application/json" } });
  }
  const result = sentToItsEnd(JOB, { secureFetch, timers: time });
  await time.wind(30);
  return result;
}
