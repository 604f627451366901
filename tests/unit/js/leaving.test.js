import assert from "node:assert/strict";
import test from "node:test";

import { watchLeaving } from "../../../assets/static/js/leaving.js";
import { settle } from "./fakeTimers.js";

const HERE = "http://127.0.0.1:7000/?before=9";

/** A page with a keeper whose words are unsaved until `save` is called. */
function prepare({ unsaved = true, atRisk = false } = {}) {
  const page = new EventTarget();
  page.document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  page.went = [];
  page.location = { href: HERE, assign: (address) => page.went.push(address) };
  const calls = [];
  let save;
  const flushed = new Promise((resolve) => { save = resolve; });
  const keeper = {
    isClean: () => !unsaved,
    isAtRisk: atRisk,
    part: () => calls.push("part") > 0 && unsaved,
    saveNow: () => calls.push("saveNow"),
    flush: () => calls.push("flush") && flushed,
  };
  watchLeaving(page, { keeper, left: () => calls.push("left") });
  return { page, calls, save };
}

function link(href, attributes = {}) {
  const element = { href, target: "", hasAttribute: (name) => name in attributes, ...attributes };
  return { closest: () => element };
}

/** `target` of an event is read only: it is laid over it. */
function fire(page, kind, fields = {}) {
  const event = new Event(kind, { cancelable: true });
  for (const [name, value] of Object.entries({ button: 0, ...fields })) {
    Object.defineProperty(event, name, { value });
  }
  page.dispatchEvent(event);
  return event;
}

test("a link waits until the words are saved, and then leads where it leads", async () => {
  const { page, calls, save } = prepare();
  const event = fire(page, "click", { target: link("http://127.0.0.1:7000/account") });
  await settle();
  assert.deepEqual([event.defaultPrevented, page.went, calls], [true, [], ["flush"]]);
  save(true);
  await settle();
  assert.deepEqual(page.went, ["http://127.0.0.1:7000/account"]);
});

test("a link whose words could not be saved goes on too: the browser asks then", async () => {
  const { page, save } = prepare({ atRisk: true });
  fire(page, "click", { target: link("http://127.0.0.1:7000/account") });
  save(false);
  await settle();
  assert.equal(page.went.length, 1);
  assert.equal(fire(page, "beforeunload").defaultPrevented, true);
});

const OTHER_CLICKS = [
  ["no link", { target: { closest: () => null } }],
  ["a link for another window", { target: link("http://127.0.0.1:7000/account"), ctrlKey: true }],
  ["the middle button", { target: link("http://127.0.0.1:7000/account"), button: 1 }],
  ["a link that opens elsewhere", { target: link("http://127.0.0.1:7000/account", { target: "_blank" }) }],
  ["a download", { target: link("http://127.0.0.1:7000/api/export", { download: "" }) }],
  ["a place on this page", { target: link(`${HERE}#main`) }],
];

for (const [what, fields] of OTHER_CLICKS) {
  test(`a click on ${what} is left alone`, async () => {
    const { page, calls } = prepare();
    assert.equal(fire(page, "click", fields).defaultPrevented, false);
    await settle();
    assert.deepEqual(calls, []);
  });
}

test("with everything saved nothing waits and nobody is asked", async () => {
  const { page, calls } = prepare({ unsaved: false });
  assert.equal(fire(page, "click", { target: link("http://127.0.0.1:7000/account") }).defaultPrevented, false);
  assert.equal(fire(page, "submit", { target: {} }).defaultPrevented, false);
  assert.equal(fire(page, "beforeunload").defaultPrevented, false);
  assert.deepEqual(calls, ["part"]);
});

test("a form waits too, and is sent once, by the button that was pressed", async () => {
  const { page, save } = prepare();
  const sent = [];
  const form = {
    requestSubmit(submitter) {
      sent.push([submitter, fire(page, "submit", { target: form, submitter }).defaultPrevented]);
    },
  };
  assert.equal(fire(page, "submit", { target: form, submitter: "Sign out" }).defaultPrevented, true);
  save(true);
  await settle();
  assert.deepEqual(sent, [["Sign out", false]]);
});

test("a form that a script sends is that script's", () => {
  const { page, calls } = prepare();
  const event = new Event("submit", { cancelable: true });
  event.preventDefault();
  page.dispatchEvent(event);
  assert.deepEqual(calls, []);
});

test("a page that goes sends what is unsaved, asks only if that is not enough, and leaves a mark", () => {
  const { page, calls } = prepare();
  assert.equal(fire(page, "beforeunload").defaultPrevented, false);
  fire(page, "pagehide");
  assert.deepEqual(calls, ["part", "left", "part", "left"]);
});

test("the program's closing, a hidden page and a window that is left save at once", () => {
  const { page, calls } = prepare();
  fire(page, "shiftbook:closing");
  page.document.visibilityState = "hidden";
  page.document.dispatchEvent(new Event("visibilitychange"));
  ["blur", "focus", "online"].forEach((kind) => fire(page, kind));
  assert.deepEqual(calls, ["flush", "part", "saveNow", "saveNow", "saveNow"]);
});
