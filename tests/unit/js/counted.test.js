import assert from "node:assert/strict";
import test from "node:test";

import { counted, countedEntries } from "../../../assets/static/js/counted.js";

test("how many there are is said in plain words", () => {
  assert.equal(counted(1, "file"), "1 file");
  assert.equal(counted(1204, "file"), "1,204 files");
  assert.equal(counted(0, "box", "boxes"), "0 boxes");
  assert.equal(countedEntries(1), "1 entry");
  assert.equal(countedEntries(1204), "1,204 entries");
});
