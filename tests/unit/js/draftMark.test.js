import assert from "node:assert/strict";
import test from "node:test";

import { createDraftChannel } from "../../../assets/static/js/draftChannel.js";
import { createDraftMark } from "../../../assets/static/js/draftMark.js";
import { FakeBrowser } from "./fakePage.js";
import { FakeTime } from "./fakeTimers.js";

class FakeStorage {
  items = new Map();

  getItem = (key) => this.items.get(key) ?? null;
  setItem = (key, value) => this.items.set(key, value);
  removeItem = (key) => this.items.delete(key);
}

function follow(storage, person = "1") {
  const timers = new FakeTime();
  const heard = [];
  createDraftMark({ storage, timers, person }).follow((id) => heard.push(id));
  return { timers, heard };
}

test("the page after one that was left in the middle of a save looks again, a few times", async () => {
  const storage = new FakeStorage();
  createDraftMark({ storage, timers: new FakeTime(), person: "1" }).leave("abc");
  const { timers, heard } = follow(storage);
  await timers.wind(5);
  assert.deepEqual(heard, ["abc", "abc", "abc"]);
});

test("a mark counts once, and only for the person it was left by", async () => {
  const storage = new FakeStorage();
  createDraftMark({ storage, timers: new FakeTime(), person: "1" }).leave("abc");
  const other = follow(storage, "2");
  const later = follow(storage);
  await Promise.all([other.timers.wind(5), later.timers.wind(5)]);
  assert.deepEqual([other.heard, later.heard], [[], []]);
});

test("a browser that keeps nothing is no obstacle", async () => {
  const storage = { getItem: () => { throw new Error("blocked"); }, setItem: () => { throw new Error("blocked"); } };
  createDraftMark({ storage, timers: new FakeTime(), person: "1" }).leave("abc");
  assert.deepEqual(follow(storage).heard, []);
});

test("windows hear of their own person's drafts at their place, and never a word of the text", () => {
  const { Channel, messages } = new FakeBrowser();
  const heard = [];
  const listen = (whose) => createDraftChannel(Channel, whose).listen(({ kind, id }) => heard.push([whose.person, kind, id]));
  listen({ place: "new", person: "1" });
  listen({ place: "reply-9", person: "1" });
  listen({ place: "new", person: "2" });
  createDraftChannel(Channel, { place: "new", person: "1" }).tell("saved", "abc");
  assert.deepEqual(heard, [["1", "saved", "abc"]]);
  assert.deepEqual(messages, [{ kind: "saved", id: "abc", place: "new", person: "1" }]);
});

test("a browser without BroadcastChannel just hears nothing", () => {
  const channel = createDraftChannel(undefined, { place: "new", person: "1" });
  channel.listen(() => assert.fail("heard something"));
  channel.tell("saved", "abc");
});
