"""The lock page: whose session this is, since when it is locked, and where the password leads back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.web.errors import describe
from desktop_app.web.next_path import safe_next
from desktop_app.web.presentation import moment
from desktop_app.web.views import page

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.errors import ShiftbookError
    from desktop_app.sessions.model import Held
    from desktop_app.web.context import Context


def held_session(ctx: Context) -> Held:
    """Return the session this browser holds, locked or not; it is no proof of who is asking.

    Raises:
        AuthRequired, SessionExpired, SessionEnded: if it holds none that lives.
        StorageError: if nobody can tell.
    """
    cookies = ctx.services.cookies
    return ctx.services.sessions.held(ctx.cookie(cookies.refresh), ctx.cookie(cookies.access), ctx.now)


def lock_page(ctx: Context, error: ShiftbookError, wanted: str, *, said: bool = False) -> HTTPResponse:
    """Ask the holder of this browser's session for the password, then lead to the page that was *wanted*.

    The page shows a name and a colour; nobody counts as signed in. *said* repeats the error's sentence.

    Raises:
        AuthRequired, SessionExpired, SessionEnded: if there is no session any more.
        StorageError: if nobody can tell.
    """
    held = held_session(ctx)
    since = ctx.now if held.locked_since is None else held.locked_since
    return page(
        ctx,
        "lock.html",
        title="Locked",
        status=describe(error).status,
        shown=held.holder,
        since=moment(since, ctx.services.clock, ctx.now),
        next=safe_next(wanted),
        error=str(error) if said else None,
        has_draft=ctx.services.drafts.any_begun(held.holder.id),
    )
