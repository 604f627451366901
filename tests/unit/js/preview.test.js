import assert from "node:assert/strict";
import test from "node:test";

import { startPreview } from "../../../assets/static/js/preview.js";
import { FakeTime, settle } from "./fakeTimers.js";

class FakeElement extends EventTarget {
  constructor() {
    super();
    this.hidden = true;
    this.value = "";
    this.textContent = "";
    this.children = [];
    this.attributes = new Map();
  }

  setAttribute(name, value) {
    this.attributes.set(name, value);
  }

  removeAttribute(name) {
    this.attributes.delete(name);
  }

  toggleAttribute(name) {
    this.attributes.set(name, "");
  }

  replaceChildren(...children) {
    this.children = children;
  }
}

globalThis.DOMParser ??= class {
  parseFromString(html) {
    return { body: { childNodes: [html] } };
  }
};

function open(answers = []) {
  const time = new FakeTime();
  const root = new FakeElement();
  const parts = {};
  root.querySelector = (selector) => (parts[selector] ??= new FakeElement());
  const asked = [];
  async function secureFetch(_path, { body }) {
    const { text } = JSON.parse(body);
    asked.push(text);
    const answer = answers.shift();
    if (answer instanceof Error) {
      throw answer;
    }
    await answer;
    return Response.json({ html: `<p>${text}</p>` });
  }
  startPreview(root, { secureFetch, timers: time, document: { adoptNode: (node) => node } });
  const press = (init) => {
    const event = Object.assign(new Event("keydown", { cancelable: true }), { code: "KeyP", ctrlKey: true, shiftKey: true }, init);
    root.dispatchEvent(event);
    return event;
  };
  const [area, pane, place, failure, button] = [
    "textarea", "[data-preview]", "[data-preview-place]", "[data-preview-failure]", "[data-preview-button]",
  ].map((selector) => parts[selector]);
  return { time, asked, press, area, pane, place, failure, button };
}

test("Ctrl+Shift+P shows the preview and takes it away, and nothing else does", async () => {
  const { press, pane, place, area, button, asked } = open();
  area.value = "Pump";
  press({ shiftKey: false });
  press({ code: "KeyO" });
  assert.equal(pane.hidden, true);
  assert.equal(press({}).defaultPrevented, true);
  await settle();
  assert.deepEqual([pane.hidden, place.children, button.attributes.get("aria-pressed")], [false, ["<p>Pump</p>"], "true"]);
  press({});
  assert.deepEqual([pane.hidden, button.attributes.get("aria-pressed"), asked.length], [true, "false", 1]);
});

test("while it is shown it follows what is typed, after a pause", async () => {
  const { press, area, asked, time, place } = open();
  press({});
  await settle();
  for (const text of ["P", "Pu", "Pump"]) {
    area.value = text;
    area.dispatchEvent(new Event("input"));
  }
  await time.wind(0.4);
  assert.deepEqual(asked, ["", "Pump"]);
  assert.deepEqual(place.children, ["<p>Pump</p>"]);
});

test("a skeleton stands there when the answer takes over 150 ms, and an older answer never replaces a newer one", async () => {
  let release;
  const slow = new Promise((resolve) => { release = resolve; });
  const { press, area, pane, time, place } = open([slow]);
  area.value = "old";
  press({});
  await time.wind(0.1);
  assert.equal(pane.attributes.has("data-slow"), false);
  await time.wind(0.1);
  assert.equal(pane.attributes.has("data-slow"), true);
  area.value = "new";
  area.dispatchEvent(new Event("input"));
  await time.wind(0.4);
  release();
  await settle();
  assert.deepEqual([place.children, pane.attributes.has("data-slow")], [["<p>new</p>"], false]);
});

test("a preview that fails says that the text is there, and is asked for again with the next key", async () => {
  const { press, area, failure, time, asked } = open([new TypeError("fetch failed")]);
  area.value = "Pump";
  press({});
  await settle();
  assert.match(failure.textContent, /^No preview\. Shiftbook cannot be reached.*Your text is still here\.$/);
  area.dispatchEvent(new Event("input"));
  await time.wind(0.4);
  assert.deepEqual([asked, failure.textContent], [["Pump", "Pump"], ""]);
});
