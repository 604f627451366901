import assert from "node:assert/strict";
import test from "node:test";

import { lockMeaningOf, watchLockKeys } from "../../../assets/static/js/lockKeys.js";

const ROWS = [
  ["Ctrl+L", { key: "l", ctrlKey: true }, "lock", null],
  ["Ctrl+L with capitals locked", { key: "L", ctrlKey: true }, "lock", null],
  ["Ctrl+L on a Cyrillic keyboard", { key: "д", code: "KeyL", ctrlKey: true }, "lock", null],
  ["⌘L", { key: "l", metaKey: true }, null, "lock"],
  ["F2", { key: "F2", code: "F2" }, "switch", "switch"],
  ["Ctrl+F2", { key: "F2", code: "F2", ctrlKey: true }, null, null],
  ["Shift+F2", { key: "F2", code: "F2", shiftKey: true }, null, null],
  ["Ctrl+Shift+L", { key: "l", ctrlKey: true, shiftKey: true }, null, null],
  ["Ctrl+Alt+L", { key: "ł", code: "KeyL", ctrlKey: true, altKey: true }, null, null],
  ["l", { key: "l" }, null, null],
  ["Ctrl+K", { key: "k", ctrlKey: true }, null, null],
];

for (const [name, keys, elsewhere, onAMac] of ROWS) {
  test(`${name} means ${elsewhere ?? "nothing"}, on a Mac ${onAMac ?? "nothing"}`, () => {
    assert.equal(lockMeaningOf(eventOf(keys), { mac: false }), elsewhere);
    assert.equal(lockMeaningOf(eventOf(keys), { mac: true }), onAMac);
  });
}

test("what locks reaches neither the browser nor the page; every other key is handed on", () => {
  const { press, locks, others } = prepare("Mozilla/5.0 (X11; Linux x86_64)");
  const event = press({ key: "l", ctrlKey: true });
  press({ key: "x" });
  assert.deepEqual([event.defaultPrevented, event.stopped, locks.length], [true, true, 1]);
  assert.deepEqual(others.map(({ key }) => key), ["x"]);
});

for (const agent of ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "Mozilla/5.0 (Darwin) Shiftbook/0"]) {
  test(`${agent} is a Mac`, () => {
    const { press, locks } = prepare(agent);
    press({ key: "l", metaKey: true });
    assert.equal(locks.length, 1);
  });
}

function eventOf(keys) {
  return { code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...keys };
}

function prepare(userAgent) {
  const page = Object.assign(new EventTarget(), { navigator: { userAgent } });
  const [locks, others] = [[], []];
  watchLockKeys(page, { lock: () => locks.push(1), switch() {} }, (event) => others.push(event));
  return {
    locks,
    others,
    press(keys) {
      const event = Object.assign(new Event("keydown", { cancelable: true }), eventOf(keys));
      event.stopPropagation = () => { event.stopped = true; };
      page.dispatchEvent(event);
      return event;
    },
  };
}
