import assert from "node:assert/strict";
import test from "node:test";

import { startPage } from "../../../assets/static/js/everyPage.js";
import { FakeBrowser } from "./fakePage.js";
import { settle } from "./fakeTimers.js";

test("two windows that find out together cost one refresh", async () => {
  const { server, one, two } = prepare();
  server.expireAccess();
  const calls = [one, two].flatMap(({ secureFetch }) => [secureFetch("/api/a"), secureFetch("/api/b")]);
  for (const response of await Promise.all(calls)) {
    assert.equal(response.status, 200);
  }
  assert.equal(server.refreshes, 1);
});

test("a window whose 401 was sent before the other's refresh just tries again", async () => {
  const { server, one, two } = prepare();
  server.expireAccess();
  const release = server.hold("/api/slow");
  const late = one.secureFetch("/api/slow");
  await settle();
  await two.secureFetch("/api/quick");
  await release();
  assert.equal((await late).status, 200);
  assert.equal(server.refreshes, 1);
});

test("a window frozen with the lock does not freeze the other", async () => {
  const { server, locks, time, one } = prepare();
  locks.hang();
  server.expireAccess();
  const call = one.secureFetch("/api/a");
  await time.wind(5.1);
  assert.equal((await call).status, 200);
  assert.equal(server.refreshes, 1);
});

test("without locks both may ask, and both succeed", async () => {
  const { server, one, two } = prepare({ locks: false });
  server.expireAccess();
  const release = server.hold("/session/refresh");
  const calls = [one.secureFetch("/api/a"), two.secureFetch("/api/b")];
  await settle();
  await release();
  const statuses = (await Promise.all(calls)).map((response) => response.status);
  assert.deepEqual(statuses, [200, 200]);
  assert.equal(server.refreshes, 2);
});

test("a failure in one window does not fail the other, which tries for itself", async () => {
  const { server, one, two } = prepare();
  server.expireAccess();
  server.instead.set("/session/refresh", 503);
  await assert.rejects(one.secureFetch("/api/a"), { name: "RefreshFailedError" });
  server.instead.clear();
  assert.equal((await two.secureFetch("/api/b")).status, 200);
  assert.equal((await one.secureFetch("/api/a")).status, 200);
  assert.equal(server.refreshes, 2);
});

test("both windows leave when one learns that the session is over, each once", async () => {
  const { server, one, two } = prepare({ watched: true });
  server.expireAccess();
  server.end();
  await assert.rejects(one.secureFetch("/api/a"), { name: "SessionOverError" });
  await settle();
  assert.equal(one.page.left.length, 1);
  assert.equal(two.page.left.length, 1);
  assert.equal(server.count("/api/session"), 1);
});

test("words we do not know mean nothing", async () => {
  const { server, one } = prepare({ watched: true });
  one.session.channel.tell("hello");
  await settle();
  assert.equal(server.seen.length, 0);
});

test("a browser without BroadcastChannel just tells nobody", async () => {
  const { server, one, two } = prepare({ channel: false });
  server.expireAccess();
  server.end();
  await assert.rejects(one.secureFetch("/api/a"), { name: "SessionOverError" });
  assert.equal(one.page.left.length, 1);
  assert.equal(two.page.left.length, 0);
});

test("a window does not leave on another's word alone", async () => {
  const { server, one, two } = prepare({ watched: true });
  one.session.channel.tell("session-over");
  await settle();
  assert.equal(server.count("/api/session"), 1);
  assert.deepEqual(two.page.left, []);
});

function prepare({ locks = true, channel = true, watched = false } = {}) {
  const browser = new FakeBrowser();
  if (!channel) {
    browser.Channel = undefined;
  }
  if (!locks) {
    browser.locks = undefined;
  }
  const [one, two] = [browser.open("/"), browser.open("/account")];
  if (watched) {
    for (const { page } of [one, two]) {
      startPage(page, browser.time);
    }
  }
  return { ...browser, one, two };
}
