import assert from "node:assert/strict";
import test from "node:test";

import { createIdleWatch } from "../../../assets/static/js/idleWatch.js";
import { createSessionClock } from "../../../assets/static/js/sessionClock.js";
import { watchSession } from "../../../assets/static/js/sessionWatch.js";
import { FakeBrowser } from "./fakePage.js";
import { settle } from "./fakeTimers.js";

test("locking one window covers the other by its word alone, at once", async () => {
  const { server, one, two } = prepare();
  const locking = one.session.lock.lock();
  assert.equal(two.cover.mode, "locked");
  await locking;
  await settle();
  assert.equal(server.count("/api/session"), 0);
});

test("another person's locking covers nothing here", async () => {
  const { one, two } = prepare({ people: ["2", "1"] });
  one.session.channel.tell("locked");
  assert.equal(two.cover.shown, false);
});

test("the password in one window opens the other, by the server's word", async () => {
  const { server, one, two } = prepare();
  await one.session.lock.lock();
  await two.session.lock.unlock("right");
  await settle();
  assert.deepEqual([one.cover.shown, two.cover.shown], [false, false]);
  assert.equal(server.count("/api/session"), 1);
});

test("a window that only says that it was unlocked opens nothing", async () => {
  const { server, one, two } = prepare();
  server.lock();
  two.session.lock.notice();
  await settle();
  one.session.channel.tell("unlocked");
  await settle();
  assert.equal(two.cover.shown, true);
});

test("without word from the other, a changed stamp opens within a second", async () => {
  const { time, one, two } = prepare({ channel: false });
  await time.wind(1);
  await one.session.lock.lock();
  two.session.lock.notice();
  await settle();
  await one.session.lock.unlock("right");
  assert.equal(two.cover.shown, true);
  await time.wind(1);
  assert.equal(two.cover.shown, false);
});

test("another person's arrival is checked, and leaves the page to them", async () => {
  const { server, browser, two } = prepare();
  server.signIn("2");
  browser.open("/", "2").session.channel.tell("arrived");
  await settle();
  assert.deepEqual(two.page.left, ["/"]);
});

test("an arrival that the server knows nothing of changes nothing", async () => {
  const { server, browser, two } = prepare();
  browser.open("/", "2").session.channel.tell("arrived");
  await settle();
  assert.deepEqual([two.page.left, two.cover.shown, server.count("/api/session")], [[], false, 2]);
});

test("another page of the same person is no reason to ask", async () => {
  const { server, browser } = prepare();
  browser.open("/account", "1").session.channel.tell("arrived");
  await settle();
  assert.equal(server.seen.length, 0);
});

test("without word, another person's stamp leaves the page to them within a second", async () => {
  const { server, time, two } = prepare({ channel: false });
  await time.wind(1);
  server.signIn("2");
  await time.wind(1);
  assert.deepEqual([two.page.left, two.cover.mode], [["/"], "leaving"]);
});

test("a page's own renewal is no reason to ask: an access token that lasts a second would be renewed for ever", async () => {
  const { server, time, one, two } = prepare();
  await time.wind(3);
  const asked = server.count("/api/session");
  await one.session.renew(one.session.stamp.read());
  await time.wind(3);
  assert.equal(server.count("/api/session"), asked + 1);
  assert.equal(one.session.stamp.own, one.session.stamp.read());
  assert.equal(two.session.stamp.own, null);
});

test("a sign-out takes a covered page to the sign-in page", async () => {
  const { server, time, one, two } = prepare();
  await one.session.lock.lock();
  server.signOut();
  await time.wind(1);
  assert.equal(two.page.left.length, 1);
  assert.match(two.page.left[0], /^\/login/);
});

test("a covered page renews nothing by itself", async () => {
  const { server, time, one } = prepare();
  await one.session.lock.lock();
  for (let minute = 0; minute < 60; minute += 1) {
    one.page.fire("keydown");
    await time.wind(60);
  }
  assert.equal(server.refreshes, 0);
});

function prepare({ channel = true, people = ["1", "1"] } = {}) {
  const browser = new FakeBrowser();
  if (!channel) {
    browser.Channel = undefined;
  }
  const [one, two] = people.map((person) => watched(browser, browser.open("/", person)));
  return { browser, ...browser, one, two };
}

function watched({ time }, opened) {
  const { page, session, secureFetch, cover } = opened;
  const sessionClock = createSessionClock({ clock: time, session, secureFetch, isHidden: () => false });
  const warning = { shown: false, show() {}, hide() {} };
  const { input, lock } = session;
  const idleWatch = createIdleWatch({ clock: time, input, lock, cover, warning });
  watchSession({ page, sessionClock, session, idleWatch });
  return opened;
}
