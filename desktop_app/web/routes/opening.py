"""The way in: is the server ready, and the one-use address that makes a window ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import NoWindowKey
from desktop_app.web.cookies import set_window_cookie
from desktop_app.web.next_path import HOME
from desktop_app.web.route import Guard, Route
from desktop_app.web.views import json_answer, see_other

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context


def ready(ctx: Context) -> HTTPResponse:
    """Say that the server answers and the book can be read; nothing else is told without a window key."""
    ctx.services.accounts.any()
    return json_answer({"ready": True})


def open_window(ctx: Context) -> HTTPResponse:
    """Swap a one-use key for this run's window cookie and go to a clean address."""
    keys, cookies = ctx.services.window_keys, ctx.services.cookies
    if not keys.redeem(ctx.query("key") or "", ctx.now) and not keys.admits(ctx.cookie(cookies.window)):
        raise NoWindowKey
    answer = see_other(HOME)
    set_window_cookie(answer, cookies, keys.cookie_value)
    return answer


ROUTES = (
    Route("GET", "/readyz", Guard.OPEN, ready),
    Route("GET", "/open", Guard.OPEN, open_window),
)
