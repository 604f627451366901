"""Taking entries out: the page that asks which and as what, and the file itself, piece by piece."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bottle import HTTPResponse

from desktop_app.errors import Invalid
from desktop_app.web.exporting import TYPES, export
from desktop_app.web.presentation import in_fours
from desktop_app.web.route import Guard, Route
from desktop_app.web.selection import outline_asked, selection_values, who
from desktop_app.web.views import page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop_app.web.context import Context
    from desktop_app.web.progress import Tell

log = logging.getLogger(__name__)


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
    parts = export(kind, outline, ctx.services.logbook, ctx.services.proof, tell)
    headers = {"Content-Type": TYPES[kind], "Content-Disposition": f'attachment; filename="{name}"'}
    return HTTPResponse(_watched(parts, kind, tell), 200, headers)


def _watched(parts: Iterable[bytes], kind: str, tell: Tell) -> Iterator[bytes]:
    """Give the parts on; log how it ended, and let nobody wait for what has been broken off."""
    whole = False
    try:
        yield from parts
        whole = True
    finally:
        if not whole:
            tell(0, 0)
        log.info("export outcome=%s format=%s", "ok" if whole else "broken_off", kind)


ROUTES = (
    Route("GET", "/export", Guard.SESSION, show),
    Route("GET", "/api/export", Guard.SESSION, send),
)
