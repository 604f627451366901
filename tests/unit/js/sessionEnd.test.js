import assert from "node:assert/strict";
import test from "node:test";

import { SessionOverError } from "../../../assets/static/js/sessionErrors.js";
import { FakeBrowser } from "./fakePage.js";
import { problem } from "./fakeServer.js";

test("a refresh that says 401 leads to the sign-in page and back here afterwards", async () => {
  const { server, secureFetch, page } = prepare("/entries/17?before=3&q=a%20b");
  server.expireAccess();
  server.end();
  await assert.rejects(secureFetch("/api/entries"), (error) => {
    assert.ok(error instanceof SessionOverError);
    assert.equal(error.reason, "session_ended");
    assert.equal(error.leaving, true);
    return true;
  });
  const next = encodeURIComponent("/entries/17?before=3&q=a%20b");
  assert.deepEqual(page.left, [`/login?flash=session_expired&next=${next}`]);
});

test("twenty calls that fail together mean one refresh, one word, one redirect", async () => {
  const { server, secureFetch, page, messages } = prepare("/");
  server.expireAccess();
  server.end();
  const calls = Array.from({ length: 20 }, (_, n) => secureFetch(`/api/entries/${n}`));
  for (const outcome of await Promise.allSettled(calls)) {
    assert.ok(outcome.reason instanceof SessionOverError);
  }
  assert.equal(server.refreshes, 1);
  assert.equal(page.left.length, 1);
  assert.deepEqual(messages, [{ kind: "session-over", person: undefined }]);
});

test("a page that is leaving asks for nothing more", async () => {
  const { server, secureFetch, page } = prepare("/");
  server.instead.set("/session/refresh", 401);
  server.expireAccess();
  await assert.rejects(secureFetch("/api/a"), SessionOverError);
  await assert.rejects(secureFetch("/api/b"), SessionOverError);
  assert.equal(server.refreshes, 1);
  assert.equal(page.left.length, 1);
});

for (const code of ["session_ended", "session_expired", "session_reused"]) {
  test(`an ordinary call's ${code} ends the session at once, without a refresh`, async () => {
    const { server, secureFetch, page } = prepare("/");
    server.instead.set("/api/entries", () => problem(401, code));
    await assert.rejects(secureFetch("/api/entries"), { name: "SessionOverError", reason: code });
    assert.equal(server.refreshes, 0);
    assert.equal(page.left.length, 1);
  });
}

for (const path of ["/login?next=%2F", "/setup"]) {
  test(`on ${path} the call only rejects: no redirect, no word`, async () => {
    const { server, secureFetch, page, messages } = prepare(path);
    server.expireAccess();
    server.end();
    await assert.rejects(secureFetch("/api/entries"), { name: "SessionOverError", leaving: false });
    assert.deepEqual(page.left, []);
    assert.deepEqual(messages, []);
  });
}

function prepare(path) {
  const browser = new FakeBrowser();
  return { ...browser, ...browser.open(path) };
}
