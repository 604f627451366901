"""Writing beside the book: a preview, the amendment of an entry, a reply to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from desktop_app.errors import EntryHidden, NotFound
from desktop_app.logbook.model import EntryKind
from desktop_app.logbook.text import checked_text
from desktop_app.web.draft_presentation import composer_values
from desktop_app.web.markdown import render
from desktop_app.web.presentation import entry_view
from desktop_app.web.route import Guard, Route
from desktop_app.web.views import json_answer, page, see_other

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.logbook.model import Entry
    from desktop_app.web.context import Context


class Preview(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Markdown that is not posted yet."""

    text: str


def preview(ctx: Context, body: Preview) -> HTTPResponse:
    """Return a text as its entry would show it."""
    _ = ctx
    return json_answer({"html": str(render(checked_text(body.text)))})


def amend(ctx: Context, number: int) -> HTTPResponse:
    """Show a composer for the amendment of an entry, and the entry above it."""
    return _compose(ctx, number, "amend")


def reply(ctx: Context, number: int) -> HTTPResponse:
    """Show a composer for a reply to an entry, and the entry above it."""
    return _compose(ctx, number, "reply")


def _compose(ctx: Context, number: int, kind: str) -> HTTPResponse:
    entry = ctx.services.logbook.entry(number)
    try:
        composing = ctx.services.drafts.composing(
            ctx.signed_in.holder.id, f"{kind}-{number}", ctx.query("draft")
        )
    except NotFound:
        # Posted or discarded since the address was kept, or somebody else's who was here before.
        return see_other(f"/entries/{number}/{kind}")
    if entry.hidden or (kind == "amend" and entry.kind is EntryKind.HIDING):
        return _refuse(ctx, entry, composing.draft.text)
    template, title = {"amend": ("amend.html", "Amend"), "reply": ("reply.html", "Reply to")}[kind]
    original = entry if kind == "amend" else None
    return page(
        ctx,
        template,
        title=f"{title} #{number}",
        entry=entry_view(entry),
        amended_by=entry.amended_by,
        **composer_values(ctx, composing, original),
    )


def _refuse(ctx: Context, entry: Entry, begun: str) -> HTTPResponse:
    hides = f"Entry #{entry.number} hides another one. It cannot be amended itself; you can reply to it."
    return page(
        ctx,
        "not_here.html",
        title="Not possible here",
        status=409,
        heading="Not possible here",
        detail=str(EntryHidden(entry.number)) if entry.hidden else hides,
        begun=begun,
    )


ROUTES = (
    Route("POST", "/api/preview", Guard.SESSION, preview, body=Preview),
    Route("GET", "/entries/<number:number>/amend", Guard.SESSION, amend),
    Route("GET", "/entries/<number:number>/reply", Guard.SESSION, reply),
)
