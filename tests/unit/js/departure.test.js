import assert from "node:assert/strict";
import test from "node:test";

import { createComeBack } from "../../../assets/static/js/comeBack.js";
import { createSwitch } from "../../../assets/static/js/lockPage.js";
import { FakeBrowser } from "./fakePage.js";
import { problem } from "./fakeServer.js";
import { settle } from "./fakeTimers.js";

const SIGN_IN = "/login?flash=session_expired&next=%2F";

test("with nothing to save a page whose session is over leaves at once", async () => {
  const { page, cover } = await endSession(prepare());
  assert.deepEqual([page.left, cover.history], [[SIGN_IN], []]);
});

test("saved words let a page leave, and it leaves once", async () => {
  const prepared = prepare();
  prepared.session.beforeLeaving(async () => true);
  const { page, time } = await endSession(prepared);
  await time.wind(60);
  assert.deepEqual(page.left, [SIGN_IN]);
});

test("words that cannot be saved keep the page, covered, until they are", async () => {
  const prepared = prepare();
  const { session, page, cover, time } = prepared;
  let saved = false;
  session.beforeLeaving(async () => saved);
  await endSession(prepared);
  await time.wind(20);
  assert.deepEqual([page.left, cover.mode], [[], "over"]);
  saved = true;
  await time.wind(15);
  assert.deepEqual(page.left, [SIGN_IN]);
});

for (const [what, save] of [
  ["fails", async () => { throw new Error("disk full"); }],
  ["takes longer than five seconds", () => new Promise(() => {})],
]) {
  test(`a saving that ${what} keeps the page`, async () => {
    const prepared = prepare();
    prepared.session.beforeLeaving(async () => true);
    prepared.session.beforeLeaving(save);
    const { page, cover, time } = await endSession(prepared);
    await time.wind(6);
    assert.deepEqual([page.left, cover.mode], [[], "over"]);
  });
}

test("the same person signs in on the cover, and the page goes on as it was", async () => {
  const prepared = prepare();
  const { session, page, cover, time, server, messages, secureFetch } = prepared;
  let saved = false;
  session.beforeLeaving(async () => saved);
  await endSession(prepared);
  assert.equal(await comeBack(session)("right"), "");
  assert.equal(cover.shown, false);
  assert.deepEqual(messages.at(-1), { kind: "arrived", person: "1" });
  const signIn = server.seen.find(({ path }) => path === "/login");
  assert.deepEqual(JSON.parse(signIn.body), { name: "Ada Byron", password: "right" });
  saved = true;
  await time.wind(60);
  assert.deepEqual(page.left, []);
  assert.equal((await secureFetch("/api/entries")).status, 200);
});

test("a session that ends once more after that leaves once more", async () => {
  const prepared = prepare();
  const { session, page } = prepared;
  let saved = false;
  session.beforeLeaving(async () => saved);
  await endSession(prepared);
  await comeBack(session)("right");
  saved = true;
  await endSession(prepared);
  assert.deepEqual(page.left, [SIGN_IN]);
});

test("a wrong password there keeps everything", async () => {
  const prepared = prepare();
  prepared.session.beforeLeaving(async () => false);
  const { session, cover } = await endSession(prepared);
  assert.match(await comeBack(session)("wrong"), /does not match/);
  assert.equal(cover.mode, "over");
});

test("words can be left behind", async () => {
  const prepared = prepare();
  prepared.session.beforeLeaving(async () => false);
  const { session, page, time } = await endSession(prepared);
  session.departure.without();
  await time.wind(60);
  assert.deepEqual(page.left, [SIGN_IN]);
});

test("another person's page is covered at once and left to them when the words are saved", async () => {
  const { server, session, page, cover, secureFetch } = prepare();
  let release;
  session.beforeLeaving(() => new Promise((resolve) => { release = () => resolve(true); }));
  server.signIn("2");
  await assert.rejects(secureFetch("/api/entries"), { name: "AnotherPersonError" });
  assert.deepEqual([page.left, cover.mode], [[], "leaving"]);
  release();
  await settle();
  assert.deepEqual(page.left, ["/"]);
});

test("another person's page with words that cannot be saved says so and waits", async () => {
  const { server, session, page, cover, time, secureFetch } = prepare();
  session.beforeLeaving(async () => false);
  server.signIn("2");
  await assert.rejects(secureFetch("/api/entries"), { name: "AnotherPersonError" });
  await assert.rejects(secureFetch("/api/entries"), { name: "AnotherPersonError" });
  await time.wind(30);
  assert.deepEqual([page.left, cover.mode], [[], "another"]);
  assert.equal(await comeBack(session)("right"), "");
  assert.deepEqual([cover.shown, server.person], [false, "1"]);
});

test("on a page that is being left nobody locks out whoever is signed in by now", async () => {
  const { server, session, secureFetch } = prepare();
  session.beforeLeaving(async () => false);
  server.signIn("2");
  await assert.rejects(secureFetch("/api/entries"), { name: "AnotherPersonError" });
  await session.lock.lock();
  createSwitch(session)();
  await settle();
  assert.deepEqual([server.locked, server.count("/session/lock")], [false, 0]);
});

test("a 409 about something else is the caller's", async () => {
  const { server, page, secureFetch } = prepare();
  server.instead.set("/api/entries", () => problem(409, "conflict", {}, { type: "urn:shiftbook:already-posted" }));
  assert.equal((await secureFetch("/api/entries")).status, 409);
  assert.deepEqual(page.left, []);
});

function comeBack(session) {
  return createComeBack({ session, name: "Ada Byron" });
}

async function endSession(prepared) {
  prepared.server.end();
  prepared.server.instead.set("/session/refresh", () => problem(401, "session_ended"));
  await assert.rejects(prepared.secureFetch("/api/entries"), { name: "SessionOverError" });
  prepared.server.instead.clear();
  await settle();
  return prepared;
}

function prepare() {
  const browser = new FakeBrowser();
  return { ...browser, ...browser.open("/", "1") };
}
