import assert from "node:assert/strict";
import test from "node:test";

import { createDraftField } from "../../../assets/static/js/draftField.js";
import { settle } from "./fakeTimers.js";

/** A textarea as browsers have it: setting its value sends the caret to the end. */
class FakeArea extends EventTarget {
  #value = "";

  constructor(value = "", caret = 0) {
    super();
    this.value = value;
    this.setSelectionRange(caret, caret);
    this.scrollTop = 0;
  }

  get value() {
    return this.#value;
  }

  set value(text) {
    this.#value = text;
    this.setSelectionRange(text.length, text.length);
  }

  setSelectionRange(start, end) {
    this.selectionStart = Math.min(start, this.#value.length);
    this.selectionEnd = Math.min(end, this.#value.length);
  }
}

test("words come back with caret, selection and scroll", () => {
  const area = new FakeArea();
  createDraftField(area).show({ text: "Pump 3 is off", fields: {} }, { selection_start: 2, selection_end: 6, scroll: 40 });
  assert.deepEqual([area.value, area.selectionStart, area.selectionEnd, area.scrollTop], ["Pump 3 is off", 2, 6, 40]);
});

test("words from elsewhere leave the caret where it was, as far as that is possible", () => {
  const area = new FakeArea("Pump 3 is off", 5);
  const field = createDraftField(area);
  field.show({ text: "Pump 3 is on", fields: {} });
  assert.equal(area.selectionStart, 5);
  field.show({ text: "Pum", fields: {} });
  assert.equal(area.selectionStart, 3);
});

test("posted words go, and the caret stays at the word it was at", async () => {
  const area = new FakeArea("Pump 3 is off. Next", 17);
  await createDraftField(area).cut({ text: "Pump 3 is off.", fields: {} });
  assert.deepEqual([area.value, area.selectionStart], [" Next", 3]);
});

test("nothing is taken out while an input method is composing; it is when that is done", async () => {
  const area = new FakeArea("ポンプ", 3);
  const field = createDraftField(area);
  area.dispatchEvent(new Event("compositionstart"));
  area.value = "ポンプあ";
  const cut = field.cut({ text: "ポンプ", fields: {} });
  await settle();
  assert.deepEqual([area.value, field.composing], ["ポンプあ", true]);
  area.dispatchEvent(new Event("compositionend"));
  await cut;
  assert.equal(area.value, "あ");
});

test("what stands in the field counts: it is looked at while composing, and at its end", () => {
  const area = new FakeArea();
  const heard = [];
  createDraftField(area).onInput(() => heard.push(area.value));
  area.value = "あ";
  area.dispatchEvent(new Event("input"));
  area.value = "亜";
  area.dispatchEvent(new Event("compositionend"));
  assert.deepEqual(heard, ["あ", "亜"]);
});
