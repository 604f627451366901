import assert from "node:assert/strict";
import test from "node:test";

import { startPage } from "../../../assets/static/js/everyPage.js";
import { removeFlash } from "../../../assets/static/js/flash.js";
import { FakeBrowser } from "./fakePage.js";

const CASES = [
  ["/login?flash=session_expired&next=%2Fentries%2F3%3Fx%3D1", "/login?next=%2Fentries%2F3%3Fx%3D1"],
  ["/login?flash=signed_out", "/login"],
  ["/?before=3&flash=posted#entry-2", "/?before=3#entry-2"],
];

for (const [before, after] of CASES) {
  test(`${before} becomes ${after}`, () => {
    const replaced = [];
    const history = { state: { kept: 1 }, replaceState: (...all) => replaced.push(all) };
    removeFlash({ location: new URL(before, "http://127.0.0.1:7000"), history });
    assert.deepEqual(replaced, [[{ kept: 1 }, "", after]]);
  });
}

test("an address without a flash code is left as it is", () => {
  const history = { replaceState: () => assert.fail("touched") };
  removeFlash({ location: new URL("http://127.0.0.1:7000/?q=a%20b"), history });
});

test("the sign-in page has its code removed too", () => {
  const browser = new FakeBrowser();
  const { page } = browser.open("/login?flash=session_expired");
  startPage(page, browser.time);
  assert.deepEqual(page.addresses, ["/login"]);
});
