import assert from "node:assert/strict";
import test from "node:test";

import { createAttaching } from "../../../assets/static/js/attaching.js";
import { pastedName, sizeInWords } from "../../../assets/static/js/fileNames.js";

const FILE = { size: 3 };
const later = () => new Promise((resolve) => setImmediate(resolve));

/** Attachments of one draft, with a server that answers when told. */
function desk({ opened = [], list = [] } = {}) {
  const asked = [];
  const calls = {
    attach: (_file, name, draft) =>
      new Promise((resolve, reject) => {
        const answer = () => resolve({ sha256: `sha of ${name}`, name, size: 3, draft: draft.id });
        asked.push({ name, id: draft.id, answer, refuse: reject });
      }),
    list: async () => list,
    remove: async () => ({}),
  };
  let items = [];
  const rows = { show: (shown) => (items = shown), say() {} };
  const record = { draft: { id: "a", version: 0, ticket: "t" } };
  const attaching = createAttaching({ record, calls, rows, opened });
  attaching.show();
  return { attaching, asked, record, states: () => items.map(({ name, state }) => `${name} ${state}`), items: () => items };
}

test("posting waits for what is under way", async () => {
  const { attaching, asked, states } = desk();
  attaching.add([{ file: FILE, name: "a" }]);
  let settled = false;
  const waiting = attaching.settled().then(() => (settled = true));
  await later();
  assert.deepEqual([states(), settled], [["a sending"], false]);
  asked[0].answer();
  await waiting;
  assert.deepEqual(states(), ["a kept"]);
});

test("what failed says so, keeps posting back, and can be tried again or removed", async () => {
  const { attaching, asked, states, items } = desk();
  attaching.add([{ file: FILE, name: "a" }]);
  asked[0].refuse(Object.assign(new Error("full"), { name: "RefusedError", code: "storage_full" }));
  await assert.rejects(attaching.settled(), /a is not attached yet/);
  assert.match(items()[0].why, /^Not attached: the disk is full.*Your text is kept\.$/);
  attaching.retry(items()[0]);
  asked[1].answer();
  await attaching.settled();
  assert.deepEqual(states(), ["a kept"]);
  await attaching.remove(items()[0]);
  assert.deepEqual(states(), []);
});

test("a draft that gets its id while a file is on its way gets the file too", async () => {
  const { attaching, asked, record } = desk();
  attaching.add([{ file: FILE, name: "a" }]);
  record.draft.id = "b";
  asked[0].answer();
  await later();
  assert.equal(asked[1].id, "b");
  asked[1].answer();
  await attaching.settled();
});

test("another draft has its own files", async () => {
  const opened = [{ name: "a", sha256: "1", size: 3 }];
  const { attaching, record, states } = desk({ opened, list: [{ name: "b", sha256: "2", size: 3 }] });
  assert.deepEqual(states(), ["a kept"]);
  record.draft = { id: "c", version: 3, ticket: "t" };
  await attaching.look();
  assert.deepEqual(states(), ["b kept"]);
  record.draft = { id: "d", version: 0, ticket: null };
  await attaching.look();
  assert.deepEqual(states(), []);
});

test("a file that is too large is never sent", () => {
  const { attaching, asked, states } = desk();
  attaching.add([{ file: { size: 2 ** 28 + 1 }, name: "a" }]);
  assert.deepEqual([asked.length, states()], [0, ["a failed"]]);
});

test("a screenshot is named after its time, a copied file keeps its name", () => {
  const now = new Date(2026, 10, 26, 14, 3, 22);
  assert.equal(pastedName({ name: "image.png", type: "image/png" }, now), "screenshot 2026-11-26 14.03.22.png");
  assert.equal(pastedName({ name: "", type: "image/jpeg" }, now), "screenshot 2026-11-26 14.03.22.jpeg");
  assert.equal(pastedName({ name: "log.csv", type: "text/csv" }, now), "log.csv");
});

test("sizes are words", () => {
  assert.deepEqual([0, 1, 999, 1500, 25_000_000].map(sizeInWords), ["0 bytes", "1 byte", "999 bytes", "1.5 KB", "25 MB"]);
});
