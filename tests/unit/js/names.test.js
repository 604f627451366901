import assert from "node:assert/strict";
import test from "node:test";

import { fit } from "../../../assets/static/js/names.js";

const CASES = [
  ["Ada Byron", "ad", 2],
  ["Ada Byron", "BY", 2],
  ["Ada Byron", "ada  by", 2],
  ["Ada Byron", "yro", 1],
  ["Ada Byron", "grace", 0],
  ["Ada Byron", "", 2],
  ["Óscar Íñiguez", "ini", 2],
  ["Jean-Baptiste Lamarck", "bap", 1],
  ["Мария Склодовская", "скл", 2],
  ["王小明", "小", 1],
];

for (const [name, query, expected] of CASES) {
  test(`"${query}" fits ${name}: ${expected}`, () => {
    assert.equal(fit(name, query), expected);
  });
}
