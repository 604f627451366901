import assert from "node:assert/strict";
import test from "node:test";

import { already, FIRST, openComposer, ticketRefused } from "./draftDesk.js";
import { problem } from "./fakeServer.js";
import { settle } from "./fakeTimers.js";

const DOWN = new TypeError("fetch failed");

test("words are saved 700 ms after a pause, and are called unsaved until they are acknowledged", async () => {
  const { type, drafts, time, states, standing, ...desk } = openComposer();
  assert.equal(standing.state, "empty");
  type("Pump 3");
  await time.wind(0.69);
  assert.equal(drafts.saves.length, 0);
  await time.wind(0.02);
  assert.equal(drafts.saves.length, 1);
  assert.deepEqual(states, ["empty", "unsaved"]);
  await time.wind(0.1);
  assert.deepEqual(states, ["empty", "unsaved", "saved"]);
  assert.equal(drafts.rows.get(FIRST).text, "Pump 3");
  assert.deepEqual(desk.told, [["saved", FIRST]]);
});

test("somebody who never pauses is saved 1500 ms after the first unsaved character, again and again", async () => {
  const { type, drafts, time } = openComposer();
  const at = [];
  const start = time.now();
  for (let n = 0; n < 40; n += 1) {
    type("x");
    await time.wind(0.1);
    at.push(...drafts.saves.slice(at.length).map(() => time.now() - start));
  }
  assert.equal(at.length, 2);
  assert.ok(at[0] <= 1.601 && at[1] <= 3.201, String(at));
});

test("a save carries id, writer, a sequence that counts up, and the version it is based on", async () => {
  const { type, drafts, time, field, record } = openComposer({ text: "Pump", version: 4 });
  field.place = { selection_start: 3, selection_end: 5, scroll: 40 };
  type(" 3");
  await time.wind(1);
  type(" is off");
  await time.wind(1);
  const [first, second] = drafts.saves;
  assert.equal(first.door, "ticket");
  assert.equal(first.query.get("ticket"), "opened");
  assert.deepEqual(first.body, {
    id: FIRST, text: "Pump 3", fields: {}, selection_start: 3, selection_end: 5, scroll: 40, writer: record.writer, sequence: 1, base: 4,
  });
  assert.deepEqual([second.body.sequence, second.body.base, second.body.text], [2, 5, "Pump 3 is off"]);
});

test("one save at a time, and the newest text after it", async () => {
  const { type, drafts, time, states } = openComposer();
  const release = drafts.hold();
  type("one");
  await time.wind(1);
  type(" two");
  await time.wind(3);
  type(" three");
  await time.wind(3);
  assert.equal(drafts.saves.length, 1);
  release();
  await time.wind(0.1);
  assert.deepEqual(drafts.saves.map(({ body }) => body.text), ["one", "one two three"]);
  assert.equal(drafts.most, 1);
  assert.deepEqual(states, ["empty", "unsaved", "saved"]);
});

test("a text that was typed, sent and taken back is not called saved: the other one may be on disk", async () => {
  const { type, drafts, time, keeper, field, ...desk } = openComposer({ text: "A", version: 1 });
  const release = drafts.hold();
  type("B");
  await time.wind(1);
  field.text = "A";
  keeper.input();
  assert.equal(desk.states.at(-1), "unsaved");
  release();
  await time.wind(1);
  assert.equal(drafts.rows.get(FIRST).text, "A");
  assert.equal(desk.states.at(-1), "saved");
});

test("a lost answer to words that were taken back leaves them unsaved until they are sent again", async () => {
  const { type, drafts, time, keeper, field, ...desk } = openComposer({ text: "A", version: 1 });
  drafts.instead.push((_call, act) => {
    act();
    return DOWN;
  });
  type("B");
  await time.wind(0.8);
  field.text = "A";
  keeper.input();
  assert.equal(desk.states.at(-1), "failed");
  await time.wind(2);
  assert.equal(drafts.rows.get(FIRST).text, "A");
  assert.equal(desk.states.at(-1), "saved");
});

test("a failed save says why, is tried again after 1, 2, 4 … 15 seconds, and recovers by itself", async () => {
  const desk = openComposer();
  const { type, drafts, time, states } = desk;
  drafts.instead = Array(7).fill(DOWN);
  type("Pump 3");
  await time.wind(0.71);
  assert.equal(desk.standing.state, "failed");
  assert.equal(desk.standing.why, "Shiftbook cannot be reached");
  const counts = [];
  for (const seconds of [1, 2, 4, 8, 15, 15]) {
    await time.wind(seconds + 0.001);
    counts.push(drafts.saves.length);
  }
  assert.deepEqual(counts, [2, 3, 4, 5, 6, 7]);
  await time.wind(15.1);
  assert.deepEqual(states, ["empty", "unsaved", "failed", "saved"]);
  assert.equal(desk.standing.why, undefined);
});

const REFUSALS = [
  [507, "storage_full", "the disk is full. Free some space"],
  [503, "storage_busy", "the book is busy at this moment"],
  [403, "no_window_key", "this window is no longer let in. Open Shiftbook from its icon"],
  [500, "internal", "something went wrong in Shiftbook"],
];

for (const [status, code, why] of REFUSALS) {
  test(`${status} ${code} keeps the words and says: ${why}`, async () => {
    const desk = openComposer();
    desk.drafts.instead.push(() => problem(status, code));
    desk.type("Pump 3");
    await desk.time.wind(0.8);
    assert.deepEqual([desk.standing.state, desk.standing.why, desk.field.text], ["failed", why, "Pump 3"]);
    await desk.time.wind(2);
    assert.equal(desk.standing.state, "saved");
  });
}

test("words that the server will never take are sent again only when they are others", async () => {
  const desk = openComposer();
  desk.drafts.instead.push(() => problem(400, "invalid"));
  desk.type("\0");
  await desk.time.wind(60);
  assert.equal(desk.drafts.saves.length, 1);
  assert.equal(desk.standing.lasting, true);
  desk.field.text = "";
  desk.type("Pump 3");
  await desk.time.wind(1);
  assert.equal(desk.standing.state, "saved");
});

test("the next input does not wait for the end of a long pause between attempts", async () => {
  const { type, drafts, time, ...desk } = openComposer();
  drafts.instead = Array(5).fill(DOWN);
  type("Pump");
  await time.wind(17);
  assert.equal(drafts.saves.length, 5);
  type(" 3");
  await time.wind(0.8);
  assert.equal(drafts.saves.length, 6);
  assert.equal(desk.states.at(-1), "saved");
});

test("a refused ticket is no failure: the words go by session at once, and the answer's ticket is used from then on", async () => {
  const { type, drafts, time, states } = openComposer();
  drafts.instead.push(ticketRefused);
  type("Pump 3");
  await time.wind(0.9);
  type(" is off");
  await time.wind(1);
  assert.deepEqual(drafts.saves.map(({ door, query }) => [door, query.get("ticket")]), [
    ["ticket", "opened"], ["session", null], ["ticket", `ticket ${FIRST}`],
  ]);
  assert.deepEqual(states, ["empty", "unsaved", "saved", "unsaved", "saved"]);
});

test("a fork is adopted: later saves go to it, with its ticket, and the page says so once", async () => {
  const fork = "9".repeat(32);
  const { type, drafts, time, news } = openComposer({ text: "Pump", version: 2 });
  drafts.instead.push(({ body }) =>
    Response.json({ id: fork, place: "new", version: 1, saved_at: 1_790_000_001, utc_offset: 60, ticket: body.id && "fork's" }));
  type(" 3");
  await time.wind(1);
  type(" is off");
  await time.wind(1);
  assert.deepEqual(news, [{ kind: "forked", id: fork }]);
  assert.deepEqual([drafts.saves[1].body.id, drafts.saves[1].query.get("ticket")], [fork, "fork's"]);
});

test("posted elsewhere: the posted words leave the field, what was added stays and is saved in a fresh draft", async () => {
  const { type, drafts, time, field, news } = openComposer({ text: "Pump 3", version: 1 });
  drafts.entries.push({ number: 1, key: FIRST, text: "Pump 3", written_at: 1_790_000_000, utc_offset: 60 });
  type(" is on again");
  await time.wind(2);
  assert.equal(field.text, " is on again");
  assert.equal(news[0].kind, "posted");
  assert.equal(news[0].entry.number, 1);
  const last = drafts.saves.at(-1).body;
  assert.deepEqual([last.id, last.text, last.base], ["f".repeat(32), " is on again", 0]);
});

test("posted elsewhere and nothing added: the field is empty and so is the draft", async () => {
  const { keeper, drafts, time, field, states } = openComposer({ text: "Pump 3", version: 1 });
  drafts.entries.push({ number: 1, key: FIRST, text: "Pump 3" });
  drafts.rows.delete(FIRST);
  keeper.heard({ kind: "posted", id: FIRST });
  await time.wind(1);
  assert.equal(field.text, "");
  assert.deepEqual(states, ["saved", "empty"]);
  assert.deepEqual(drafts.calls.map(({ method, query }) => [method, query.get("id")]), [["GET", null]]);
});

test("an entry that cannot be read takes no word out of the field", async () => {
  const { type, drafts, time, field } = openComposer({ text: "Pump 3", version: 1 });
  drafts.instead.push(() => already("already-posted", { number: 17 }), DOWN);
  type(" is off");
  await time.wind(2);
  assert.equal(field.text, "Pump 3 is off");
  assert.equal(drafts.saves.at(-1).body.text, "Pump 3 is off");
  assert.notEqual(drafts.saves.at(-1).body.id, FIRST);
});

test("discarded elsewhere: every word that stands here goes on in a fresh draft", async () => {
  const { type, drafts, time, news } = openComposer({ text: "Pump 3", version: 1 });
  drafts.rows.get(FIRST).discarded = true;
  type(" is off");
  await time.wind(2);
  assert.deepEqual(news, [{ kind: "discarded" }]);
  assert.deepEqual([drafts.saves.at(-1).body.text, drafts.saves.at(-1).body.id], ["Pump 3 is off", "f".repeat(32)]);
});

test("another window's save is taken over while everything here is saved", async () => {
  const { keeper, drafts, time, field, type } = openComposer({ text: "Pump", version: 1 });
  Object.assign(drafts.rows.get(FIRST), { text: "Pump 3", version: 2, writer: "other" });
  keeper.heard({ kind: "saved", id: FIRST });
  await time.wind(0.1);
  assert.equal(field.text, "Pump 3");
  type(" is off");
  await time.wind(1);
  assert.equal(drafts.saves[0].body.base, 2);
});

test("another window's save never touches unsaved words", async () => {
  const { keeper, drafts, time, field, type } = openComposer({ text: "Pump", version: 1 });
  Object.assign(drafts.rows.get(FIRST), { text: "Pump 3", version: 2, writer: "other" });
  keeper.heard({ kind: "saved", id: FIRST });
  type("s are off");
  await time.wind(0.1);
  assert.equal(field.text, "Pumps are off");
  await time.wind(1);
  assert.equal(drafts.saves[0].body.base, 1);
});

test("news of another draft is nothing to a page with words of its own; an untouched page goes along", async () => {
  const busy = openComposer({ text: "Pump", version: 1 });
  busy.keeper.heard({ kind: "saved", id: "2".repeat(32) });
  await busy.time.wind(1);
  assert.equal(busy.drafts.calls.length, 0);
  const untouched = openComposer();
  untouched.drafts.rows.set("2".repeat(32), { id: "2".repeat(32), version: 3, text: "Valve", ticket: "t" });
  untouched.keeper.heard({ kind: "saved", id: "2".repeat(32) });
  await untouched.time.wind(1);
  assert.equal(untouched.field.text, "Valve");
});

test("news that came before a fork never replaces the fork's words", async () => {
  const fork = "9".repeat(32);
  const { keeper, type, drafts, time, field } = openComposer({ text: "Pump", version: 1 });
  Object.assign(drafts.rows.get(FIRST), { text: "Pump ONE", version: 2 });
  drafts.instead.push(() => Response.json({ id: fork, version: 1, saved_at: 1_790_000_001, utc_offset: 60, ticket: "t" }));
  type(" TWO");
  keeper.heard({ kind: "saved", id: FIRST });
  await time.wind(3);
  assert.equal(field.text, "Pump TWO");
});

test("what an input method is composing is not replaced", async () => {
  const { keeper, drafts, time, field } = openComposer({ text: "Pump", version: 1 });
  drafts.rows.get(FIRST).text = "Pump 3";
  drafts.rows.get(FIRST).version = 2;
  field.composing = true;
  keeper.heard({ kind: "saved", id: FIRST });
  await time.wind(1);
  assert.equal(field.text, "Pump");
});

test("a moved caret alone is not unsaved, and is sent when the page goes", async () => {
  const { keeper, drafts, time, field, states } = openComposer({ text: "Pump", version: 1 });
  field.place = { selection_start: 2, selection_end: 2, scroll: 0 };
  keeper.input();
  await time.wind(5);
  assert.equal(drafts.calls.length, 0);
  assert.equal(keeper.part(), true);
  await time.wind(1);
  assert.deepEqual([drafts.saves[0].body.selection_start, drafts.saves[0].keepalive], [2, true]);
  assert.deepEqual(states, ["saved"]);
  assert.equal(keeper.part(), false);
});

test("a page that goes sends its words so that they arrive, once, with a later sequence than what is under way", async () => {
  const { keeper, drafts, time, type, states } = openComposer();
  const release = drafts.hold();
  type("one");
  await time.wind(1);
  type(" two");
  keeper.part();
  keeper.part();
  await settle();
  assert.deepEqual(drafts.saves.map(({ body, keepalive }) => [body.sequence, body.text, keepalive]), [
    [1, "one", false], [2, "one two", true],
  ]);
  assert.equal(keeper.isAtRisk, false);
  release();
  await time.wind(1);
  assert.equal(states.at(-1), "saved");
  assert.equal(drafts.rows.get(FIRST).text, "one two");
});

test("more than 60,000 bytes do not fit a page that goes: leaving is at risk until they are saved", async () => {
  const { keeper, drafts, time, type } = openComposer();
  type("ö".repeat(29_000));
  assert.equal(keeper.isAtRisk, false);
  type("ö".repeat(2000));
  assert.equal(keeper.isAtRisk, true);
  keeper.part();
  await settle();
  assert.equal(drafts.saves[0].keepalive, false);
  await time.wind(1);
  assert.equal(keeper.isAtRisk, false);
});

test("flush resolves with true only when the newest words are on disk", async () => {
  const { keeper, drafts, time, type } = openComposer();
  assert.equal(await keeper.flush(), true);
  const release = drafts.hold();
  type("one");
  let done = null;
  keeper.flush().then((all) => { done = all; });
  await time.wind(1);
  type(" two");
  release();
  await time.wind(0.03);
  assert.equal(done, null);
  await time.wind(1);
  assert.equal(done, true);
  assert.equal(drafts.rows.get(FIRST).text, "one two");
});

test("flush goes on trying, and resolves with false after its limit", async () => {
  const { keeper, drafts, time, type } = openComposer();
  drafts.instead = Array(20).fill(DOWN);
  type("one");
  let done = null;
  keeper.flush(3000).then((all) => { done = all; });
  await time.wind(2.9);
  assert.equal(done, null);
  assert.ok(drafts.saves.length >= 2);
  await time.wind(0.2);
  assert.equal(done, false);
});
