import assert from "node:assert/strict";
import test from "node:test";

import { tileAfter } from "../../../assets/static/js/tileMoves.js";

/** Three rows: 0 1 2, then 3 4 5, then 6. */
const BOXES = [0, 1, 2, 3, 4, 5, 6].map((index) => ({ left: (index % 3) * 250, top: Math.floor(index / 3) * 90 }));

const CASES = [
  [0, "ArrowRight", 1],
  [2, "ArrowRight", 3],
  [6, "ArrowRight", 6],
  [3, "ArrowLeft", 2],
  [0, "ArrowLeft", 0],
  [1, "ArrowDown", 4],
  [5, "ArrowDown", 6],
  [6, "ArrowDown", 6],
  [6, "ArrowUp", 3],
  [4, "ArrowUp", 1],
  [1, "ArrowUp", -1],
];

for (const [from, key, to] of CASES) {
  test(`${key} from tile ${from} leads to ${to}`, () => {
    assert.equal(tileAfter(BOXES, from, key), to);
  });
}
