import assert from "node:assert/strict";
import test from "node:test";

import { createNotices } from "../../../assets/static/js/notices.js";
import { tellShellNews } from "../../../assets/static/js/shellNews.js";
import { FakeTime } from "./fakeTimers.js";

/** The three places messages have, as far as scripts touch them. */
function open() {
  const time = new FakeTime();
  const places = Object.fromEntries(["good", "bad", "glance"].map((kind) => [kind, createPlace()]));
  const page = new EventTarget();
  page.document = {
    querySelector: (selector) => places[/data-notice=(\w+)/.exec(selector)[1]],
    createElement: (tag) => ({ tag, textContent: "" }),
  };
  tellShellNews(page, createNotices(page.document, time));
  const hear = (news, detail) => page.dispatchEvent(Object.assign(new Event(`shiftbook:${news}`), { detail }));
  return { hear, places, time };
}

function createPlace() {
  const told = [];
  const text = { parts: [], replaceChildren: (...parts) => { text.parts = parts; told.push(parts.length); } };
  const button = new EventTarget();
  const words = () => text.parts.map((part) => part.textContent ?? part).join("");
  return { querySelector: (tag) => (tag === "p" ? text : button), dataset: {}, button, text, told, words };
}

test("a saved file is named by where it is", () => {
  const { hear, places } = open();
  hear("downloaded", { path: "/home/ada/book.csv" });
  assert.equal(places.good.words(), "Saved as /home/ada/book.csv");
  assert.equal(places.bad.words(), "");
});

test("a file that was not saved: what happened, nothing is lost, what to do", () => {
  const { hear, places } = open();
  hear("download-failed", { name: "book.csv", why: "The disk is full." });
  assert.equal(
    places.bad.words(),
    "book.csv was not saved. The disk is full. Nothing in the book is lost. Download it again, or save it somewhere else.",
  );
  assert.equal(places.good.words(), "");
});

test("the same news again is told again", () => {
  const { hear, places } = open();
  hear("downloaded", { path: "/a" });
  hear("downloaded", { path: "/a" });
  assert.deepEqual(places.good.told, [0, 2, 0, 2]);
});

test("a message stays until it is dismissed", async () => {
  const { hear, places, time } = open();
  hear("downloaded", { path: "/a" });
  await time.wind(3600);
  assert.equal(places.good.words(), "Saved as /a");
  places.good.button.dispatchEvent(new Event("click"));
  assert.equal(places.good.words(), "");
});

test("a name cannot pretend to be another one, and stands apart from the sentence", () => {
  const { hear, places } = open();
  hear("downloaded", { path: "/tmp/book\u202Evsc.exe\n\u0000<b>x</b>" });
  const name = places.good.text.parts[1];
  assert.deepEqual(name, { tag: "bdi", textContent: "/tmp/book\uFFFDvsc.exe\uFFFD\uFFFD<b>x</b>" });
});

test("how large the letters are now is shown for a moment", async () => {
  const { hear, places: { glance }, time } = open();
  hear("zoomed", { percent: 110.00000000000001 });
  assert.deepEqual([glance.words(), glance.dataset], ["110 %", { shown: "" }]);
  await time.wind(1.4);
  hear("zoomed", { percent: 125 });
  await time.wind(1.4);
  assert.deepEqual([glance.words(), glance.dataset], ["125 %", { shown: "" }]);
  await time.wind(0.2);
  assert.deepEqual(glance.dataset, {});
});
