"""Who gets in: each route names its guard, and a route without one is refused when the program starts."""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING, assert_never
from urllib.parse import quote

from desktop_app.errors import (
    AnotherPerson,
    AuthRequired,
    Forbidden,
    NotFound,
    NoWindowKey,
    SessionEnded,
    SessionLocked,
    TicketRefused,
)
from desktop_app.instance import SECRET_HEADER
from desktop_app.web.cookies import clear_auth_cookies
from desktop_app.web.lock_page import lock_page
from desktop_app.web.next_path import safe_next, with_next
from desktop_app.web.route import Guard, speaks_json
from desktop_app.web.views import see_other

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.sessions.model import Holder
    from desktop_app.sessions.tickets import TicketClaims
    from desktop_app.web.context import Context

SESSION_OVER = "/login?flash=session_expired"

PERSON_HEADER = "Shiftbook-Person"
"""The id of the person a page was made for; scripts send it with whatever they ask."""

TICKET = "ticket"
"""The query parameter that lets a page save its draft without a session."""

IDLE_HEADER = "Shiftbook-Idle"
"""Whole seconds since the last key or mouse in the window that asks."""

_SECONDS = re.compile("[0-9]{1,9}")


def admit(ctx: Context, guard: Guard) -> HTTPResponse | None:
    """Let the request in (None), or return what a person gets whose session needs care first.

    Raises:
        NoWindowKey: if the window, or the start, is not one of ours.
        AuthRequired, SessionEnded: if a program must sign in or refresh.
        SessionLocked: if a program must wait for the password.
        AnotherPerson: if the page asking was made for somebody else.
        TicketRefused: if there is a ticket that does not count (any more).
        Forbidden: if the person is not an administrator.
        StorageError: if nobody can tell.
    """
    match guard:
        case Guard.OPEN:
            return None
        case Guard.WINDOW:
            check_window(ctx)
            return None
        case Guard.SESSION | Guard.ADMINISTRATOR:
            check_window(ctx)
            elsewhere = _sign_in(ctx)
            if elsewhere is None and guard is Guard.ADMINISTRATOR and not ctx.signed_in.holder.administrator:
                raise Forbidden
            return elsewhere
        case Guard.TICKET:
            if TICKET not in ctx.request.query:
                return admit(ctx, Guard.SESSION)
            check_window(ctx)
            ctx.ticket_or_none = _ticket(ctx)
            return None
        case Guard.SECOND_START:
            _check_second_start(ctx)
            return None
        case _:
            assert_never(guard)


def _ticket(ctx: Context) -> TicketClaims:
    claims = ctx.services.tickets.check(ctx.query(TICKET) or "", ctx.now)
    try:
        claims.check_is_of(ctx.services.accounts.find(claims.user_id).name)
    except NotFound as error:
        raise TicketRefused from error
    return claims


def check_window(ctx: Context) -> None:
    """Refuse a request that does not come from a window this run has opened.

    Raises:
        NoWindowKey: if it does not.
    """
    if not ctx.services.window_keys.admits(ctx.cookie(ctx.services.cookies.window)):
        raise NoWindowKey


def _check_second_start(ctx: Context) -> None:
    brought = (ctx.header(SECRET_HEADER) or "").encode("latin-1")
    if not hmac.compare_digest(brought, ctx.services.instance_secret.encode("ascii")):
        raise NoWindowKey


def recognise(ctx: Context) -> None:
    """Find out who is asking, for the view and for the page's top bar.

    Raises:
        AuthRequired, SessionEnded: if nobody is signed in.
        SessionLocked: if somebody is, who has to give the password first.
        StorageError: if nobody can tell.
    """
    access = ctx.cookie(ctx.services.cookies.access)
    ctx.signed_in_or_none = ctx.services.sessions.check(access, ctx.now, _idle(ctx))


def _sign_in(ctx: Context) -> HTTPResponse | None:
    try:
        recognise(ctx)
    except (AuthRequired, SessionEnded) as error:
        if speaks_json(ctx.request.path) or not _is_navigation(ctx):
            raise
        return _way_back_in(ctx, error)
    except SessionLocked as error:
        if speaks_json(ctx.request.path) or not _is_navigation(ctx):
            raise
        return lock_page(ctx, error, _here(ctx))
    check_person(ctx, ctx.signed_in.holder)
    return None


def check_person(ctx: Context, holder: Holder) -> None:
    """Refuse a page made for somebody else than the session's *holder*.

    All windows of a browser share its cookies: what was begun in one as Ada must not be finished as Bob.

    Raises:
        AnotherPerson: if it was.
    """
    shown = ctx.header(PERSON_HEADER)
    if shown is not None and shown != str(holder.id):
        raise AnotherPerson(holder.name)


def _idle(ctx: Context) -> int | None:
    told = ctx.header(IDLE_HEADER)
    if told is None:
        return 0
    # What cannot be read keeps nothing open.
    return int(told) if _SECONDS.fullmatch(told) else None


def _here(ctx: Context) -> str:
    query = ctx.request.query_string
    return safe_next(quote(ctx.request.path, safe="/") + (f"?{query}" if query else ""))


def _way_back_in(ctx: Context, error: AuthRequired | SessionEnded) -> HTTPResponse:
    here = _here(ctx)
    if isinstance(error, SessionEnded):
        answer = see_other(with_next(SESSION_OVER, here))
        clear_auth_cookies(answer, ctx.services.cookies)
        return answer
    if ctx.cookie(ctx.services.cookies.session):
        return see_other(with_next("/session/resume", here))
    if not ctx.services.accounts.any():
        return see_other("/setup")
    return see_other(with_next("/login", here))


def _is_navigation(ctx: Context) -> bool:
    # A script that fetches a page must see 401, not the sign-in page under status 200.
    return ctx.header("Sec-Fetch-Mode") in {None, "navigate"}
