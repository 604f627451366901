import assert from "node:assert/strict";
import test from "node:test";

import { countWords } from "../../../assets/static/js/foundCount.js";
import { newWords, watchNewEntries } from "../../../assets/static/js/newEntries.js";
import { FakeButton } from "./fakeButton.js";
import { FakeTime, settle } from "./fakeTimers.js";

globalThis.DOMParser = class {
  parseFromString(text) {
    return { getElementById: () => ({ text }) };
  }
};

function open({ newest, count, gone = false }) {
  const time = new FakeTime();
  const parts = { button: new FakeButton(), "[data-new-words]": {} };
  const line = { hidden: true, querySelector: (selector) => parts[selector] };
  const search = Object.assign(new EventTarget(), { elements: [{ name: "q", value: "pump" }] });
  const [cleared, shown, history] = [[], [], { replaceState: (_state, _title, address) => { history.address = address; } }];
  search.addEventListener("cleared", () => cleared.push(search.elements[0].value));
  const document = {
    getElementById: () => ({
      dataset: newest === undefined ? {} : { newest: String(newest) },
      replaceWith: ({ text }) => shown.push(text),
    }),
    adoptNode: (node) => node,
    querySelector: (selector) => (selector === "[data-search]" ? search : null),
  };
  class Channel extends EventTarget {
    constructor() {
      super();
      Channel.last = this;
    }
  }
  async function secureFetch(path) {
    if (gone) {
      throw new TypeError("no connection");
    }
    if (path === "/") {
      return new Response("everything");
    }
    return new Response(JSON.stringify({ count }), { headers: { "Content-Type": "application/json" } });
  }
  watchNewEntries(line, { secureFetch, document, history, timers: time, Channel });
  async function hear(kind) {
    Channel.last.dispatchEvent(Object.assign(new Event("message"), { data: { kind } }));
    await time.wind(2);
    await settle();
  }
  async function show() {
    line.hidden = false;
    parts.button.dispatchEvent(new Event("click"));
    await settle();
  }
  return { line, words: parts["[data-new-words]"], hear, show, shown, cleared, history };
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

test("what is new is shown among everything, and no search stays behind", async () => {
  const { line, show, shown, cleared, history } = open({});
  await show();
  assert.deepEqual([shown, cleared, history.address, line.hidden], [["everything"], [""], "/", true]);
});

test("what cannot be shown is told where it was asked for", async () => {
  const { line, words, show, cleared } = open({ gone: true });
  await show();
  assert.equal(line.hidden, false);
  assert.match(words.textContent, /not up to date yet; open the book again/);
  assert.deepEqual(cleared, []);
});

test("counts are told as people say them", () => {
  assert.equal(newWords(1), "1 new entry");
  assert.equal(countWords({ count: 1, more: false }), "1 entry.");
  assert.equal(countWords({ count: 10_000, more: true }), "More than 10,000 entries.");
});
