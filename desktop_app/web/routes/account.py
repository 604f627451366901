"""One's own account: the password, and where one is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from desktop_app.config import MIN_PASSWORD_LENGTH
from desktop_app.web.presentation import moment
from desktop_app.web.route import Guard, Route
from desktop_app.web.views import json_answer, page

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context


class ChangePassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The password now, and the one to come."""

    current: str
    new: str


def show(ctx: Context) -> HTTPResponse:
    """Show who I am, the password form, and my sessions."""
    clock = ctx.services.clock
    sessions = [
        {
            **session,
            "since": moment(session["created_at"], clock, ctx.now),
            "last_used": moment(session["last_active_at"], clock, ctx.now),
        }
        for session in _sessions(ctx)
    ]
    return page(
        ctx, "account.html", title="Account", sessions=sessions, min_password_length=MIN_PASSWORD_LENGTH
    )


def list_sessions(ctx: Context) -> HTTPResponse:
    """List one's own living sessions, last used first."""
    return json_answer({"sessions": _sessions(ctx)})


def end_session(ctx: Context, session_id: str) -> HTTPResponse:
    """End one of one's own sessions; it is over at once, wherever it is."""
    ctx.services.sessions.end(ctx.signed_in.holder.id, session_id, ctx.now)
    return json_answer({"ended": 1})


def end_other_sessions(ctx: Context) -> HTTPResponse:
    """End all of one's own sessions but this one."""
    signed_in = ctx.signed_in
    ended = ctx.services.sessions.end_others(signed_in.holder.id, signed_in.session.id, ctx.now)
    return json_answer({"ended": ended})


def change_password(ctx: Context, body: ChangePassword) -> HTTPResponse:
    """Change the password and end every other session."""
    signed_in = ctx.signed_in
    ended = ctx.services.accounts.change_password(
        signed_in.holder.id, body.current, body.new, keep_session=signed_in.session.id, now=ctx.now
    )
    return json_answer({"ended": ended})


def _sessions(ctx: Context) -> list[dict[str, Any]]:
    present = ctx.signed_in.session.id
    return [
        {
            "id": session.id,
            "label": session.label,
            "created_at": session.created_at,
            "last_active_at": session.last_active_at,
            "current": session.id == present,
        }
        for session in ctx.services.sessions.living(ctx.signed_in.holder.id, ctx.now)
    ]


ROUTES = (
    Route("GET", "/account", Guard.SESSION, show),
    Route("GET", "/api/account/sessions", Guard.SESSION, list_sessions),
    Route("DELETE", "/api/account/sessions", Guard.SESSION, end_other_sessions),
    Route("DELETE", "/api/account/sessions/<session_id>", Guard.SESSION, end_session),
    Route("POST", "/api/account/password", Guard.SESSION, change_password, body=ChangePassword),
)
