import assert from "node:assert/strict";
import test from "node:test";

import { rememberPlace } from "../../../assets/static/js/pagePlace.js";

test("focus, caret, the field's scroll and the page's come back as they were", () => {
  const { page, field } = prepare({ selectionStart: 3, selectionEnd: 7, selectionDirection: "backward", scrollTop: 40 });
  const goBack = rememberPlace(page);
  field.scrollTop = 0;
  goBack();
  assert.deepEqual(field.done, ["focus", [3, 7, "backward"]]);
  assert.equal(field.scrollTop, 40);
  assert.deepEqual(page.scrolled, { left: 5, top: 900, behavior: "instant" });
});

test("what was selected is selected no more meanwhile, and again afterwards", () => {
  const { page } = prepare({ scrollTop: 0 });
  page.ranges = ["a range"];
  const goBack = rememberPlace(page);
  assert.deepEqual(page.ranges, []);
  goBack();
  assert.deepEqual(page.ranges, ["a range"]);
});

test("a button, whose caret is none, just has the focus again", () => {
  const { page, field } = prepare({ selectionStart: null, scrollTop: 0 });
  rememberPlace(page)();
  assert.deepEqual(field.done, ["focus"]);
});

function prepare(fields) {
  const field = {
    ...fields,
    done: [],
    focus: () => field.done.push("focus"),
    setSelectionRange: (...caret) => field.done.push(caret),
  };
  const page = {
    document: { activeElement: field },
    scrollX: 5,
    scrollY: 900,
    ranges: [],
    scrollTo: (to) => { page.scrolled = to; },
    getSelection: () => ({
      get rangeCount() { return page.ranges.length; },
      getRangeAt: (index) => page.ranges[index],
      removeAllRanges: () => { page.ranges = []; },
      addRange: (range) => page.ranges.push(range),
    }),
  };
  return { page, field };
}
