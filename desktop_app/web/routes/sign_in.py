"""The sign-in page: choose your tile, type the password."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

import msgspec

from desktop_app.errors import AccountError, Invalid
from desktop_app.web.body import is_form
from desktop_app.web.cookies import set_auth_cookies
from desktop_app.web.errors import describe
from desktop_app.web.next_path import safe_next
from desktop_app.web.presentation import moment, person_view
from desktop_app.web.route import Guard, Route
from desktop_app.web.views import json_answer, page, see_other

if TYPE_CHECKING:
    from typing import Any

    from bottle import HTTPResponse

    from desktop_app.accounts.model import Account
    from desktop_app.web.context import Context


class SignIn(msgspec.Struct, frozen=True):
    """Name and password, and the page to go back to."""

    name: str
    password: str
    next: str = "/"


def show(ctx: Context) -> HTTPResponse:
    """Show the tiles; somebody already signed in may sign in as another person."""
    if not ctx.services.accounts.any():
        return see_other("/setup")
    return _page(ctx, SignIn(name="", password="", next=ctx.query("next") or "/"))


def sign_in(ctx: Context, body: SignIn) -> HTTPResponse:
    """Begin a session for the person whose password this is."""
    try:
        account = ctx.services.accounts.sign_in(body.name, body.password, ctx.now)
        return begin_session(ctx, account, body.next)
    except (AccountError, Invalid) as error:
        if not is_form(ctx):
            raise
        return _page(ctx, body, error)


def begin_session(ctx: Context, account: Account, next_path: str) -> HTTPResponse:
    """Start a session and hand out its cookies; the one this window held until now ends."""
    sessions, cookies = ctx.services.sessions, ctx.services.cookies
    replaced = sessions.session_of(ctx.cookie(cookies.switch), ctx.cookie(cookies.access))
    # Not the request's own instant: hashing the password has taken a while since, and the browser
    # counts Max-Age from when the answer arrives.
    issued = sessions.start(
        account.id,
        _label(ctx),
        ctx.services.clock.now(),
        verified_hash=account.password_hash,
        replaced=replaced,
    )
    target = safe_next(next_path)
    if is_form(ctx):
        answer = see_other(target)
    else:
        answer = json_answer({"person": person_view(account), "next": target})
    set_auth_cookies(answer, cookies, issued)
    return answer


def _page(ctx: Context, form: SignIn, error: AccountError | Invalid | None = None) -> HTTPResponse:
    values: dict[str, Any] = {
        "people": [_tile(ctx, account) for account in ctx.services.accounts.all() if not account.disabled],
        "selected": form.name or None,
        "next": safe_next(form.next),
        "form": {"name": form.name},
        "error": str(error) if error else None,
    }
    status = describe(error).status if error else 200
    return page(ctx, "login.html", title="Sign in", status=status, **values)


def _tile(ctx: Context, account: Account) -> dict[str, Any]:
    person = person_view(account)
    seen = account.last_seen
    last_seen = f"last here {moment(seen, ctx.services.clock, ctx.now)}" if seen else "not here yet"
    return {
        "id": person.id,
        "name": person.name,
        "initials": person.initials,
        "colour": person.colour,
        "last_seen": last_seen,
    }


def _label(ctx: Context) -> str:
    ours = "Shiftbook/" in (ctx.header("User-Agent") or "")
    return f"{'Shiftbook window' if ours else 'Web browser'} on {platform.node() or 'this computer'}"


ROUTES = (
    Route("GET", "/login", Guard.WINDOW, show),
    Route("POST", "/login", Guard.WINDOW, sign_in, body=SignIn, form=True),
)
