import assert from "node:assert/strict";
import test from "node:test";

import { FIRST, openComposer } from "./draftDesk.js";
import { problem } from "./fakeServer.js";

const DOWN = new TypeError("fetch failed");
const FRESH = "f".repeat(32);

/** Lets *promise* come to its end while time passes. */
async function within(time, promise, seconds = 1) {
  const outcome = promise.then((value) => ({ value }), (error) => ({ error }));
  await time.wind(seconds);
  return outcome;
}

test("a post carries the draft's id as key, and its writer; then a fresh draft is asked for", async () => {
  const { keeper, type, drafts, time, record, field, told, states } = openComposer();
  type("Pump 3 is off");
  const { value } = await within(time, keeper.post());
  const post = drafts.calls.find(({ path }) => path === "/api/entries");
  assert.deepEqual(post.body, { text: "Pump 3 is off", key: FIRST, writer: record.writer });
  assert.equal(value.entry.number, 1);
  assert.equal(field.text, "");
  assert.equal(states.at(-1), "empty");
  assert.deepEqual([record.draft.id, record.draft.ticket], [FRESH, "fresh"]);
  assert.deepEqual(told.at(-1), ["posted", FIRST]);
});

test("what is typed before the fresh draft is there waits as unsaved, and is saved in it", async () => {
  const { keeper, type, drafts, time, field, states } = openComposer();
  type("Pump 3");
  await time.wind(1);
  const posted = keeper.post();
  type(" next");
  await within(time, posted, 0.03);
  assert.equal(field.text, " next");
  assert.equal(states.at(-1), "unsaved");
  await time.wind(1);
  assert.equal(states.at(-1), "saved");
  assert.equal(drafts.rows.get(FRESH).text, " next");
  assert.deepEqual([...drafts.rows.keys()], [FRESH]);
});

test("a fresh draft that cannot be asked for keeps nobody waiting: words go by session under an id of the page's", async () => {
  const { keeper, type, drafts, time, record, states } = openComposer({ text: "Pump 3", version: 1 });
  drafts.instead.push(null, DOWN);
  await within(time, keeper.post(), 0.1);
  type("Next");
  await time.wind(1);
  assert.equal(states.at(-1), "saved");
  assert.equal(drafts.saves.at(-1).door, "session");
  assert.equal(record.draft.ticket, `ticket ${record.draft.id}`);
  assert.notEqual(record.draft.id, FIRST);
});

test("words begun in another window are not brought in after a post", async () => {
  const { keeper, drafts, time, field, record } = openComposer({ text: "Pump 3", version: 1 });
  drafts.rows.set("2".repeat(32), { id: "2".repeat(32), version: 3, text: "Valve", ticket: "t" });
  await within(time, keeper.post());
  assert.equal(field.text, "");
  assert.notEqual(record.draft.id, "2".repeat(32));
});

test("a post while a save is in flight: the late 409 of that save changes nothing", async () => {
  const { keeper, type, drafts, time, field, news, states } = openComposer();
  type("Pump 3");
  const release = drafts.hold();
  await time.wind(0.71);
  const posted = keeper.post();
  release();
  const { value } = await within(time, posted);
  assert.equal(value.already, false);
  assert.equal(field.text, "");
  assert.deepEqual(news, []);
  assert.equal(states.at(-1), "empty");
});

test("a save that meets the post of this very page waits for its answer", async () => {
  const { keeper, type, drafts, time, field, news } = openComposer({ text: "Pump 3", version: 1 });
  let arrive;
  const onItsWay = new Promise((resolve) => { arrive = resolve; });
  drafts.instead.push(async (_call, act) => {
    const answer = act();
    await onItsWay;
    return answer;
  });
  const posted = keeper.post();
  type(" next");
  await time.wind(2);
  assert.equal(field.text, "Pump 3 next");
  assert.equal(drafts.calls.some(({ path }) => path === "/api/entries/1"), false);
  arrive();
  const { value } = await within(time, posted, 2);
  assert.deepEqual([value.entry.number, value.already, field.text], [1, false, " next"]);
  assert.deepEqual(news, []);
  assert.equal(drafts.rows.get(FRESH).text, " next");
});

test("a refused post keeps the words, and they go on being saved", async () => {
  const { keeper, type, drafts, time, field, states } = openComposer({ text: "Pump 3", version: 1 });
  drafts.instead.push(() => problem(400, "invalid"));
  const { error } = await within(time, keeper.post());
  assert.equal(error.code, "invalid");
  assert.equal(field.text, "Pump 3");
  type(" is off");
  await time.wind(1);
  assert.equal(states.at(-1), "saved");
  assert.equal(drafts.rows.get(FIRST).text, "Pump 3 is off");
});

function postAndLose({ drafts }) {
  drafts.instead.push((_call, act) => {
    act();
    return DOWN;
  });
}

test("a lost answer: the same words again are the same entry", async () => {
  const desk = openComposer({ text: "Pump 3", version: 1 });
  postAndLose(desk);
  const lost = await within(desk.time, desk.keeper.post());
  assert.equal(lost.error, DOWN);
  assert.equal(desk.field.text, "Pump 3");
  const { value } = await within(desk.time, desk.keeper.post());
  assert.deepEqual([value.entry.number, value.already, desk.drafts.entries.length], [1, false, 1]);
  assert.equal(desk.field.text, "");
});

test("a lost answer, then more words: the posted ones leave the field by themselves, the rest is a draft", async () => {
  const desk = openComposer({ text: "Pump 3", version: 1 });
  postAndLose(desk);
  await within(desk.time, desk.keeper.post());
  desk.type(" is off");
  await desk.time.wind(2);
  assert.equal(desk.field.text, " is off");
  assert.equal(desk.news[0].kind, "posted");
  assert.equal(desk.states.at(-1), "saved");
});

test("a lost answer, then more words posted at once: told of the entry, and the rest goes on", async () => {
  const desk = openComposer({ text: "Pump 3", version: 1 });
  postAndLose(desk);
  await within(desk.time, desk.keeper.post());
  desk.type(" is off");
  const { value } = await within(desk.time, desk.keeper.post(), 2);
  assert.deepEqual([value.already, value.entry.number, desk.field.text], [true, 1, " is off"]);
  assert.equal(desk.drafts.rows.get(FRESH).text, " is off");
  assert.equal(desk.drafts.entries.length, 1);
});

test("a discarded draft leaves the field, and Undo brings it back with its caret", async () => {
  const { keeper, drafts, time, field, record, told, states } = openComposer({ text: "Pump 3", version: 1 });
  drafts.rows.get(FIRST).selection_start = 4;
  const { value: id } = await within(time, keeper.discard());
  assert.deepEqual([id, field.text, states.at(-1)], [FIRST, "", "empty"]);
  assert.deepEqual(told.at(-1), ["discarded", FIRST]);
  assert.equal(drafts.rows.get(FIRST).discarded, true);
  const { value } = await within(time, keeper.restore(id));
  assert.equal(value, true);
  assert.deepEqual([field.text, field.place.selection_start, record.draft.id], ["Pump 3", 4, FIRST]);
  assert.equal(states.at(-1), "saved");
});

test("what was typed while a draft was being discarded stays, in a fresh one", async () => {
  const { keeper, type, drafts, time, field } = openComposer({ text: "Pump 3", version: 1 });
  const discarded = keeper.discard();
  type(" next");
  await within(time, discarded, 2);
  assert.equal(field.text, " next");
  assert.equal(drafts.rows.get(FRESH).text, " next");
});

test("Undo never replaces words that were begun since", async () => {
  const { keeper, type, time, field } = openComposer({ text: "Pump 3", version: 1 });
  const { value: id } = await within(time, keeper.discard());
  type("Valve");
  const { value } = await within(time, keeper.restore(id), 2);
  assert.equal(value, false);
  assert.equal(field.text, "Valve");
});

test("a draft that could not be discarded stays where it is", async () => {
  const { keeper, drafts, time, field, states } = openComposer({ text: "Pump 3", version: 1 });
  drafts.instead.push(DOWN);
  const { error } = await within(time, keeper.discard());
  assert.equal(error, DOWN);
  assert.deepEqual([field.text, states.at(-1)], ["Pump 3", "saved"]);
});
