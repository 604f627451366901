import assert from "node:assert/strict";
import test from "node:test";

import { isOwnWindow, meaningOf, watchWindowKeys } from "../../../assets/static/js/windowKeys.js";

const PLAIN = { code: "", ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
const ctrl = (key, more) => ({ ...PLAIN, key, ctrlKey: true, ...more });
const command = (key, more) => ({ ...PLAIN, key, metaKey: true, ...more });

const CASES = [
  ["Ctrl+F", ctrl("f"), "find"],
  ["Ctrl+F with Caps Lock", ctrl("F"), "find"],
  ["Ctrl+F on a Cyrillic keyboard", ctrl("а", { code: "KeyF" }), "find"],
  ["Ctrl+F where the letters stand elsewhere", ctrl("f", { code: "KeyY" }), "find"],
  ["another letter in the place of F", ctrl("u", { code: "KeyF" }), null],
  ["Ctrl+G", ctrl("g"), "next"],
  ["Ctrl+Shift+G", ctrl("G", { shiftKey: true }), "previous"],
  ["F3", { ...PLAIN, key: "F3" }, "next"],
  ["Shift+F3", { ...PLAIN, key: "F3", shiftKey: true }, "previous"],
  ["Ctrl+P", ctrl("p"), "print"],
  ["Ctrl+Shift+F", ctrl("F", { shiftKey: true }), null],
  ["AltGr+F", ctrl("f", { altKey: true }), null],
  ["Alt+F3", { ...PLAIN, key: "F3", altKey: true }, null],
  ["the Windows key and F", command("f"), null],
  ["f", { ...PLAIN, key: "f" }, null],
  ["Ctrl+Enter", ctrl("Enter", { code: "Enter" }), null],
  ["Ctrl alone", ctrl("Control", { code: "ControlLeft" }), null],
  ["a key without a name", ctrl("", { code: "" }), null],
];

for (const [name, event, meaning] of CASES) {
  test(`${name} means ${meaning}`, () => assert.equal(meaningOf(event, { mac: false }), meaning));
}

test("on macOS it is the command key, and Ctrl+F moves the caret", () => {
  const mac = { mac: true };
  assert.equal(meaningOf(command("f"), mac), "find");
  assert.equal(meaningOf(command("p"), mac), "print");
  assert.equal(meaningOf(command("g", { shiftKey: true }), mac), "previous");
  assert.equal(meaningOf(ctrl("f"), mac), null);
});

test("our own window is known by its name; a browser is none", () => {
  assert.equal(isOwnWindow({ userAgent: "Mozilla/5.0 (Windows) Shiftbook/0.1.0" }), true);
  assert.equal(isOwnWindow({ userAgent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0" }), false);
});

test("a key with a meaning is taken, any other is left alone", () => {
  const document = new EventTarget();
  const done = [];
  watchWindowKeys({ document, navigator: { userAgent: "Mozilla/5.0 (Linux) Shiftbook/1" } }, { print: () => done.push("print") });
  const press = (event) => {
    const pressed = Object.assign(new Event("keydown", { cancelable: true }), event);
    document.dispatchEvent(pressed);
    return pressed.defaultPrevented;
  };
  assert.deepEqual([press(ctrl("p")), press(ctrl("c")), done], [true, false, ["print"]]);
});
