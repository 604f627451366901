"""Failures on demand, in test mode only: elsewhere these addresses do not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import Invalid
from desktop_app.web.errors import PROBLEM, Problem
from desktop_app.web.route import Guard, Route
from desktop_app.web.views import json_answer

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context

CODES = {
    401: "auth_required",
    403: "forbidden",
    423: "session_locked",
    429: "too_many_attempts",
    500: "internal",
    503: "storage_busy",
}
WITH_RETRY_AFTER = frozenset({429, 503})


def fail_expired(ctx: Context) -> HTTPResponse:
    """Answer as to an expired access token; with `times=n` only the first n calls of this very address."""
    return _fail(ctx, 401, "Simulated token expiry")


def fail_auth(ctx: Context) -> HTTPResponse:
    """Answer with the failure asked for by `status`."""
    asked = ctx.query("status") or ""
    if asked not in map(str, CODES):
        raise Invalid("status", f"status must be one of {', '.join(map(str, CODES))}.")
    return _fail(ctx, int(asked), f"Simulated {asked}")


def counters(ctx: Context) -> HTTPResponse:
    """Tell how many refreshes there were, by outcome."""
    return json_answer({"refresh": ctx.services.sessions.refreshes_by_outcome()})


def _fail(ctx: Context, status: int, detail: str) -> HTTPResponse:
    if not _still_fails(ctx):
        return json_answer({"ok": True})
    problem = Problem("about:blank", "Simulated failure", status, detail, CODES[status])
    answer = json_answer(problem.document(), status, content_type=PROBLEM)
    if status in WITH_RETRY_AFTER:
        answer.set_header("Retry-After", "1")
    return answer


def _still_fails(ctx: Context) -> bool:
    times = ctx.query("times")
    if times is None:
        return True
    if not (times.isascii() and times.isdecimal()):
        raise Invalid("times", "times must be a whole number.")
    return ctx.services.failures.take(ctx.request.url, int(times))


ROUTES = (
    Route("GET", "/api/test-token-expired", Guard.WINDOW, fail_expired),
    Route("GET", "/api/test-auth-failure", Guard.WINDOW, fail_auth),
    Route("POST", "/api/test-auth-failure", Guard.WINDOW, fail_auth),
    Route("GET", "/api/test-counters", Guard.WINDOW, counters),
)
