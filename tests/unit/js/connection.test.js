import assert from "node:assert/strict";
import test from "node:test";

import { createConnection } from "../../../assets/static/js/connection.js";
import { RefreshFailedError } from "../../../assets/static/js/sessionErrors.js";
import { FakeBrowser } from "./fakePage.js";
import { FakeTime, settle } from "./fakeTimers.js";

const OFFLINE = new TypeError("Failed to fetch");

test("an ordinary call's network error is the caller's, and shows the banner once", async () => {
  const { server, secureFetch, page } = prepare();
  server.instead.set("/api/entries", OFFLINE);
  for (let n = 0; n < 3; n += 1) {
    await assert.rejects(secureFetch("/api/entries"), OFFLINE);
  }
  assert.equal(page.document.body.children.length, 1);
  const [banner] = page.document.body.children;
  assert.deepEqual([banner.className, banner.attributes.role], ["banner", "status"]);
});

test("the banner goes with the next answer, whatever it says", async () => {
  const { server, secureFetch, page, time } = prepare();
  server.instead.set("/api/entries", OFFLINE);
  await assert.rejects(secureFetch("/api/entries"), OFFLINE);
  server.instead.set("/api/entries", 500);
  await secureFetch("/api/entries");
  assert.equal(page.banner, null);
  assert.equal(time.timers.size, 0);
});

test("the banner goes by itself when the server is back", async () => {
  const { server, secureFetch, page, time } = prepare();
  server.instead.set("/api/entries", OFFLINE);
  server.instead.set("/readyz", OFFLINE);
  await assert.rejects(secureFetch("/api/entries"), OFFLINE);
  await time.wind(30);
  assert.notEqual(page.banner, null);
  server.instead.clear();
  await time.wind(15);
  assert.equal(page.banner, null);
  assert.equal(time.timers.size, 0);
});

test("the pauses grow: 1, 2, 4, 8, 15, 15", async () => {
  const { time, connection, pings } = prepareAlone();
  connection.lost();
  await time.wind(45.5);
  assert.deepEqual(pings, [1, 3, 7, 15, 30, 45]);
});

test("a hundred calls that fail together do not lengthen the pause", async () => {
  const { time, connection, pings } = prepareAlone();
  for (let n = 0; n < 100; n += 1) {
    connection.lost();
  }
  await time.wind(1.5);
  assert.deepEqual(pings, [1]);
});

test("a ping that hangs counts as none", async () => {
  const { server, secureFetch, page, time } = prepare();
  server.instead.set("/api/entries", OFFLINE);
  server.hold("/readyz");
  await assert.rejects(secureFetch("/api/entries"), OFFLINE);
  await time.wind(11.5);
  assert.notEqual(page.banner, null);
  server.holding = null;
  await time.wind(3);
  assert.equal(page.banner, null);
});

test("after a refused refresh we ask for the refresh again, and the banner goes with it", async () => {
  const { server, secureFetch, page, time } = prepare();
  server.expireAccess();
  server.instead.set("/session/refresh", 503);
  await assert.rejects(secureFetch("/api/entries"), RefreshFailedError);
  await time.wind(8);
  assert.equal(server.refreshes, 4);
  assert.equal(server.count("/readyz"), 0);
  server.instead.clear();
  await time.wind(8);
  assert.equal(server.refreshes, 5);
  assert.equal(page.banner, null);
  assert.equal((await secureFetch("/api/entries")).status, 200);
  assert.equal(server.refreshes, 5);
});

test("an ordinary answer does not make up for a refused refresh", async () => {
  const { server, secureFetch, page } = prepare();
  server.expireAccess();
  server.instead.set("/session/refresh", 503);
  await assert.rejects(secureFetch("/api/entries"), RefreshFailedError);
  await secureFetch("/readyz");
  assert.notEqual(page.banner, null);
});

test("a session that turns out to be over ends our attempts, and the banner", async () => {
  const { server, secureFetch, page, time } = prepare();
  server.expireAccess();
  server.instead.set("/session/refresh", 503);
  await assert.rejects(secureFetch("/api/entries"), RefreshFailedError);
  server.instead.clear();
  server.end();
  await time.wind(60);
  assert.equal(server.refreshes, 2);
  assert.equal(page.left.length, 1);
  assert.equal(page.banner, null);
});

test("another window's refresh ends our trouble", async () => {
  const browser = new FakeBrowser();
  const [one, two] = [browser.open("/"), browser.open("/")];
  browser.server.expireAccess();
  browser.server.instead.set("/session/refresh", 503);
  await assert.rejects(one.secureFetch("/api/entries"), RefreshFailedError);
  browser.server.instead.clear();
  await two.secureFetch("/api/entries");
  await browser.time.wind(1.5);
  assert.equal(one.page.banner, null);
  assert.equal(browser.server.refreshes, 2);
});

test("another window's refresh, met by a late 401, ends our trouble at once", async () => {
  const browser = new FakeBrowser();
  const [one, two] = [browser.open("/"), browser.open("/")];
  const { server } = browser;
  server.expireAccess();
  const release = server.hold("/api/slow");
  const late = one.secureFetch("/api/slow");
  server.instead.set("/session/refresh", 503);
  await assert.rejects(one.secureFetch("/api/entries"), RefreshFailedError);
  server.instead.clear();
  await two.secureFetch("/api/entries");
  await release();
  assert.equal((await late).status, 200);
  assert.equal(one.page.banner, null);
});

test("new trouble starts with a short pause again", async () => {
  const { time, connection, pings } = prepareAlone();
  connection.lost();
  await time.wind(8);
  connection.answered();
  pings.length = 0;
  connection.lost();
  await time.wind(1.5);
  assert.deepEqual(pings, [9]);
});

test("a server may ask for patience, but not for an hour", async () => {
  const { time, connection } = prepareAlone();
  let retries = 0;
  connection.refreshFailed(new RefreshFailedError({ status: 429, retryAfter: 3600 }), async () => {
    retries += 1;
  });
  await time.wind(299);
  assert.equal(retries, 0);
  await time.wind(2);
  assert.equal(retries, 1);
});

test("coming back tries at once, unless the server asked for patience", async () => {
  const { time, connection, pings } = prepareAlone();
  connection.lost();
  connection.retryNow();
  await settle();
  assert.deepEqual(pings, [0]);
  connection.refreshFailed(new RefreshFailedError({ status: 429, retryAfter: 60 }), async () => {
    pings.push("refresh");
  });
  connection.retryNow();
  await time.wind(59);
  assert.deepEqual(pings, [0]);
});

test("coming back when nothing is wrong asks for nothing", async () => {
  const { connection, pings } = prepareAlone();
  connection.retryNow();
  await settle();
  assert.deepEqual(pings, []);
});

function prepareAlone() {
  const time = new FakeTime(0);
  const pings = [];
  const banner = { show() {}, hide() {} };
  async function ping() {
    pings.push(time.now());
    throw OFFLINE;
  }
  return { time, pings, connection: createConnection({ timers: time, banner, ping }) };
}

function prepare() {
  const browser = new FakeBrowser();
  return { ...browser, ...browser.open("/") };
}
