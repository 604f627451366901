"""Entries from a file into the book, for administrators: first what would happen, then all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.logbook.file_name import file_name
from desktop_app.logbook.imports.service import Run
from desktop_app.web.route import Guard, Route
from desktop_app.web.selection import who
from desktop_app.web.views import json_answer, page

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    from bottle import HTTPResponse

    from desktop_app.web.context import Context


def show(ctx: Context) -> HTTPResponse:
    """Ask for the file."""
    return page(ctx, "import.html", title="Import", count=ctx.services.logbook.head().number)


def examine(ctx: Context) -> HTTPResponse:
    """Say what importing the file that is the body would do; nothing is kept."""
    tell = ctx.services.progress.begin(ctx.query("job"))
    with _sent(ctx) as file:
        return json_answer(ctx.services.imports.examine(file, _name(ctx), ctx.now, tell)._asdict())


def take_in(ctx: Context) -> HTTPResponse:
    """Import the file that is the body; with `skip_malformed=1` without what cannot be read."""
    offset = ctx.services.clock.utc_offset(ctx.now)
    run = Run(who(ctx), ctx.signed_in.holder.name, ctx.now, offset, _name(ctx))
    tell = ctx.services.progress.begin(ctx.query("job"))
    skip = ctx.query("skip_malformed") == "1"
    with _sent(ctx) as file:
        kept, found = ctx.services.imports.run(file, run, tell, skip_malformed=skip)
    return json_answer({**found._asdict(), **kept._asdict()}, 201)


def _sent(ctx: Context) -> AbstractContextManager[BinaryIO]:
    source, size = ctx.request.environ["wsgi.input"], ctx.request.content_length
    return ctx.services.attachments.held(source, size)


def _name(ctx: Context) -> str:
    return file_name(ctx.query("name") or "")


ROUTES = (
    Route("GET", "/import", Guard.ADMINISTRATOR, show),
    Route("POST", "/api/import/examine", Guard.ADMINISTRATOR, examine, upload=True),
    Route("POST", "/api/import", Guard.ADMINISTRATOR, take_in, upload=True),
)
