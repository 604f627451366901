import assert from "node:assert/strict";
import test from "node:test";

import { printPage } from "../../../assets/static/js/printing.js";

function printIn(page) {
  const said = [];
  printPage(page, { bad: (words) => said.push(words) });
  return said;
}

test("the page is printed, and nothing is said", () => {
  let printed = 0;
  assert.deepEqual(printIn({ print: () => { printed += 1; } }), []);
  assert.equal(printed, 1);
});

for (const [name, page] of [["without a way to print", {}], ["that refuses", { print: () => { throw new Error("no"); } }]]) {
  test(`a window ${name} says where printing works`, () => {
    const [words] = printIn(page);
    assert.match(words, /cannot print\. .*--headless.* browser.*Nothing is lost\./);
  });
}
