import assert from "node:assert/strict";
import test from "node:test";

import { startImport } from "../../../assets/static/js/import.js";
import { FakeButton } from "./fakeButton.js";
import { settle } from "./fakeTimers.js";

class Part extends FakeButton {
  files = [];
  hidden = false;
  textContent = "";
  toggleAttribute() {}
}

function parts(...names) {
  const made = Object.fromEntries(names.map((name) => [name, new Part()]));
  return Object.assign(new Part(), { made, querySelector: (selector) => made[selector] });
}

function open(file) {
  const [reading, importing] = [parts("progress", "[data-progress-words]"), new Part()];
  const section = parts("[data-import-file]", "[data-import-choose]", "[data-success]", "[data-failure]");
  section.made['[data-job-progress="reading"]'] = reading;
  section.made['[data-job-progress="importing"]'] = importing;
  const found = parts("[data-import-go]", "[data-import-forget]");
  const asked = [];
  async function secureFetch(path) {
    asked.push(path);
    return new Response('{"detail":"This file was not imported. It is empty."}', {
      status: 400,
      headers: { "Content-Type": "application/problem+json" },
    });
  }
  startImport({ section, found }, { secureFetch, timers: globalThis, crypto: globalThis.crypto });
  section.made["[data-import-file]"].files = [file];
  section.made["[data-import-file]"].dispatchEvent(new Event("change"));
  return { section, found, asked };
}

test("a file is looked at as soon as it is chosen, and what is wrong with it is told", async () => {
  const { section, found, asked } = open(new File(["x"], "a log.json"));
  await settle();
  await settle();
  assert.equal(asked.length, 1);
  assert.match(asked[0], /^\/api\/import\/examine\?name=a\+log\.json&job=[0-9a-f]{32}$/);
  assert.equal(section.made["[data-failure]"].textContent, "This file was not imported. It is empty. Nothing was kept.");
  assert.equal(found.hidden, true);
});

test("a file that was taken away is not waited for", async () => {
  const gone = { name: "a.log", slice: () => ({ arrayBuffer: () => Promise.reject(new Error("NotFoundError")) }) };
  const { section, asked } = open(gone);
  await settle();
  await settle();
  assert.deepEqual(asked, []);
  assert.match(section.made["[data-failure]"].textContent, /“a.log” cannot be read any more. Choose it again. Nothing/);
});
