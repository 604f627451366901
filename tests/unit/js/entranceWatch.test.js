import assert from "node:assert/strict";
import test from "node:test";

import { startPage } from "../../../assets/static/js/everyPage.js";
import { FakeBrowser } from "./fakePage.js";
import { settle } from "./fakeTimers.js";

test("a sign-in page goes on to its next within a second of somebody coming in", async () => {
  const { server, time, page } = prepare({ next: "/account" });
  await time.wind(1);
  server.signIn("2");
  await time.wind(1);
  assert.deepEqual(page.left, ["/account"]);
});

test("a sign-in page that is told goes on at once", async () => {
  const { browser, server, page } = prepare();
  server.signIn("2");
  browser.open("/", "2").session.channel.tell("arrived");
  await settle();
  assert.deepEqual(page.left, ["/"]);
});

test("a sign-in page beside a session that is there already stays", async () => {
  const { server, time, page } = prepare();
  await time.wind(60);
  assert.deepEqual([page.left, server.seen.length], [[], 0]);
});

test("a sign-in page does not believe it: while the session is locked it stays, and asks once", async () => {
  const { server, time, page } = prepare();
  await time.wind(1);
  server.signIn("2");
  server.lock();
  await time.wind(60);
  assert.deepEqual([page.left, server.count("/api/session")], [[], 1]);
});

test("a sign-in page stays when the server is away, and when somebody signs out", async () => {
  const { server, time, page } = prepare();
  server.instead.set("/api/session", new TypeError("Failed to fetch"));
  await time.wind(1);
  server.signIn("2");
  await time.wind(5);
  server.signOut();
  await time.wind(5);
  assert.deepEqual(page.left, []);
});

test("whoever is typing a password is not interrupted, and the page goes on when it is cleared", async () => {
  const { server, time, page, field } = prepare();
  field.value = "half of it";
  await time.wind(1);
  server.signIn("2");
  await time.wind(10);
  assert.deepEqual(page.left, []);
  field.value = "";
  await time.wind(1);
  assert.deepEqual(page.left, ["/"]);
});

function prepare({ next } = {}) {
  const browser = new FakeBrowser();
  const opened = browser.open("/login");
  const field = { value: "" };
  Object.assign(opened.page.document, {
    querySelector: (selector) => (selector === "[name=next]" && next ? { value: next } : null),
    querySelectorAll: () => [field],
  });
  startPage(opened.page, browser.time);
  return { browser, ...browser, ...opened, field };
}
