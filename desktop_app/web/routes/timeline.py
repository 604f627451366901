"""The book as it opens: the composer, the search, the newest entries or those that are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.errors import NotFound
from desktop_app.logbook.drafts import NEW
from desktop_app.logbook.exports.outline import day_text
from desktop_app.web.draft_presentation import composer_values
from desktop_app.web.marking import marker
from desktop_app.web.presentation import days, local
from desktop_app.web.route import Guard, Route
from desktop_app.web.selection import (
    address_of,
    day_asked,
    filter_asked,
    number_asked,
    outline_asked,
    selection_values,
)
from desktop_app.web.views import page, see_other

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bottle import HTTPResponse

    from desktop_app.logbook.model import Entry
    from desktop_app.web.context import Context

PAGE_LENGTH = 50


def show(ctx: Context) -> HTTPResponse:
    """Show the composer with a draft, and the newest entries, those before a number, or those of a day."""
    try:
        composing = ctx.services.drafts.composing(ctx.signed_in.holder.id, NEW, ctx.query("draft"))
    except NotFound:
        # Posted or discarded since the address was kept, or somebody else's who was here before.
        return see_other("/")
    return page(
        ctx,
        "timeline.html",
        title="Book",
        **_found(ctx),
        selection=selection_values(ctx),
        saved=ctx.services.saved_filters.of(ctx.signed_in.holder.id),
        backup_warning=ctx.services.backups.warning if ctx.signed_in.holder.administrator else "",
        **composer_values(ctx, composing),
    )


def _found(ctx: Context) -> dict[str, Any]:
    asked, day, before = filter_asked(ctx), day_asked(ctx, "day"), number_asked(ctx, "before")
    if day is not None:
        before = ctx.services.logbook.before_day_ends(day)
    found = ctx.services.logbook.find(asked, before, PAGE_LENGTH)
    return {
        "days": days(found.entries, marker(asked.words)),
        "gone_to": _gone_to(day, before, found.entries),
        "older": address_of(ctx, before=found.next_before) if found.next_before else None,
        "newer": address_of(ctx) if before else None,
        "asked": "" if asked.is_empty else outline_asked(ctx).sentence,
        "count_address": f"/api/entries/count{address_of(ctx)[1:]}",
    }


def _gone_to(day: int | None, before: int | None, entries: Sequence[Entry]) -> str:
    """Say what became of going to a day: nothing need be said if it has entries."""
    if day is None:
        return ""
    wanted = day_text(day)
    if before is None:
        return f"Nothing is so old as {wanted}. These are the newest entries."
    shown = entries and local(entries[0].written_at, entries[0].utc_offset).date().isoformat()
    return "" if shown == wanted else f"Nothing stands here of {wanted}. This is what was written before."


ROUTES = (Route("GET", "/", Guard.SESSION, show),)
