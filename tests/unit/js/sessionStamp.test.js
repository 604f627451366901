import assert from "node:assert/strict";
import test from "node:test";

import { accessExpiresAt, createSessionStamp } from "../../../assets/static/js/sessionStamp.js";

const NAME = "shiftbook_session_0a1b2c3d";

test("reads the cookie the page names, wherever it stands", () => {
  for (const cookie of [`${NAME}=7.1790000000`, `a=1; ${NAME}=7.1790000000; b=2`]) {
    assert.equal(createSessionStamp(page(cookie)).read(), "7.1790000000");
  }
});

test("another's cookie is not ours", () => {
  const others = [
    "",
    "shiftbook_session_ffffffff=7.1790000000",
    `x${NAME}=7.1790000000`,
    `${NAME}=`,
    `${NAME}=7`,
    `${NAME}="7.1790000000"`,
    `${NAME}=7.1790000000.1`,
  ];
  for (const cookie of others) {
    const stamp = createSessionStamp(page(cookie));
    assert.deepEqual([stamp.read(), stamp.seen], [null, false]);
  }
});

test("remembers that there was one when the page was loaded", () => {
  const document = page(`${NAME}=7.1790000000`);
  const stamp = createSessionStamp(document);
  document.cookie = "";
  assert.deepEqual([stamp.read(), stamp.seen], [null, true]);
});

test("a page that does not name its cookie is refused loudly", () => {
  assert.throws(() => createSessionStamp({ documentElement: { dataset: {} }, cookie: "" }), TypeError);
});

test("knows when the access token runs out", () => {
  assert.equal(accessExpiresAt("7.1790000000"), 1_790_000_000);
});

function page(cookie) {
  return { documentElement: { dataset: { sessionCookie: NAME } }, cookie };
}
