"""The people of this book, for administrators: add, bar, let in again, give a new password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from desktop_app.config import MIN_PASSWORD_LENGTH
from desktop_app.web.presentation import person_view
from desktop_app.web.route import Guard, Route
from desktop_app.web.views import json_answer, page

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context


class NewPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody to add."""

    name: str
    password: str
    administrator: bool = False


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A password to hand over in person."""

    new: str


class Computer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether people share the computer this book is on."""

    shared: bool


def show(ctx: Context) -> HTTPResponse:
    """Show everybody, the form to add somebody, and whose computer this is."""
    return page(
        ctx,
        "people.html",
        title="People",
        people=[person_view(account) for account in ctx.services.accounts.all()],
        computer=_computer(ctx),
        min_password_length=MIN_PASSWORD_LENGTH,
    )


def list_people(ctx: Context) -> HTTPResponse:
    """List everybody, disabled people too."""
    return json_answer({"people": [person_view(account) for account in ctx.services.accounts.all()]})


def add(ctx: Context, body: NewPerson) -> HTTPResponse:
    """Add a person."""
    account = ctx.services.accounts.add(
        body.name, body.password, administrator=body.administrator, now=ctx.now, by=_doer(ctx)
    )
    return json_answer(person_view(account), 201)


def disable(ctx: Context, user_id: int) -> HTTPResponse:
    """Bar a person and end their sessions; their entries stay."""
    return json_answer(person_view(ctx.services.accounts.disable(user_id, ctx.now, _doer(ctx))))


def enable(ctx: Context, user_id: int) -> HTTPResponse:
    """Let a person in again."""
    return json_answer(person_view(ctx.services.accounts.enable(user_id, ctx.now, _doer(ctx))))


def reset_password(ctx: Context, user_id: int, body: NewPassword) -> HTTPResponse:
    """Give a person a new password and end their sessions."""
    ended = ctx.services.accounts.reset_password(user_id, body.new, ctx.now, _doer(ctx))
    return json_answer({"ended": ended})


def show_computer(ctx: Context) -> HTTPResponse:
    """Tell whether people share this computer, and after how many seconds sessions lock."""
    return json_answer(_computer(ctx))


def change_computer(ctx: Context, body: Computer) -> HTTPResponse:
    """Change whether people share this computer; it counts at once unless a setting decides."""
    ctx.services.idle_lock.answer(shared=body.shared, by=ctx.signed_in.holder.id, now=ctx.now)
    return json_answer(_computer(ctx))


def _doer(ctx: Context) -> str:
    return ctx.signed_in.holder.name


def _computer(ctx: Context) -> dict[str, Any]:
    idle_lock = ctx.services.idle_lock
    return {
        "shared": idle_lock.shared,
        "decided_by_setting": idle_lock.decided_by_setting,
        "idle_lock": idle_lock.seconds,
    }


ROUTES = (
    Route("GET", "/people", Guard.ADMINISTRATOR, show),
    Route("GET", "/api/people", Guard.ADMINISTRATOR, list_people),
    Route("POST", "/api/people", Guard.ADMINISTRATOR, add, body=NewPerson),
    Route("POST", "/api/people/<user_id:number>/disable", Guard.ADMINISTRATOR, disable),
    Route("POST", "/api/people/<user_id:number>/enable", Guard.ADMINISTRATOR, enable),
    Route("GET", "/api/people/computer", Guard.ADMINISTRATOR, show_computer),
    Route("POST", "/api/people/computer", Guard.ADMINISTRATOR, change_computer, body=Computer),
    Route(
        "POST", "/api/people/<user_id:number>/password", Guard.ADMINISTRATOR, reset_password, body=NewPassword
    ),
)
