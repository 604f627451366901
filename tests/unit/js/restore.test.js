import assert from "node:assert/strict";
import test from "node:test";

import { startRestoring } from "../../../assets/static/js/restore.js";
import { FakeTime } from "./fakeTimers.js";

const ASKED = { backup: "a.db", name: "Ada Byron", password: "secret" };
const CHANGE = ["The backup has 2 entries, the book 3 entries now."];

test("what would change is shown first, and then it is done", async () => {
  const page = new Page();
  await page.send();
  assert.deepEqual(page.shown, CHANGE);
  assert.equal(page.change.hidden, false);
  await page.press("[data-restore-sure]");
  assert.deepEqual(page.asked, [["/api/restore/examine", ASKED], ["/api/restore", ASKED]]);
  assert.equal(page.gone, "/login?flash=restored");
});

test("choosing another backup takes back what was shown of the first", async () => {
  const page = new Page();
  await page.send();
  page.form.dispatchEvent(new Event("input"));
  assert.equal(page.change.hidden, true);
});

test("choosing another one while the first is being read, too", async () => {
  const page = new Page();
  const sent = page.send();
  page.form.dispatchEvent(new Event("input"));
  await sent;
  assert.equal(page.change.hidden, true);
  assert.deepEqual(page.shown, []);
});

test("a refusal is said, and nobody is sent away", async () => {
  const page = new Page();
  await page.send();
  page.refusal = { code: "invalid", detail: "Nothing was restored." };
  await page.press("[data-restore-sure]");
  assert.equal(page.said.textContent, "Nothing was restored.");
  assert.equal(page.change.hidden, true);
  assert.equal(page.gone, null);
});

class Place extends EventTarget {
  attributes = new Map();
  dataset = {};
  style = {};
  hidden = true;
  childNodes = [];
  children = [];

  constructor(places = {}) {
    super();
    this.places = places;
  }

  querySelector(selector) {
    return this.places[selector] ?? (this.places[selector] = new Place());
  }

  querySelectorAll() { return []; }
  getAttribute(name) { return this.attributes.get(name) ?? null; }
  setAttribute(name, value) { this.attributes.set(name, value); }
  removeAttribute(name) { this.attributes.delete(name); }
  focus() {}
  replaceChildren(...children) { this.children = children; }
}

class Page {
  asked = [];
  gone = null;
  refusal = null;

  constructor() {
    globalThis.FormData = class {
      *[Symbol.iterator]() { yield* Object.entries(ASKED); }
    };
    this.form = new Place();
    this.change = new Place();
    this.change.ownerDocument = { createElement: () => ({}) };
    startRestoring({ form: this.form, change: this.change }, {
      secureFetch: (address, init) => this.#answer(address, init),
      timers: new FakeTime(),
      crypto: globalThis.crypto,
      go: (address) => { this.gone = address; },
    });
  }

  get said() { return this.form.querySelector("[data-failure]"); }
  get shown() { return this.change.querySelector("[data-sentences]").children.map((item) => item.textContent); }

  async send() {
    this.form.dispatchEvent(new Event("submit", { cancelable: true }));
    await noLongerBusy(this.form.querySelector("[type=submit]"));
  }

  async press(selector) {
    const button = this.change.querySelector(selector);
    button.dispatchEvent(new Event("click"));
    await noLongerBusy(button);
  }

  async #answer(address, { body }) {
    this.asked.push([address.split("?")[0], JSON.parse(body)]);
    const told = this.refusal ?? { sentences: CHANGE };
    const type = this.refusal ? "application/problem+json" : "application/json";
    return new Response(JSON.stringify(told), { status: this.refusal ? 400 : 200, headers: { "Content-Type": type } });
  }
}

async function noLongerBusy(button) {
  while (button.getAttribute("aria-busy")) {
    await new Promise((resolve) => { setImmediate(resolve); });
  }
}
