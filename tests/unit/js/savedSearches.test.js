import assert from "node:assert/strict";
import test from "node:test";

import { startSavedSearches } from "../../../assets/static/js/savedSearches.js";
import { FakeButton } from "./fakeButton.js";
import { settle } from "./fakeTimers.js";

const JSON_TYPE = { headers: { "Content-Type": "application/json" } };

globalThis.FormData = class {
  * [Symbol.iterator]() {
    yield* [["q", "hot pump"], ["tag", " "], ["hidden", "1"]];
  }
};

globalThis.DOMParser = class {
  parseFromString(text) {
    return { getElementById: () => (text ? {} : null) };
  }
};

class FoundButton extends FakeButton {
  constructor(dataset, selector) {
    super();
    this.dataset = dataset;
    this.closest = (asked) => (asked.includes(selector) ? this : null);
  }
}

const SAVE = new FoundButton({}, "[data-save] button");
const FORGET = new FoundButton({ forget: "7" }, "[data-forget]");

function open({ refused = false, listed = true } = {}) {
  const asked = [];
  const hidden = [{ hidden: true }, { hidden: true }];
  const clicked = [];
  const part = {
    querySelectorAll: () => hidden,
    querySelector: (selector) => (selector === "input" ? { value: "Pumps" } : { click: () => clicked.push(selector) }),
  };
  const summary = { focused: false, focus() { this.focused = true; } };
  const parts = { "[data-saved]": part, summary, "[data-success]": {}, "[data-failure]": {} };
  const form = Object.assign(new EventTarget(), { querySelector: (selector) => parts[selector] });
  const document = { getElementById: () => ({ replaceWith() {} }), adoptNode: (node) => node };
  async function secureFetch(path, { method = "GET", body } = {}) {
    asked.push([method, path, ...(body ? [JSON.parse(body)] : [])]);
    if (method === "GET") {
      return new Response("the book", { status: listed ? 200 : 503 });
    }
    return refused
      ? new Response(JSON.stringify({ detail: "Give it a name." }), { status: 400, ...JSON_TYPE })
      : new Response(JSON.stringify({ name: "Pumps" }), JSON_TYPE);
  }
  startSavedSearches(form, { secureFetch, document });
  async function fire(kind, target, more = {}) {
    const event = Object.assign(new Event(kind, { cancelable: true }), more);
    form.dispatchEvent(Object.defineProperty(event, "target", { value: target }));
    await settle();
    return event;
  }
  return { asked, hidden, clicked, summary, good: parts["[data-success]"], bad: parts["[data-failure]"], fire };
}

test("what needs a script is there with one", () => {
  assert.deepEqual(open().hidden, [{ hidden: false }, { hidden: false }]);
});

test("saves what is searched for, shows it, and leaves the keyboard above the list", async () => {
  const { asked, good, summary, fire } = open();
  await fire("click", SAVE);
  assert.deepEqual(asked, [["POST", "/api/filters", { name: "Pumps", query: "q=hot+pump&hidden=1" }], ["GET", "/"]]);
  assert.deepEqual([good.textContent, summary.focused], ["“Pumps” is saved.", true]);
});

test("removes the one whose button is pressed", async () => {
  const { asked, good, summary, fire } = open();
  await fire("click", FORGET);
  assert.deepEqual(asked, [["DELETE", "/api/filters/7"], ["GET", "/"]]);
  assert.deepEqual([good.textContent, summary.focused], ["Removed.", true]);
});

test("a refusal is told and nothing moves", async () => {
  const { asked, bad, summary, fire } = open({ refused: true });
  await fire("click", SAVE);
  assert.deepEqual([asked.length, bad.textContent, summary.focused], [1, "Give it a name.", false]);
});

test("what is saved but not listed yet is not called a failure", async () => {
  const { good, bad, fire } = open({ listed: false });
  await fire("click", SAVE);
  assert.match(good.textContent, /^“Pumps” is saved\. The list is not up to date yet/);
  assert.equal(bad.textContent, "");
});

test("enter in the name saves and does not send the search", async () => {
  const { clicked, fire } = open();
  const event = await fire("keydown", { closest: () => ({}) }, { key: "Enter" });
  assert.deepEqual([event.defaultPrevented, clicked], [true, ["[data-save] button"]]);
});
