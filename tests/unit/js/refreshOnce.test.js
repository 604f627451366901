import assert from "node:assert/strict";
import test from "node:test";

import { RefreshFailedError, SessionOverError } from "../../../assets/static/js/sessionErrors.js";
import { FakeBrowser } from "./fakePage.js";
import { problem } from "./fakeServer.js";
import { settle } from "./fakeTimers.js";

for (const status of [403, 408, 423, 429, 500, 503]) {
  test(`a refresh that says ${status} keeps the session and the page`, async () => {
    const { server, secureFetch, page } = prepare();
    server.expireAccess();
    server.instead.set("/session/refresh", status);
    await assert.rejects(secureFetch("/api/entries"), { name: "RefreshFailedError", status });
    assert.deepEqual(page.left, []);
    assert.notEqual(page.banner, null);
  });
}

test("a refresh that meets a network error keeps the session, and carries the cause", async () => {
  const { server, secureFetch, page } = prepare();
  const cause = new TypeError("Failed to fetch");
  server.expireAccess();
  server.instead.set("/session/refresh", cause);
  await assert.rejects(secureFetch("/api/entries"), { name: "RefreshFailedError", status: null, cause });
  assert.deepEqual(page.left, []);
  assert.match(page.banner, /You stay signed in; your text is kept/);
});

test("a refresh that hangs is given up after ten seconds", async () => {
  const { server, time, secureFetch, page } = prepare();
  server.expireAccess();
  server.hold("/session/refresh");
  const call = assert.rejects(secureFetch("/api/entries"), (error) => {
    assert.ok(error instanceof RefreshFailedError);
    assert.equal(error.cause.name, "NoAnswerError");
    return true;
  });
  await time.wind(9.9);
  assert.equal(page.banner, null);
  await time.wind(0.2);
  await call;
  assert.notEqual(page.banner, null);
});

test("a refresh in good time leaves no timer behind", async () => {
  const { server, time, secureFetch } = prepare();
  server.expireAccess();
  await secureFetch("/api/entries");
  assert.equal(time.timers.size, 0);
});

test("a refresh follows no redirect: only the server's own answer counts", async () => {
  const { server, secureFetch } = prepare();
  server.expireAccess();
  await secureFetch("/api/entries");
  const refresh = server.seen.find((request) => request.path === "/session/refresh");
  assert.equal(refresh.redirect, "error");
});

test("a hundred calls that fail together cost one refresh", async () => {
  const { server, secureFetch } = prepare();
  server.expireAccess();
  server.instead.set("/session/refresh", 500);
  const calls = Array.from({ length: 100 }, (_, n) => secureFetch(`/api/entries/${n}`));
  for (const outcome of await Promise.allSettled(calls)) {
    assert.ok(outcome.reason instanceof RefreshFailedError);
  }
  assert.equal(server.refreshes, 1);
});

test("fifty calls one after another during the cool-down cost one refresh", async () => {
  const { server, secureFetch } = prepare();
  server.expireAccess();
  server.instead.set("/session/refresh", 503);
  for (let n = 0; n < 50; n += 1) {
    await assert.rejects(secureFetch("/api/entries"), RefreshFailedError);
  }
  assert.equal(server.refreshes, 1);
});

test("a call that meets a network error does not end the cool-down of a refused refresh", async () => {
  const { server, secureFetch } = prepare();
  server.expireAccess();
  server.instead.set("/session/refresh", 503);
  await assert.rejects(secureFetch("/api/entries"), RefreshFailedError);
  server.instead.set("/api/other", new TypeError("Failed to fetch"));
  await assert.rejects(secureFetch("/api/other"), TypeError);
  await assert.rejects(secureFetch("/api/entries"), RefreshFailedError);
  assert.equal(server.refreshes, 1);
});

test("Retry-After is respected, by calls and by our own attempts", async () => {
  const { server, time, secureFetch } = prepare();
  server.expireAccess();
  server.instead.set("/session/refresh", () => problem(429, "too_many_attempts", { "Retry-After": "40" }));
  await assert.rejects(secureFetch("/api/entries"), { retryAfter: 40 });
  await time.wind(39);
  await assert.rejects(secureFetch("/api/entries"), RefreshFailedError);
  assert.equal(server.refreshes, 1);
  server.instead.clear();
  await time.wind(2);
  assert.equal(server.refreshes, 2);
  assert.equal((await secureFetch("/api/entries")).status, 200);
});

test("once the server is back, the next answer ends a cool-down that was no answer at all", async () => {
  const { server, secureFetch, page } = prepare();
  server.expireAccess();
  server.instead.set("/session/refresh", new TypeError("Failed to fetch"));
  await assert.rejects(secureFetch("/api/entries"), RefreshFailedError);
  server.instead.clear();
  assert.equal((await secureFetch("/api/entries")).status, 200);
  assert.equal(page.banner, null);
});

test("a refresh in flight while the person signs out ends the session", async () => {
  const { server, secureFetch, page } = prepare();
  server.expireAccess();
  const release = server.hold("/session/refresh");
  const call = assert.rejects(secureFetch("/api/entries"), SessionOverError);
  await settle();
  server.signOut();
  await release();
  await call;
  assert.equal(page.left.length, 1);
});

function prepare() {
  const browser = new FakeBrowser();
  return { ...browser, ...browser.open("/") };
}
