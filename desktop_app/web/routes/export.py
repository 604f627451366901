"""Taking entries out: the page that asks which and as what, and the file itself, piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bottle import HTTPResponse

from desktop_app.errors import Invalid
from desktop_app.web.exporting import TYPES, export, watched
from desktop_app.web.presentation import in_fours
from desktop_app.web.route import Guard, Route
from desktop_app.web.selection import outline_asked, selection_values, who
from desktop_app.web.views import page

if TYPE_CHECKING:
    from desktop_app.web.context import Context


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
    return HTTPResponse(watched(parts, kind, tell), 200, headers)


ROUTES = (
    Route("GET", "/export", Guard.SESSION, show),
    Route("GET", "/api/export", Guard.SESSION, send),
)
