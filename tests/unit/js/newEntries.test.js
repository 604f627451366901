import assert from "node:assert/strict";
import test from "node:test";

import { countWords } from "../../../assets/static/js/foundCount.js";
import { newWords, watchNewEntries } from "../../../assets/static/js/newEntries.js";
import { FakeTime, settle } from "./fakeTimers.js";

function open({ newest, count }) {
  const time = new FakeTime();
  const parts = { button: Object.assign(new EventTarget(), {}), "[data-new-words]": {} };
  const line = { hidden: true, querySelector: (selector) => parts[selector] };
  const document = { getElementById: () => ({ dataset: newest === undefined ? {} : { newest: String(newest) } }) };
  class Channel extends EventTarget {
    constructor() {
      super();
      Channel.last = this;
    }
  }
  async function secureFetch() {
    return new Response(JSON.stringify({ count }), { headers: { "Content-Type": "application/json" } });
  }
  watchNewEntries(line, { secureFetch, document, timers: time, Channel });
  async function hear(kind) {
    Channel.last.dispatchEvent(Object.assign(new Event("message"), { data: { kind } }));
    await time.wind(2);
    await settle();
  }
  return { line, words: parts["[data-new-words]"], hear };
}

test("what another window posts is told, and nothing moves", async () => {
  const { line, words, hear } = open({ newest: 7, count: 9 });
  await hear("saved");
  assert.equal(line.hidden, true);
  await hear("posted");
  assert.deepEqual([line.hidden, words.textContent], [false, "2 new entries"]);
});

test("what this window posted itself is there already", async () => {
  const { line, hear } = open({ newest: 9, count: 9 });
  await hear("posted");
  assert.equal(line.hidden, true);
});

test("a list that does not begin with the newest is left alone", async () => {
  const { line, hear } = open({ count: 9 });
  await hear("posted");
  assert.equal(line.hidden, true);
});

test("counts are told as people say them", () => {
  assert.equal(newWords(1), "1 new entry");
  assert.equal(countWords({ count: 1, more: false }), "1 entry.");
  assert.equal(countWords({ count: 10_000, more: true }), "More than 10,000 entries.");
});
