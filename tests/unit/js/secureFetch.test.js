import assert from "node:assert/strict";
import test from "node:test";

import { installSecureFetch } from "../../../assets/static/js/secureFetch.js";
import { CookiesBlockedError, SessionOverError } from "../../../assets/static/js/sessionErrors.js";
import { FakeBrowser, FakePage } from "./fakePage.js";
import { problem } from "./fakeServer.js";
import { settle } from "./fakeTimers.js";

test("an answer that needs nothing goes to the caller, sent once", async () => {
  const { server, secureFetch } = prepare();
  const response = await secureFetch("/api/entries");
  assert.equal(await response.text(), "welcome");
  assert.deepEqual(server.seen.map((request) => request.path), ["/api/entries"]);
});

test("an access token that ran out is renewed, and the call sent again, marked", async () => {
  const { server, secureFetch, page } = prepare();
  server.expireAccess();
  const response = await secureFetch("/api/entries?before=3");
  assert.equal(response.status, 200);
  assert.deepEqual(
    server.seen.map(({ method, path, retry }) => [method, path, retry]),
    [
      ["GET", "/api/entries", false],
      ["POST", "/session/refresh", false],
      ["GET", "/api/entries", true],
    ],
  );
  assert.deepEqual(page.left, []);
});

test("a hundred calls together cost one refresh and all succeed", async () => {
  const { server, secureFetch } = prepare();
  server.expireAccess();
  const calls = Array.from({ length: 100 }, (_, n) => secureFetch(`/api/entries/${n}`));
  const statuses = (await Promise.all(calls)).map((response) => response.status);
  assert.deepEqual(new Set(statuses), new Set([200]));
  assert.equal(server.refreshes, 1);
});

test("a 401 that arrives after the refresh has finished costs no second one, nor a lock", async () => {
  const { server, locks, secureFetch } = prepare();
  server.expireAccess();
  const release = server.hold("/api/slow");
  const late = secureFetch("/api/slow");
  await settle();
  await secureFetch("/api/quick");
  await release();
  assert.equal((await late).status, 200);
  assert.equal(server.refreshes, 1);
  assert.equal(locks.names.length, 1);
});

test("calls started while a refresh is under way do not wait and cost no second one", async () => {
  const { server, secureFetch } = prepare();
  server.expireAccess();
  const release = server.hold("/session/refresh");
  const first = secureFetch("/api/a");
  await settle();
  const second = secureFetch("/api/b");
  await settle();
  assert.equal(server.count("/api/b"), 1);
  await release();
  assert.deepEqual([(await first).status, (await second).status], [200, 200]);
  assert.equal(server.refreshes, 1);
});

test("a second 401 is the caller's, and the page stays", async () => {
  const { server, secureFetch, page } = prepare();
  server.instead.set("/api/stubborn", () => problem(401, "auth_required"));
  const response = await secureFetch("/api/stubborn");
  assert.equal(response.status, 401);
  assert.equal((await response.json()).code, "auth_required");
  assert.equal(server.refreshes, 1);
  assert.equal(server.count("/api/stubborn"), 2);
  assert.deepEqual(page.left, []);
});

for (const status of [400, 403, 404, 423, 429, 500, 503]) {
  test(`a ${status} goes to the caller, whatever its code: no refresh, no second call, no sign-out`, async () => {
    const { server, secureFetch, page } = prepare();
    for (const code of ["auth_required", "session_ended"]) {
      server.instead.set("/api/other", () => problem(status, code));
      assert.equal((await secureFetch("/api/other")).status, status);
    }
    assert.equal(server.seen.length, 2);
    assert.deepEqual(page.left, []);
  });
}

test("a 401 that is not about the session goes to the caller", async () => {
  const { server, secureFetch } = prepare();
  server.instead.set("/login", () => problem(401, "bad_credentials"));
  server.instead.set("/api/plain", () => Response.json({ code: "auth_required" }, { status: 401 }));
  server.instead.set("/api/cut", () => new Response('{"code":', {
    status: 401, headers: { "Content-Type": "application/problem+json" },
  }));
  for (const path of ["/api/plain", "/api/cut"]) {
    assert.equal((await secureFetch(path)).status, 401);
  }
  const refused = await secureFetch("/login", { method: "POST" });
  assert.equal((await refused.json()).code, "bad_credentials");
  assert.equal(server.refreshes, 0);
});

test("whoever never signed in gets the 401, and no refresh is tried", async () => {
  const browser = new FakeBrowser();
  browser.server.signOut();
  const { secureFetch, page } = browser.open("/");
  assert.equal((await secureFetch("/api/entries")).status, 401);
  assert.equal(browser.server.refreshes, 0);
  assert.deepEqual(page.left, []);
});

test("a session whose cookie is gone is over without asking for a refresh", async () => {
  const { server, secureFetch, page } = prepare();
  server.signOut();
  await assert.rejects(secureFetch("/api/entries"), SessionOverError);
  assert.equal(server.refreshes, 0);
  assert.equal(page.left.length, 1);
});

test("a stamp not of our making counts as none", async () => {
  const browser = new FakeBrowser();
  browser.server.jar.stamp = "garbage";
  browser.server.expireAccess();
  const { secureFetch } = browser.open("/");
  assert.equal((await secureFetch("/api/entries")).status, 401);
  assert.equal(browser.server.refreshes, 0);
});

test("a refresh that leaves no cookie is a loud error after a second, not a loop", async () => {
  const { server, time, secureFetch, page } = prepare();
  server.expireAccess();
  server.blocksCookies = true;
  const call = assert.rejects(secureFetch("/api/entries"), CookiesBlockedError);
  await time.wind(1);
  await call;
  assert.equal(server.refreshes, 1);
  assert.equal(server.count("/api/entries"), 1);
  assert.deepEqual(page.left, []);
});

test("a cookie that reaches the scripts a moment after its answer is waited for", async () => {
  const { server, time, secureFetch } = prepare();
  server.expireAccess();
  const show = server.freezeCookies();
  const calls = Array.from({ length: 100 }, (_, n) => secureFetch(`/api/entries/${n}`));
  await time.wind(0.9);
  assert.equal(server.refreshes, 1);
  show();
  await time.wind(0.1);
  const statuses = (await Promise.all(calls)).map((response) => response.status);
  assert.deepEqual(new Set(statuses), new Set([200]));
  assert.equal(server.refreshes, 1);
});

test("a caller that gives up stops waiting, and the renewal goes on for the others", async () => {
  const { server, secureFetch } = prepare();
  server.expireAccess();
  const release = server.hold("/session/refresh");
  const controller = new AbortController();
  const given = secureFetch("/api/a", { signal: controller.signal });
  const other = secureFetch("/api/b");
  await settle();
  controller.abort(new Error("enough"));
  await assert.rejects(given, /enough/);
  await release();
  assert.equal((await other).status, 200);
  assert.equal(server.count("/api/a"), 1);
});

test("a caller that gave up while the answer was read does not wait for the renewal", async () => {
  const { server, secureFetch } = prepare();
  const controller = new AbortController();
  server.instead.set("/api/a", () => {
    const answer = problem(401, "auth_required");
    answer.clone = () => {
      controller.abort(new Error("enough"));
      return problem(401, "auth_required");
    };
    return answer;
  });
  server.hold("/session/refresh");
  await assert.rejects(secureFetch("/api/a", { signal: controller.signal }), /enough/);
});

test("an aborted call is the caller's doing: no banner", async () => {
  const { server, secureFetch, page } = prepare();
  server.hold("/api/a");
  const controller = new AbortController();
  const call = secureFetch("/api/a", { signal: controller.signal });
  await settle();
  controller.abort();
  await assert.rejects(call, { name: "AbortError" });
  assert.equal(page.banner, null);
});

test("installing twice gives the same one, which the page also has by name", () => {
  const page = new FakePage(new FakeBrowser());
  const first = installSecureFetch(page);
  const { secureFetch } = page;
  const second = installSecureFetch(page);
  assert.equal(first, second);
  assert.equal(page.secureFetch, secureFetch);
  assert.equal(first.secureFetch, secureFetch);
});

test("the module loaded again under another address wraps nothing twice", async () => {
  const browser = new FakeBrowser();
  const { page, secureFetch } = browser.open("/");
  const copy = await import("../../../assets/static/js/secureFetch.js?again");
  assert.notEqual(copy.installSecureFetch, installSecureFetch);
  assert.equal(copy.installSecureFetch(page).secureFetch, secureFetch);
  browser.server.expireAccess();
  await page.secureFetch("/api/entries");
  assert.equal(browser.server.seen.length, 3);
});

function prepare() {
  const browser = new FakeBrowser();
  return { ...browser, ...browser.open("/") };
}
