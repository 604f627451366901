import assert from "node:assert/strict";
import test from "node:test";

import { createComeBack } from "../../../assets/static/js/comeBack.js";
import { createSwitch } from "../../../assets/static/js/lockPage.js";
import { FakeBrowser } from "./fakePage.js";
import { problem } from "./fakeServer.js";
import { settle } from "./fakeTimers.js";

const OFFLINE = new TypeError("Failed to fetch");

test("locking covers before anything is awaited, and tells the server and the other windows", async () => {
  const { server, session, cover, messages } = prepare();
  const locking = session.lock.lock();
  assert.equal(cover.mode, "locked");
  await locking;
  assert.deepEqual(server.seen.map(({ method, path }) => [method, path]), [["POST", "/session/lock"]]);
  assert.equal(server.locked, true);
  assert.equal(cover.sinceAt, server.lockedAt);
  assert.deepEqual(messages[0], { kind: "locked", person: "1" });
});

test("locking twice covers and tells once", async () => {
  const { server, session, cover } = prepare();
  await Promise.all([session.lock.lock(), session.lock.lock()]);
  await session.lock.lock();
  assert.equal(server.count("/session/lock"), 1);
  assert.deepEqual(cover.history, ["locked"]);
});

test("words are flushed when the page is covered", async () => {
  const { session } = prepare();
  let flushes = 0;
  session.beforeLeaving(async () => { flushes += 1; return true; });
  await session.lock.lock();
  assert.equal(flushes, 1);
});

test("locking without the server stays covered and keeps telling it", async () => {
  const { server, session, cover, time } = prepare();
  server.instead.set("/session/lock", OFFLINE);
  await session.lock.lock();
  await time.wind(8);
  assert.equal(server.count("/session/lock"), 4);
  server.instead.set("/session/lock", 503);
  await time.wind(10);
  server.instead.clear();
  await time.wind(15);
  assert.equal(server.locked, true);
  assert.deepEqual(cover.history, ["locked"]);
  const sent = server.seen.length;
  await time.wind(60);
  assert.equal(server.seen.length, sent);
});

test("what the server says meanwhile does not open a page it has not been told to lock", async () => {
  const { server, session, cover } = prepare();
  server.instead.set("/session/lock", OFFLINE);
  await session.lock.lock();
  assert.equal(await session.lock.verify(), "open");
  assert.equal(cover.shown, true);
});

test("the right password opens here, says so to the others, and nothing locks afterwards", async () => {
  const { server, session, cover, time, messages } = prepare();
  server.instead.set("/session/lock", OFFLINE);
  await session.lock.lock();
  server.instead.clear();
  assert.equal(await comeBack(session)("right"), "");
  await time.wind(60);
  assert.deepEqual([cover.shown, server.locked], [false, false]);
  assert.deepEqual(messages.at(-1), { kind: "unlocked", person: "1" });
  assert.equal(server.seen.at(-1).path, "/session/unlock");
});

test("unlocking waits for a locking that is on its way", async () => {
  const { server, session, cover } = prepare();
  const release = server.hold("/session/lock");
  session.lock.lock();
  await settle();
  const opening = comeBack(session)("right");
  await settle();
  assert.equal(server.count("/session/unlock"), 0);
  await release();
  assert.equal(await opening, "");
  assert.deepEqual([cover.shown, server.locked], [false, false]);
});

test("a wrong password is told in the server's words, and too many in theirs", async () => {
  const { session, server, cover } = await prepareLocked();
  assert.equal(await comeBack(session)("wrong"), "That password does not match. Try again in 4 s.");
  server.instead.set("/session/unlock", () =>
    problem(429, "too_many_attempts", {}, { detail: "Too many attempts. Wait 30 s." }));
  assert.equal(await comeBack(session)("right"), "Too many attempts. Wait 30 s.");
  assert.equal(cover.shown, true);
});

test("unlocking without the server says so and changes nothing", async () => {
  const { session, server, cover } = await prepareLocked();
  server.instead.set("/session/unlock", OFFLINE);
  assert.equal(await comeBack(session)("right"), "Shiftbook cannot be reached just now.");
  assert.deepEqual([cover.shown, server.locked], [true, true]);
});

test("unlocking a session that is over leads to the sign-in page", async () => {
  const { session, server, page } = await prepareLocked();
  server.instead.set("/session/unlock", () => problem(401, "session_ended"));
  assert.equal(await comeBack(session)("right"), "");
  await settle();
  assert.deepEqual(page.left, ["/login?flash=session_expired&next=%2F"]);
});

test("unlocking names whose page it is, and a page of another person's is left", async () => {
  const { session, server, page } = await prepareLocked();
  server.instead.set("/session/unlock", (note) => {
    assert.equal(note.person, "1");
    return problem(409, "conflict", {}, { type: "urn:shiftbook:another-person" });
  });
  assert.equal(await comeBack(session)("right"), "");
  await settle();
  assert.deepEqual(page.left, ["/"]);
});

test("a call that meets the lock covers, waits, and is sent once more, marked", async () => {
  const { session, server, cover, secureFetch } = prepare();
  server.lock();
  const call = secureFetch("/api/entries", { method: "POST", body: "words" });
  await settle();
  assert.equal(cover.mode, "locked");
  await comeBack(session)("right");
  assert.equal((await call).status, 200);
  const sent = server.seen.filter(({ path }) => path === "/api/entries");
  assert.deepEqual(sent.map(({ body, retry }) => [body, retry]), [["words", false], ["words", true]]);
});

test("twenty calls that meet the lock ask once how things stand, and all go on", async () => {
  const { session, server, secureFetch } = prepare();
  server.lock();
  const calls = Array.from({ length: 20 }, (_, n) => secureFetch(`/api/entries/${n}`));
  await settle();
  await secureFetch("/api/late", { signal: AbortSignal.abort() }).catch(() => {});
  assert.equal(server.count("/api/session"), 1);
  await comeBack(session)("right");
  for (const response of await Promise.all(calls)) {
    assert.equal(response.status, 200);
  }
});

test("a second 423 is the caller's", async () => {
  const { server, cover, secureFetch } = prepare();
  server.instead.set("/api/stubborn", () => problem(423, "session_locked"));
  assert.equal((await secureFetch("/api/stubborn")).status, 423);
  assert.equal(server.count("/api/stubborn"), 2);
  assert.deepEqual(cover.history, ["locked", null]);
});

test("a held call that is aborted rejects at once, the others wait on", async () => {
  const { session, server, secureFetch } = prepare();
  server.lock();
  const controller = new AbortController();
  const [given, kept] = [secureFetch("/api/a", { signal: controller.signal }), secureFetch("/api/b")];
  await settle();
  controller.abort(new Error("enough"));
  await assert.rejects(given, /enough/);
  await comeBack(session)("right");
  assert.equal((await kept).status, 200);
  assert.equal(server.count("/api/a"), 1);
});

test("a stream is not sent twice: its caller hears that after unlocking", async () => {
  const { session, server, secureFetch } = prepare();
  server.lock();
  const body = new Blob(["words"]).stream();
  const call = secureFetch("/api/a", { method: "POST", body, duplex: "half" });
  call.catch(() => {});
  await settle();
  await comeBack(session)("right");
  await assert.rejects(call, { name: "BodyNotReplayableError" });
});

test("a refresh that meets the lock covers the page instead of telling of trouble", async () => {
  const { session, server, cover, page, secureFetch } = prepare();
  server.lock();
  server.expireAccess();
  const call = secureFetch("/api/entries");
  await settle();
  assert.deepEqual([cover.mode, page.banner], ["locked", null]);
  await comeBack(session)("right");
  assert.equal((await call).status, 200);
});

test("a page nobody is signed in on has no cover, and gets the 423 itself", async () => {
  const browser = new FakeBrowser();
  const { secureFetch } = browser.open("/login");
  browser.server.lock();
  assert.equal((await secureFetch("/api/entries")).status, 423);
});

test("held calls reject when the session ends, and when another person has signed in", async () => {
  for (const [code, type, name] of [
    ["session_ended", "about:blank", "SessionOverError"],
    ["conflict", "urn:shiftbook:another-person", "AnotherPersonError"],
  ]) {
    const { session, server, secureFetch } = prepare();
    server.lock();
    const call = assert.rejects(secureFetch("/api/entries"), { name });
    await settle();
    server.instead.set("/api/session", () => problem(name === "SessionOverError" ? 401 : 409, code, {}, { type }));
    await session.lock.verify();
    await call;
  }
});

test("an answer from before the page was covered does not open it", async () => {
  const { session, server, cover } = prepare();
  const release = server.hold("/api/session");
  const asked = session.lock.verify();
  await settle();
  session.lock.cover();
  await release();
  await asked;
  assert.equal(cover.shown, true);
});

test("whether it is locked is asked until there is an answer", async () => {
  const { server, session, cover, time, secureFetch } = prepare();
  server.instead.set("/api/a", () => problem(423, "session_locked"));
  server.instead.set("/api/session", OFFLINE);
  const call = secureFetch("/api/a");
  await time.wind(5);
  assert.equal(cover.shown, true);
  server.instead.clear();
  await time.wind(15);
  assert.equal(cover.shown, false);
  assert.equal((await call).status, 200);
  assert.equal(session.lock.facts.locked, false);
});

test("switching goes when the server knows and the words are saved, without a pause", async () => {
  const { server, session, cover, page } = prepare();
  session.beforeLeaving(async () => true);
  createSwitch(session)();
  assert.equal(cover.mode, "locked");
  await settle();
  assert.equal(server.locked, true);
  assert.deepEqual(page.left, ["/login?switch=1"]);
});

test("switching does not go before the server knows", async () => {
  const { server, session, cover, page, time } = prepare();
  server.instead.set("/session/lock", OFFLINE);
  createSwitch(session)();
  await time.wind(3);
  assert.deepEqual([page.left, cover.mode], [[], "locked"]);
  server.instead.clear();
  await time.wind(15);
  assert.deepEqual(page.left, ["/login?switch=1"]);
});

test("switching waits for the words, says so, and the password takes it back", async () => {
  const { server, session, cover, page, time } = prepare();
  session.beforeLeaving(async () => false);
  createSwitch(session)();
  await settle();
  assert.equal(cover.mode, "switch");
  await comeBack(session)("right");
  await time.wind(60);
  assert.deepEqual([page.left, cover.shown, server.locked], [[], false, false]);
});

function comeBack(session) {
  return createComeBack({ session, name: "Ada Byron" });
}

function prepare() {
  const browser = new FakeBrowser();
  return { ...browser, ...browser.open("/", "1") };
}

async function prepareLocked() {
  const prepared = prepare();
  await prepared.session.lock.lock();
  return prepared;
}
