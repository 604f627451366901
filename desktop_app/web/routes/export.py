"""Taking entries out: the page that asks which and as what, and the file itself, piece by piece."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bottle import HTTPResponse

from desktop_app.errors import Invalid
from desktop_app.logbook.exports.csv_export import csv_export
from desktop_app.logbook.exports.json_export import json_export
from desktop_app.logbook.exports.outline import pages
from desktop_app.web.html_export import html_export
from desktop_app.web.presentation import in_fours
from desktop_app.web.route import Guard, Route
from desktop_app.web.selection import outline_asked, selection_values, who
from desktop_app.web.views import page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop_app.logbook.exports.outline import Outline
    from desktop_app.web.context import Context
    from desktop_app.web.progress import Tell

log = logging.getLogger(__name__)

TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
}


def show(ctx: Context) -> HTTPResponse:
    """Ask which entries to take out, and as what."""
    head = ctx.services.logbook.head()
    return page(
        ctx,
        "export.html",
        title="Export",
        count=head.number,
        head=in_fours(head.hash),
        **selection_values(ctx),
    )


def send(ctx: Context) -> HTTPResponse:
    """Send entries as a file; with `after` from the entry after that number on."""
    kind = ctx.query("format") or ""
    if kind not in TYPES:
        raise Invalid("format", "An export is csv, json or html.")
    outline = outline_asked(ctx)
    tell = ctx.services.progress.begin(ctx.query("job"))
    ctx.services.proof.exported(who(ctx), ctx.now, kind, outline)
    name = outline.file_name(kind, ctx.now, ctx.services.clock.utc_offset(ctx.now))
    written = pages(ctx.services.logbook.chained, outline, tell)
    files = ctx.services.proof.file
    parts = {
        "csv": lambda: csv_export(outline, written),
        "json": lambda: json_export(outline, written, files),
        "html": lambda: html_export(outline, written, files),
    }[kind]()
    headers = {"Content-Type": TYPES[kind], "Content-Disposition": f'attachment; filename="{name}"'}
    return HTTPResponse(_watched(parts, kind, outline, tell), 200, headers)


def _watched(parts: Iterable[bytes], kind: str, outline: Outline, tell: Tell) -> Iterator[bytes]:
    """Give the parts on; log how it ended, and let nobody wait for what has been broken off."""
    outcome, done = "broken_off", 0
    try:
        yield from parts
        outcome, done = "ok", outline.numbers
    finally:
        tell(done, done)
        log.info("export outcome=%s format=%s", outcome, kind)


ROUTES = (
    Route("GET", "/export", Guard.SESSION, show),
    Route("GET", "/api/export", Guard.SESSION, send),
)
