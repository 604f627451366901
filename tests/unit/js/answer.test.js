import assert from "node:assert/strict";
import test from "node:test";

import { RefusedError, answerOf, ask, inWords } from "../../../assets/static/js/answer.js";
import { RefreshFailedError, SessionOverError } from "../../../assets/static/js/sessionErrors.js";

const json = (body, status = 200, type = "application/json") =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": type } });

test("a success is its JSON", async () => {
  assert.deepEqual(await answerOf(json({ number: 12 }, 201)), { number: 12 });
});

test("a refusal says what the server said, and carries its code", async () => {
  const problem = { title: "Disk full", detail: "The disk is full.", code: "storage_full" };
  await assert.rejects(answerOf(json(problem, 507, "application/problem+json")), {
    name: "RefusedError",
    message: "The disk is full.",
    code: "storage_full",
    status: 507,
  });
});

test("a page where JSON was due is no success, even with status 200", async () => {
  const page = new Response("<title>Sign in</title>", { headers: { "Content-Type": "text/html" } });
  await assert.rejects(answerOf(page), { name: "RefusedError", code: "internal", status: 200 });
});

test("a problem cut short is still a refusal", async () => {
  const cut = new Response('{"title": "Di', { status: 503, headers: { "Content-Type": "application/problem+json" } });
  await assert.rejects(answerOf(cut), { name: "RefusedError", status: 503 });
});

test("a body is sent as JSON, and its absence as nothing", async () => {
  const sent = [];
  const secureFetch = (path, init) => {
    sent.push([path, init]);
    return Promise.resolve(json({ ended: 1 }));
  };
  assert.deepEqual(await ask(secureFetch, "POST", "/api/people", { name: "Ada" }), { ended: 1 });
  await ask(secureFetch, "DELETE", "/api/account/sessions");
  assert.deepEqual(sent, [
    [
      "/api/people",
      {
        method: "POST",
        headers: { Accept: "application/json", "Content-Type": "application/json" },
        body: '{"name":"Ada"}',
      },
    ],
    ["/api/account/sessions", { method: "DELETE", headers: { Accept: "application/json" } }],
  ]);
});

test("a page that is leaving says nothing", () => {
  assert.equal(inWords(new SessionOverError({ reason: "session_expired", leaving: true })), null);
});

const UNREACHABLE = "Shiftbook cannot be reached just now.";
const WORDS = [
  [new TypeError("Failed to fetch"), UNREACHABLE],
  [new RefreshFailedError({ status: 503 }), UNREACHABLE],
  [new RefusedError({ detail: "Too large." }, 413), "Too large."],
  [new RangeError("odd"), "Something went wrong in this window (odd)."],
];

for (const [error, expected] of WORDS) {
  test(`${error.name} reads: ${expected}`, () => {
    assert.equal(inWords(error), expected);
  });
}
