"""Refreshing, resuming, locking, unlocking and signing out: everything the refresh cookie is sent to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from desktop_app.errors import AccountError, Invalid, SessionError, SessionLocked
from desktop_app.web.body import is_form
from desktop_app.web.cookies import clear_auth_cookies, set_auth_cookies
from desktop_app.web.errors import error_answer
from desktop_app.web.guards import SESSION_OVER, check_person
from desktop_app.web.lock_page import held_session, lock_page
from desktop_app.web.next_path import safe_next, with_next
from desktop_app.web.presentation import person_view
from desktop_app.web.route import Guard, Route
from desktop_app.web.views import json_answer, see_other

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.sessions.service import IssuedTokens
    from desktop_app.web.context import Context


class Unlock(msgspec.Struct, frozen=True):
    """The password of whoever holds the session, and the page to go back to."""

    password: str
    next: str = "/"


def show(ctx: Context) -> HTTPResponse:
    """Say who is signed in, until when, and when the session locks if nobody touches a key."""
    signed_in = ctx.signed_in
    return json_answer(
        {
            "person": person_view(signed_in.holder),
            "generation": signed_in.session.generation,
            "access_expires_at": signed_in.access_expires_at,
            "refresh_expires_at": signed_in.refresh_expires_at,
            "locked": False,
            "idle_lock": ctx.services.idle_lock.seconds,
            "locks_at": signed_in.locks_at,
            "last_active_at": signed_in.last_input,
        }
    )


def refresh(ctx: Context) -> HTTPResponse:
    """Swap the refresh token for a new pair; 401 only when the session is over for good."""
    try:
        issued = _refreshed(ctx)
    except SessionError as error:
        return _over(ctx, error)
    return _issue(ctx, issued)


def resume(ctx: Context) -> HTTPResponse:
    """Refresh on the way to a page, so that a navigation needs no script to stay signed in."""
    target = safe_next(ctx.query("next"))
    try:
        issued = _refreshed(ctx)
    except SessionError:
        return _sign_in_again(ctx, target)
    except SessionLocked as error:
        return lock_page(ctx, error, target)
    return _lead_to(ctx, target, issued)


def lock(ctx: Context) -> HTTPResponse:
    """Lock the session at once, whatever is left of its tokens; doing it twice is no error."""
    cookies = ctx.services.cookies
    try:
        since = ctx.services.sessions.lock(ctx.cookie(cookies.refresh), ctx.cookie(cookies.access), ctx.now)
    except SessionError as error:
        return _over(ctx, error)
    return json_answer({"locked": True, "locked_at": since})


def unlock(ctx: Context, body: Unlock) -> HTTPResponse:
    """Open the session for its holder, with a new pair of tokens; an open one gets the same."""
    try:
        issued = _unlocked(ctx, body.password)
        return _lead_to(ctx, safe_next(body.next), issued) if is_form(ctx) else _issue(ctx, issued)
    except SessionError as error:
        return _sign_in_again(ctx, safe_next(body.next)) if is_form(ctx) else _over(ctx, error)
    except (AccountError, Invalid) as error:
        if not is_form(ctx):
            raise
        return lock_page(ctx, error, body.next, said=True)


def sign_out(ctx: Context) -> HTTPResponse:
    """End the session at once, whatever is left of its tokens; doing it twice is no error."""
    cookies = ctx.services.cookies
    ctx.services.sessions.sign_out(ctx.cookie(cookies.refresh), ctx.cookie(cookies.access), ctx.now)
    answer = see_other("/login?flash=signed_out") if is_form(ctx) else json_answer({"flash": "signed_out"})
    clear_auth_cookies(answer, cookies)
    return answer


def _unlocked(ctx: Context, password: str) -> IssuedTokens:
    services, holder = ctx.services, held_session(ctx).holder
    check_person(ctx, holder)
    account = services.accounts.unlock(holder.id, password, ctx.now)
    # Not the request's own instant: hashing the password has taken a while since.
    return services.sessions.unlock(
        ctx.cookie(services.cookies.refresh), services.clock.now(), verified_hash=account.password_hash
    )


def _issue(ctx: Context, issued: IssuedTokens) -> HTTPResponse:
    answer = json_answer(
        {
            "generation": issued.refresh_claims.generation,
            "access_expires_at": issued.access_claims.expires_at,
            "refresh_expires_at": issued.refresh_claims.expires_at,
        }
    )
    set_auth_cookies(answer, ctx.services.cookies, issued)
    return answer


def _lead_to(ctx: Context, target: str, issued: IssuedTokens) -> HTTPResponse:
    answer = see_other(target)
    set_auth_cookies(answer, ctx.services.cookies, issued)
    return answer


def _over(ctx: Context, error: SessionError) -> HTTPResponse:
    answer = error_answer(ctx, error)
    clear_auth_cookies(answer, ctx.services.cookies)
    return answer


def _sign_in_again(ctx: Context, target: str) -> HTTPResponse:
    had_session = ctx.cookie(ctx.services.cookies.session) is not None
    answer = see_other(with_next(SESSION_OVER if had_session else "/login", target))
    clear_auth_cookies(answer, ctx.services.cookies)
    return answer


def _refreshed(ctx: Context) -> IssuedTokens:
    return ctx.services.sessions.refresh(ctx.cookie(ctx.services.cookies.refresh), ctx.now)


ROUTES = (
    Route("GET", "/api/session", Guard.SESSION, show),
    Route("POST", "/session/refresh", Guard.WINDOW, refresh),
    Route("GET", "/session/resume", Guard.WINDOW, resume),
    Route("POST", "/session/lock", Guard.WINDOW, lock),
    Route("POST", "/session/unlock", Guard.WINDOW, unlock, body=Unlock, form=True),
    Route("POST", "/session/logout", Guard.WINDOW, sign_out),
)
