import assert from "node:assert/strict";
import test from "node:test";

import * as errors from "../../../assets/static/js/sessionErrors.js";

test("every error is a SessionError under its own name", () => {
  const made = [
    new errors.CrossOriginError("https://example.org/", "http://127.0.0.1:7000"),
    new errors.SessionOverError({ reason: "session_ended", leaving: true }),
    new errors.AnotherPersonError(),
    new errors.SessionLockedError(),
    new errors.RefreshFailedError({ status: 503, retryAfter: 2 }),
    new errors.CookiesBlockedError(),
    new errors.BodyNotReplayableError({ method: "POST", url: "/a" }, null),
    new errors.NoAnswerError("/a", 10),
  ];
  assert.equal(made.length, Object.keys(errors).length - 1);
  for (const error of made) {
    assert.ok(error instanceof errors.SessionError);
    assert.equal(errors[error.name], error.constructor);
    assert.ok(error.message.length > 20);
  }
});

test("a failed refresh says whether the server was there at all", () => {
  const offline = new errors.RefreshFailedError({ cause: new TypeError("Failed to fetch") });
  const refused = new errors.RefreshFailedError({ status: 503, retryAfter: 2 });
  const silent = new errors.RefreshFailedError({ cause: new errors.NoAnswerError("/a", 10) });
  assert.deepEqual([offline, refused, silent].map((error) => error.unreachable), [true, false, false]);
  assert.match(refused.message, /503/);
  assert.match(offline.message, /no answer/);
});
