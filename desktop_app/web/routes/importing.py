"""Entries from a file into the book, for administrators: first what would happen, then all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.logbook.file_name import file_name
from desktop_app.logbook.imports.service import Run
from desktop_app.web.body import sent_file
from desktop_app.web.route import Guard, Route
from desktop_app.web.selection import who
from desktop_app.web.views import json_answer, page

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context


def show(ctx: Context) -> HTTPResponse:
    """Ask for the file."""
    return page(ctx, "import.html", title="Import", count=ctx.services.logbook.head().number)


def examine(ctx: Context) -> HTTPResponse:
    """Say what importing the file that is the body would do; nothing is kept."""
    name = file_name(ctx.query("name") or "")
    return json_answer(ctx.services.imports.examine(sent_file(ctx), name, ctx.now)._asdict())


def take_in(ctx: Context) -> HTTPResponse:
    """Import the file that is the body; with `skip_malformed=1` without what cannot be read."""
    offset = ctx.services.clock.utc_offset(ctx.now)
    run = Run(who(ctx), ctx.signed_in.holder.name, ctx.now, offset, file_name(ctx.query("name") or ""))
    kept, examination = ctx.services.imports.run(
        sent_file(ctx),
        run,
        ctx.services.progress.begin(ctx.query("job")),
        skip_malformed=ctx.query("skip_malformed") == "1",
    )
    return json_answer({**examination._asdict(), "first": kept.first, "last": kept.last}, 201)


ROUTES = (
    Route("GET", "/import", Guard.ADMINISTRATOR, show),
    Route("POST", "/api/import/examine", Guard.ADMINISTRATOR, examine, upload=True),
    Route("POST", "/api/import", Guard.ADMINISTRATOR, take_in, upload=True),
)
