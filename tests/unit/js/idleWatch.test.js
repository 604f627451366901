import assert from "node:assert/strict";
import test from "node:test";

import { createIdleWatch, reportSeconds, warningSeconds } from "../../../assets/static/js/idleWatch.js";
import { watchSession } from "../../../assets/static/js/sessionWatch.js";
import { createSessionClock } from "../../../assets/static/js/sessionClock.js";
import { FakeBrowser } from "./fakePage.js";

const OFFLINE = new TypeError("Failed to fetch");

for (const [idleLock, warning, report] of [[300, 30, 15], [60, 12, 15], [20, 4, 5], [4, 0.8, 1]]) {
  test(`with ${idleLock} s to lock, warns ${warning} s before and reports every ${report} s at most`, () => {
    assert.deepEqual([warningSeconds(idleLock), reportSeconds(idleLock)], [warning, report]);
  });
}

test("a page nobody touches warns half a minute before, and is covered at the second", async () => {
  const { time, cover, warning } = prepare();
  await time.wind(269);
  assert.deepEqual(warning.history, []);
  await time.wind(2);
  assert.deepEqual(warning.history, [30, 29]);
  await time.wind(28);
  assert.equal(cover.shown, false);
  await time.wind(1);
  assert.deepEqual([cover.mode, warning.shown], ["locked", false]);
});

test("until the warning the server is asked once, when the page starts, and once before it warns", async () => {
  const { time, server } = prepare();
  await time.wind(269);
  assert.equal(server.count("/api/session"), 1);
  await time.wind(1);
  assert.equal(server.count("/api/session"), 2);
});

test("a page of a book that does not lock by itself asks once and never again", async () => {
  const { time, server, cover, page } = prepare({ idleLock: null });
  for (let minute = 0; minute < 120; minute += 1) {
    page.fire("keydown");
    await time.wind(60);
  }
  assert.equal(server.count("/api/session") - server.refreshes, 1);
  assert.equal(cover.shown, false);
});

for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) {
  test(`a ${kind} takes the warning back at once, and is reported`, async () => {
    const { time, server, page, warning, cover } = prepare();
    await time.wind(280);
    assert.equal(warning.shown, true);
    page.fire(kind);
    assert.equal(warning.shown, false);
    await time.wind(3);
    assert.ok(time.now() - server.lastInput <= 4, "the server knows");
    await time.wind(200);
    assert.equal(cover.shown, false);
  });
}

test("a pointer that is told to have moved and has not is no input", async () => {
  const { time, page, cover } = prepare();
  page.fire("pointermove", { screenX: 10, screenY: 10 });
  await time.wind(200);
  page.fire("pointermove", { screenX: 10, screenY: 10 });
  await time.wind(101);
  assert.equal(cover.shown, true);
});

test("at work the page never warns, and reports every quarter of a minute", async () => {
  const { time, server, page, warning, cover } = prepare();
  for (let second = 0; second < 900; second += 1) {
    page.fire("keydown");
    await time.wind(1);
  }
  assert.deepEqual([warning.history, cover.shown], [[], false]);
  assert.ok(server.count("/api/session") <= 900 / 15 + 2, `${server.count("/api/session")} calls`);
});

for (const idleLock of [4, 20, 60, 300]) {
  test(`with ${idleLock} s to lock, whoever is at work is never locked out`, async () => {
    const { time, server, page, cover } = prepare({ idleLock });
    for (let second = 0; second < idleLock * 4; second += 1) {
      page.fire("pointermove");
      await time.wind(1);
    }
    assert.deepEqual([server.locked, cover.shown], [false, false]);
  });
}

test("what the page asks by itself is no sign of anybody: it says how long nobody was there", async () => {
  const { time, server } = prepare();
  await time.wind(280);
  const asked = server.seen.filter(({ path }) => path === "/api/session");
  assert.deepEqual(asked.slice(0, 2).map(({ idle }) => Number(idle)), [1, 270]);
});

test("input in another window takes the warning back", async () => {
  const { time, server, warning, cover } = prepare();
  await time.wind(280);
  assert.equal(warning.shown, true);
  server.lastInput = Math.floor(time.now());
  await time.wind(4);
  assert.equal(warning.shown, false);
  await time.wind(200);
  assert.equal(cover.shown, false);
});

test("input in another window keeps a page from warning at all", async () => {
  const { time, server, warning } = prepare();
  await time.wind(200);
  server.lastInput = Math.floor(time.now());
  await time.wind(200);
  assert.deepEqual(warning.history, []);
});

test("the page is covered at its second though the server is away, and stays so until it answers", async () => {
  const { time, server, cover } = prepare();
  await time.wind(100);
  for (const path of ["/api/session", "/readyz", "/session/lock"]) {
    server.instead.set(path, OFFLINE);
  }
  await time.wind(200);
  assert.equal(cover.shown, true);
  await time.wind(100);
  assert.equal(cover.shown, true);
  server.instead.clear();
  await time.wind(20);
  assert.deepEqual([cover.shown, server.locked], [true, true]);
});

test("a computer that slept for an hour wakes up covered, without a warning first", async () => {
  const { time, page, cover, warning } = prepare();
  await time.wind(10);
  time.jump(3600);
  page.hide(false);
  assert.deepEqual([cover.shown, warning.history], [true, []]);
});

test("the key that wakes a computer up comes too late", async () => {
  const { time, page, cover } = prepare();
  await time.wind(10);
  time.jump(3600);
  page.fire("keydown");
  assert.equal(cover.shown, true);
});

test("a clock set back by an hour does not keep a page open", async () => {
  const { time, cover } = prepare();
  await time.wind(10);
  time.jump(-3600);
  await time.wind(1);
  assert.equal(cover.shown, true);
});

test("a hidden page is covered too", async () => {
  const { time, page, cover } = prepare();
  page.hide();
  await time.wind(301);
  assert.equal(cover.shown, true);
});

test("after unlocking the time begins anew", async () => {
  const { time, session, cover } = prepare();
  await time.wind(301);
  await session.lock.unlock("right");
  await time.wind(290);
  assert.equal(cover.shown, false);
  await time.wind(12);
  assert.equal(cover.shown, true);
});

function prepare({ idleLock = 300 } = {}) {
  const browser = new FakeBrowser({ accessLifetime: 100_000 });
  const { time } = browser;
  browser.server.idleLock = idleLock;
  const opened = browser.open("/", "1");
  const { page, session, secureFetch, cover } = opened;
  const warning = fakeWarning();
  const isHidden = () => page.document.visibilityState === "hidden";
  const sessionClock = createSessionClock({ clock: time, session, secureFetch, isHidden });
  const { input, lock } = session;
  const idleWatch = createIdleWatch({ clock: time, input, lock, cover, warning });
  watchSession({ page, sessionClock, session, idleWatch });
  return { ...browser, ...opened, warning };
}

function fakeWarning() {
  return {
    shown: false,
    history: [],
    show(seconds) {
      this.shown = true;
      this.history.push(seconds);
    },
    hide() {
      this.shown = false;
    },
  };
}
