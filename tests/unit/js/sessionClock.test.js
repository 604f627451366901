import assert from "node:assert/strict";
import test from "node:test";

import { startPage } from "../../../assets/static/js/everyPage.js";
import { createSessionClock } from "../../../assets/static/js/sessionClock.js";
import { CookiesBlockedError } from "../../../assets/static/js/sessionErrors.js";
import { FakeBrowser } from "./fakePage.js";
import { problem } from "./fakeServer.js";
import { settle } from "./fakeTimers.js";

const HALF_AN_HOUR = 1800;

test("at work, the session is renewed a minute before the access token runs out", async () => {
  const { server, time, page } = prepare();
  await work({ time, page }, HALF_AN_HOUR - 70);
  assert.equal(server.refreshes, 0);
  await work({ time, page }, 20);
  assert.equal(server.refreshes, 1);
});

test("at work for three hours costs one refresh a lifetime, and no call ever waits for one", async () => {
  const { server, time, page, secureFetch } = prepare();
  await work({ time, page }, 3 * 3600, () => secureFetch("/api/entries"));
  assert.equal(server.refreshes, 6);
  assert.equal(server.seen.filter((request) => request.retry).length, 0);
});

test("a ten-second access token is renewed in time too", async () => {
  const { server, time, page, secureFetch } = prepare({ accessLifetime: 10 });
  for (let second = 0; second < 60; second += 1) {
    page.fire("pointermove");
    await time.wind(1);
    await secureFetch("/api/entries");
  }
  assert.equal(server.seen.filter((request) => request.retry).length, 0);
  assert.ok(server.refreshes <= 7, `${server.refreshes} refreshes`);
});

test("an idle page neither renews nor leaves", async () => {
  const { server, time, page } = prepare();
  await time.wind(2 * HALF_AN_HOUR);
  assert.equal(server.seen.length, 0);
  assert.deepEqual(page.left, []);
});

for (const kind of ["keydown", "pointerdown", "pointermove"]) {
  test(`an idle page renews as soon as there is a ${kind}`, async () => {
    const { server, time, page } = prepare();
    await time.wind(2 * HALF_AN_HOUR);
    page.fire(kind);
    await time.wind(1);
    assert.equal(server.refreshes, 1);
  });
}

test("a hidden page does nothing by itself, and looks again when shown", async () => {
  const { server, time, page } = prepare();
  page.hide();
  server.signOut();
  page.fire("keydown");
  await time.wind(HALF_AN_HOUR);
  assert.equal(server.seen.length, 0);
  page.hide(false);
  await settle();
  assert.equal(page.left.length, 1);
});

test("when the cookie has gone the server is asked once, and the page leaves by its word", async () => {
  const { server, time, page } = prepare();
  server.signOut();
  await time.wind(5);
  assert.equal(server.count("/api/session"), 1);
  assert.equal(page.left.length, 1);
});

test("when the cookie has gone but the server knows the session, the page stays and asks once a time", async () => {
  const { server, time, page } = prepare();
  const { stamp } = server.jar;
  delete server.jar.stamp;
  await time.wind(60);
  assert.equal(server.count("/api/session"), 1);
  assert.deepEqual(page.left, []);
  server.jar.stamp = stamp;
  await time.wind(2);
  delete server.jar.stamp;
  await time.wind(2);
  assert.equal(server.count("/api/session"), 2);
});

test("when the cookie has gone and the server is away, the page waits for the server's word", async () => {
  const { server, time, page } = prepare();
  server.signOut();
  server.instead.set("/api/session", new TypeError("Failed to fetch"));
  server.instead.set("/readyz", new TypeError("Failed to fetch"));
  await time.wind(20);
  assert.deepEqual(page.left, []);
  assert.equal(server.count("/api/session"), 1);
  server.instead.clear();
  await time.wind(20);
  assert.equal(page.left.length, 1);
});

for (const [way, seconds] of [["forward", 7200], ["back", -7200]]) {
  test(`a clock that jumps ${way} costs at most one refresh and no sign-out`, async () => {
    const { server, time, page } = prepare();
    await time.wind(5);
    server.time = { now: () => time.now() - seconds };
    time.jump(seconds);
    await work({ time, page }, 600);
    assert.ok(server.refreshes <= 1, `${server.refreshes} refreshes`);
    assert.deepEqual(page.left, []);
  });
}

test("after a jump back nobody counts as at work until they touch something", async () => {
  const { server, time, page, secureFetch } = prepare();
  page.fire("keydown");
  time.jump(-2 * 3600);
  server.expireAccess();
  await secureFetch("/api/entries");
  await time.wind(3600);
  assert.equal(server.refreshes, 1);
});

test("a renewal the browser keeps nothing of is loud, and is not tried every second", async () => {
  const { server, time, session, secureFetch } = prepare();
  const isHidden = () => false;
  const sessionClock = createSessionClock({ clock: time, session, secureFetch, isHidden });
  await sessionClock.look();
  server.blocksCookies = true;
  time.jump(HALF_AN_HOUR - 30);
  session.input.note();
  const look = assert.rejects(sessionClock.look(), CookiesBlockedError);
  await time.wind(1);
  await look;
  await sessionClock.look();
  assert.equal(server.refreshes, 1);
});

test("a computer that slept past the end renews once when somebody is back", async () => {
  const { server, time, page, secureFetch } = prepare();
  await time.wind(5);
  time.jump(8 * 3600);
  page.fire("pointermove");
  page.fire("focus");
  page.fire("online");
  await time.wind(3);
  assert.equal((await secureFetch("/api/entries")).status, 200);
  assert.equal(server.refreshes, 1);
});

test("a renewal that fails is repeated by the connection, not every second by the clock", async () => {
  const { server, time, page } = prepare();
  server.instead.set("/session/refresh", 503);
  await work({ time, page }, HALF_AN_HOUR - 30);
  const early = server.refreshes;
  assert.ok(early >= 1 && early <= 6, `${early} refreshes in half a minute`);
  assert.deepEqual(page.left, []);
  server.instead.clear();
  await work({ time, page }, 30);
  assert.equal(server.refreshes, early + 1);
  assert.equal(page.banner, null);
});

test("a session that has ended elsewhere is found at the renewal, and the page leaves", async () => {
  const { server, time, page } = prepare();
  server.end();
  await work({ time, page }, HALF_AN_HOUR);
  assert.equal(server.refreshes, 1);
  assert.equal(page.left.length, 1);
});

test("Back to a page from before the sign-out asks the server, and leaves", async () => {
  const { server, page } = prepare();
  server.signOut();
  page.fire("pageshow", { persisted: false });
  await settle();
  assert.equal(server.seen.length, 0);
  page.fire("pageshow", { persisted: true });
  await settle();
  assert.equal(server.count("/api/session"), 1);
  assert.equal(page.left.length, 1);
});

for (const kind of ["focus", "online", "visibilitychange"]) {
  test(`coming back (${kind}) while the server is away tries at once`, async () => {
    const { server, time, page, secureFetch } = prepare();
    server.instead.set("/api/entries", new TypeError("Failed to fetch"));
    server.instead.set("/readyz", new TypeError("Failed to fetch"));
    await assert.rejects(secureFetch("/api/entries"), TypeError);
    await time.wind(20);
    server.instead.clear();
    (kind === "visibilitychange" ? page.document : page).dispatchEvent(new Event(kind));
    await settle();
    assert.equal(page.banner, null);
  });
}

for (const path of ["/login", "/setup"]) {
  test(`nothing is watched on ${path}`, async () => {
    const { server, time, page } = prepare({ path });
    server.signOut();
    page.fire("pageshow", { persisted: true });
    await work({ time, page }, 60);
    assert.equal(server.seen.length, 0);
    assert.deepEqual(page.left, []);
  });
}

test("a page without a session is left alone", async () => {
  const browser = new FakeBrowser();
  browser.server.signOut();
  const { page } = browser.open("/");
  startPage(page, browser.time);
  await work({ ...browser, page }, 60);
  assert.equal(browser.server.seen.length, 0);
});

test("starting a page twice watches it once", async () => {
  const { server, time, page } = prepare();
  startPage(page, time);
  assert.equal(time.timers.size, 1);
  server.instead.set("/api/session", () => problem(500, "internal"));
  page.fire("pageshow", { persisted: true });
  await settle();
  assert.equal(server.count("/api/session"), 1);
});

function prepare({ path = "/", ...options } = {}) {
  const browser = new FakeBrowser(options);
  const opened = browser.open(path);
  startPage(opened.page, browser.time);
  return { ...browser, ...opened };
}

/** Somebody types every ten seconds, and does `also` each time. */
async function work({ time, page }, seconds, also = async () => {}) {
  for (let passed = 0; passed < seconds; passed += 10) {
    page.fire("keydown");
    await also();
    await time.wind(Math.min(10, seconds - passed));
  }
}
