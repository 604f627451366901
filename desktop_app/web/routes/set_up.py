"""First run: the first person, who can add the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from desktop_app.config import MIN_PASSWORD_LENGTH
from desktop_app.errors import AlreadySetUp, Invalid
from desktop_app.web.body import is_form
from desktop_app.web.next_path import HOME
from desktop_app.web.route import Guard, Route
from desktop_app.web.routes.sign_in import begin_session
from desktop_app.web.views import page, see_other

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context


class SetUp(msgspec.Struct, frozen=True):
    """The first person's name and password, and whether others use this computer, too."""

    name: str
    password: str
    shared: Literal["yes", "no"] = "yes"


def show(ctx: Context) -> HTTPResponse:
    """Ask for the first person, once."""
    if ctx.services.accounts.any():
        return see_other("/login")
    return _page(ctx, SetUp(name="", password=""))


def set_up(ctx: Context, body: SetUp) -> HTTPResponse:
    """Make the first person, an administrator, and sign them in."""
    try:
        account = ctx.services.accounts.set_up(body.name, body.password, ctx.now)
    except AlreadySetUp:
        if not is_form(ctx):
            raise
        return see_other("/login")
    except Invalid as error:
        if not is_form(ctx):
            raise
        return _page(ctx, body, error)
    ctx.services.idle_lock.answer(shared=body.shared == "yes", by=account.id, now=ctx.now)
    ctx.flash(("success", f"Welcome, {account.name}. This book is yours; add the others under Look after."))
    return begin_session(ctx, account, HOME)


def _page(ctx: Context, form: SetUp, error: Invalid | None = None) -> HTTPResponse:
    return page(
        ctx,
        "setup.html",
        title="Set up Shiftbook",
        status=400 if error else 200,
        form={"name": form.name, "shared": form.shared},
        error=str(error) if error else None,
        error_field=error.field if error else None,
        min_password_length=MIN_PASSWORD_LENGTH,
        data_folder=ctx.services.data_folder,
    )


ROUTES = (
    Route("GET", "/setup", Guard.WINDOW, show),
    Route("POST", "/setup", Guard.WINDOW, set_up, body=SetUp, form=True),
)
