import assert from "node:assert/strict";
import test from "node:test";

import { entryMeaningOf, startEntryKeys } from "../../../assets/static/js/entryKeys.js";

class Entry {
  constructor(number, document) {
    this.number = number;
    this.document = document;
  }

  closest(selector) {
    return selector === "article.entry" ? this : null;
  }

  matches(selector) {
    return selector === "article.entry";
  }

  focus() {
    this.document.activeElement = this;
  }

  scrollIntoView() {}

  querySelector(selector) {
    const path = { ".entry-number": "", 'a[href$="/reply"]': "/reply", 'a[href$="/amend"]': "/amend" }[selector];
    return { getAttribute: () => `/entries/${this.number}${path}` };
  }
}

class Body extends EventTarget {
  activeElement = null;
  covered = false;
  entries = [3, 2, 1].map((number) => new Entry(number, this));
  querySelectorAll = () => this.entries;
  querySelector = (selector) => (selector.startsWith("[data-cover]") && this.covered ? {} : null);
}

function open() {
  const document = new Body();
  const gone = [];
  startEntryKeys(document, { go: (address) => gone.push(address) });
  function press(key, { target = document.activeElement ?? { closest: () => null }, ...more } = {}) {
    const event = Object.assign(new Event("keydown", { cancelable: true }), { key, ...more });
    Object.defineProperty(event, "target", { value: target });
    document.dispatchEvent(event);
    return event;
  }
  return { document, gone, press };
}

test("j and k go from entry to entry and stop at the ends", () => {
  const { document, press } = open();
  const at = [];
  for (const key of ["j", "j", "j", "j", "k"]) {
    press(key);
    at.push(document.activeElement.number);
  }
  assert.deepEqual(at, [3, 2, 1, 1, 2]);
});

test("enter, r and a do something with the entry one is on", () => {
  const { gone, press } = open();
  press("r");
  press("j");
  press("Enter");
  press("r");
  press("a");
  assert.deepEqual(gone, ["/entries/3", "/entries/3/reply", "/entries/3/amend"]);
});

test("on an entry's own page r and a are about that one", () => {
  const { document, gone, press } = open();
  const acts = { querySelector: (selector) => ({ getAttribute: () => selector }) };
  document.querySelector = (selector) => (selector === ".entry-acts" ? acts : null);
  press("r");
  assert.deepEqual(gone, ['a[href$="/reply"]']);
});

test("search, writing and help are reached from a page without them", () => {
  const { gone, press } = open();
  for (const key of ["/", "n", "?"]) {
    press(key);
  }
  assert.deepEqual(gone, ["/", "/", "/help#keys"]);
});

test("whoever types, types", () => {
  const typing = { closest: () => ({}), matches: () => false };
  const none = { closest: () => null, matches: () => false };
  assert.equal(entryMeaningOf({ key: "j", target: typing }), null);
  assert.equal(entryMeaningOf({ key: "Enter", target: none }), null);
  assert.equal(entryMeaningOf({ key: "j", target: none, ctrlKey: true }), null);
  assert.equal(entryMeaningOf({ key: "j", target: none, isComposing: true }), null);
  assert.equal(entryMeaningOf({ key: "j", target: none }), "next");
});

test("under the cover nothing moves", () => {
  const { document, press } = open();
  document.covered = true;
  assert.equal(press("j").defaultPrevented, false);
  assert.equal(document.activeElement, null);
});

function leave(busy, more = {}) {
  const { document, press } = open();
  const form = Object.assign(new EventTarget(), { getAttribute: () => String(busy) });
  const field = { closest: (selector) => (selector === "[data-search]" ? form : null), blur() {} };
  press("Escape", { target: field, ...more });
  return { document, form };
}

test("escape leads from the search to the first entry", () => {
  assert.equal(leave(false).document.activeElement.number, 3);
});

test("not before what was typed is found", () => {
  const { document, form } = leave(true);
  assert.equal(document.activeElement, null);
  form.dispatchEvent(new Event("found"));
  assert.equal(document.activeElement.number, 3);
});

test("escape that ends a composition stays in the search", () => {
  assert.equal(leave(false, { isComposing: true }).document.activeElement, null);
});
