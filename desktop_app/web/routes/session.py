"""Refreshing, resuming and signing out: everything the refresh cookie is sent to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import SessionError
from desktop_app.web.body import is_form
from desktop_app.web.cookies import clear_auth_cookies, set_auth_cookies
from desktop_app.web.errors import error_answer
from desktop_app.web.guards import SESSION_OVER
from desktop_app.web.next_path import safe_next, with_next
from desktop_app.web.presentation import person_view
from desktop_app.web.route import Guard, Route
from desktop_app.web.views import json_answer, see_other

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.sessions.service import IssuedTokens
    from desktop_app.web.context import Context


def show(ctx: Context) -> HTTPResponse:
    """Say who is signed in and until when."""
    signed_in = ctx.signed_in
    return json_answer(
        {
            "person": person_view(signed_in.holder),
            "generation": signed_in.session.generation,
            "access_expires_at": signed_in.access_expires_at,
            "refresh_expires_at": signed_in.refresh_expires_at,
            "locked": False,
        }
    )


def refresh(ctx: Context) -> HTTPResponse:
    """Swap the refresh token for a new pair; 401 only when the session is over for good."""
    try:
        issued = _refreshed(ctx)
    except SessionError as error:
        answer = error_answer(ctx, error)
        clear_auth_cookies(answer, ctx.services.cookies)
        return answer
    answer = json_answer(
        {
            "generation": issued.refresh_claims.generation,
            "access_expires_at": issued.access_claims.expires_at,
            "refresh_expires_at": issued.refresh_claims.expires_at,
        }
    )
    set_auth_cookies(answer, ctx.services.cookies, issued)
    return answer


def resume(ctx: Context) -> HTTPResponse:
    """Refresh on the way to a page, so that a navigation needs no script to stay signed in."""
    target = safe_next(ctx.query("next"))
    try:
        issued = _refreshed(ctx)
    except SessionError:
        had_session = ctx.cookie(ctx.services.cookies.session) is not None
        answer = see_other(with_next(SESSION_OVER if had_session else "/login", target))
        clear_auth_cookies(answer, ctx.services.cookies)
        return answer
    answer = see_other(target)
    set_auth_cookies(answer, ctx.services.cookies, issued)
    return answer


def sign_out(ctx: Context) -> HTTPResponse:
    """End the session at once, whatever is left of its tokens; doing it twice is no error."""
    cookies = ctx.services.cookies
    ctx.services.sessions.sign_out(ctx.cookie(cookies.refresh), ctx.cookie(cookies.access), ctx.now)
    answer = see_other("/login?flash=signed_out") if is_form(ctx) else json_answer({"flash": "signed_out"})
    clear_auth_cookies(answer, cookies)
    return answer


def _refreshed(ctx: Context) -> IssuedTokens:
    return ctx.services.sessions.refresh(ctx.cookie(ctx.services.cookies.refresh), ctx.now)


ROUTES = (
    Route("GET", "/api/session", Guard.SESSION, show),
    Route("POST", "/session/refresh", Guard.WINDOW, refresh),
    Route("GET", "/session/resume", Guard.WINDOW, resume),
    Route("POST", "/session/logout", Guard.WINDOW, sign_out),
)
