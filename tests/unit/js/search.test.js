import assert from "node:assert/strict";
import test from "node:test";

import { addressOf, clearSearch, startSearch } from "../../../assets/static/js/search.js";
import { FakeTime, settle } from "./fakeTimers.js";

class FakeForm extends EventTarget {
  busy = [];
  setAttribute = () => { this.busy.push(true); };
  removeAttribute = () => { this.busy.push(false); };
  elements = { q: { focused: false, focus() { this.focused = true; }, select() {} } };
  outcome = { "[data-success]": {}, "[data-failure]": { textContent: "" } };
  querySelector = (selector) => this.outcome[selector];
}

globalThis.FormData = class {
  constructor(form) {
    this.form = form;
  }

  * [Symbol.iterator]() {
    yield ["q", this.form.words];
    yield ["tag", ""];
  }
};

globalThis.DOMParser = class {
  parseFromString(text) {
    return { getElementById: () => ({ text }) };
  }
};

function open({ hold = false } = {}) {
  const time = new FakeTime();
  const form = new FakeForm();
  form.words = "";
  const [asked, shown, waiting] = [[], [], []];
  const document = {
    getElementById: () => ({ replaceWith: ({ text }) => shown.push(text) }),
    adoptNode: (node) => node,
    querySelector: () => null,
  };
  const listener = new EventTarget();
  const history = { replaceState: (_state, _title, address) => { history.address = address; } };
  async function secureFetch(path) {
    asked.push(path);
    if (hold) {
      await new Promise((resolve) => { waiting.push(resolve); });
    }
    return { ok: true, text: async () => path };
  }
  startSearch(form, { secureFetch, document, history, timers: time, listener });
  const type = (words) => {
    form.words = words;
    form.dispatchEvent(new Event("input"));
  };
  return { time, form, asked, shown, waiting, history, listener, type };
}

test("an address holds what is asked for and nothing empty", () => {
  assert.equal(addressOf([["q", "pump 3"], ["tag", ""], ["hidden", "1"]]), "/?q=pump+3&hidden=1");
  assert.equal(addressOf([["q", " "]]), "/");
});

test("searches once after a pause, and the address bar says how to find it again", async () => {
  const { time, asked, shown, history, type } = open();
  type("p");
  type("pu");
  await time.wind(0.1);
  await settle();
  assert.deepEqual(asked, ["/?q=pu"]);
  assert.deepEqual(shown, ["/?q=pu"]);
  assert.equal(history.address, "/?q=pu");
});

test("whatever was typed last is what is shown last", async () => {
  const { time, asked, shown, waiting, type } = open({ hold: true });
  type("pu");
  await time.wind(0.1);
  type("pump");
  await time.wind(0.1);
  assert.deepEqual(asked, ["/?q=pu"]);
  waiting.shift()();
  await settle();
  waiting.shift()();
  await settle();
  assert.deepEqual(shown, ["/?q=pu", "/?q=pump"]);
});

test("naming a search asks for nothing and takes no outcome away", async () => {
  const { time, form, asked } = open();
  form.outcome["[data-success]"].textContent = "“Pumps” is saved.";
  const event = Object.defineProperty(new Event("input"), "target", { value: { name: "" } });
  form.dispatchEvent(event);
  await time.wind(0.1);
  await settle();
  assert.deepEqual([asked, form.outcome["[data-success]"].textContent], [[], "“Pumps” is saved."]);
});

test("ctrl and K lead to the field", () => {
  const { listener, form } = open();
  const event = Object.assign(new Event("keydown", { cancelable: true }), { key: "k", code: "KeyK", ctrlKey: true });
  listener.dispatchEvent(event);
  assert.equal(form.elements.q.focused, true);
  assert.equal(event.defaultPrevented, true);
});

test("clearing leaves no filter behind", () => {
  const elements = [
    { type: "search", name: "q", value: "pump" },
    { type: "checkbox", name: "hidden", value: "1", checked: true },
    { type: "submit", name: "", value: "Search" },
  ];
  clearSearch({ querySelector: () => ({ elements, dispatchEvent() {} }) });
  assert.deepEqual(elements.map(({ value, checked }) => checked ?? value), ["", false, "Search"]);
});

test("after clearing, the same words are looked for again", async () => {
  const { time, form, asked, type } = open();
  form.elements = [];
  type("pump");
  await time.wind(0.1);
  await settle();
  form.words = "";
  clearSearch({ querySelector: () => form });
  type("pump");
  await time.wind(0.1);
  await settle();
  assert.deepEqual(asked, ["/?q=pump", "/?q=pump"]);
});

test("an answer that comes after clearing is not shown", async () => {
  const { time, form, shown, waiting, history, type } = open({ hold: true });
  form.elements = [];
  type("pump");
  await time.wind(0.1);
  form.words = "";
  clearSearch({ querySelector: () => form });
  waiting.shift()();
  await settle();
  assert.deepEqual(shown, []);
  assert.equal(history.address, undefined);
});

test("whoever waits hears when what was typed last is shown", async () => {
  const { time, form, waiting, type } = open({ hold: true });
  let heard = 0;
  form.addEventListener("found", () => { heard += 1; });
  type("pump");
  await time.wind(0.1);
  assert.deepEqual([form.busy.at(-1), heard], [true, 0]);
  waiting.shift()();
  await settle();
  assert.deepEqual([form.busy.at(-1), heard], [false, 1]);
});
