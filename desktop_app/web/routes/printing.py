"""Entries on sheets of paper: what a page lays out and the browser prints, or keeps as a PDF."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from desktop_app.logbook.exports.outline import SHORT_HEAD, pages
from desktop_app.logbook.telling import unheard
from desktop_app.web.paper import of_the_book, paper_entry
from desktop_app.web.presentation import in_fours, local
from desktop_app.web.route import Guard, Route
from desktop_app.web.selection import outline_asked, who
from desktop_app.web.views import page

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context

MOST_ENTRIES = 2_000
"""Of what a page can lay out in a few seconds: about 400 sheets."""


def show(ctx: Context) -> HTTPResponse:
    """Show entries as they will be printed."""
    outline = outline_asked(ctx)
    read = pages(ctx.services.logbook.chained, outline, unheard)
    entries = list(islice((chained.entry for page in read for chained in page), MOST_ENTRIES + 1))
    fits = len(entries) <= MOST_ENTRIES
    if fits and entries:
        ctx.services.proof.printed(who(ctx), ctx.now, len(entries), outline)
    printed = local(ctx.now, ctx.services.clock.utc_offset(ctx.now))
    return page(
        ctx,
        "print.html",
        title=f"Print {printed:%Y-%m-%d} {outline.head.hash.hex()[:SHORT_HEAD]}",
        entries=[paper_entry(entry, of_the_book) for entry in entries] if fits else [],
        fits=fits,
        most=MOST_ENTRIES,
        sentence=outline.sentence,
        count=outline.head.number,
        head=in_fours(outline.head.hash),
        printed=f"{printed:%Y-%m-%d %H:%M}",
        query=ctx.request.query_string,
    )


ROUTES = (Route("GET", "/print", Guard.SESSION, show),)
