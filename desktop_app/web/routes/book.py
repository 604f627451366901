"""Entries: one with its thread, lists of them for scripts, posting and hiding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from desktop_app.errors import Invalid
from desktop_app.logbook.model import EntryKind, Writing
from desktop_app.web.presentation import entry_json, entry_view
from desktop_app.web.route import Guard, Route
from desktop_app.web.selection import filter_asked, number_asked
from desktop_app.web.views import json_answer, page

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context

PAGE_LENGTH = 50

LONGEST_THREAD = 50
"""Entries of a thread that the page of one of them shows."""


class NewEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Markdown to post; *key* is made by the client so that a retry never posts twice.

    It is the id of the draft that is posted, and *writer* the composer that saved it. *happened_at* is UTC
    epoch seconds, its offset in minutes east. *amends* or *replies_to* is another entry's number.
    """

    text: str
    key: str | None = None
    writer: str | None = None
    category: str = ""
    tags: tuple[str, ...] = ()
    happened_at: int | None = None
    happened_offset: int | None = None
    amends: int | None = None
    replies_to: int | None = None
    reason: str = ""

    def writing(self) -> Writing:
        """Return what is to be posted.

        Raises:
            Invalid: if it is to amend and to reply at once.
        """
        if self.amends is not None and self.replies_to is not None:
            raise Invalid("amends", "An entry can amend another one or reply to it, not both.")
        kind = EntryKind.ENTRY if self.replies_to is None else EntryKind.REPLY
        return Writing(
            text=self.text,
            category=self.category,
            tags=self.tags,
            happened_at=self.happened_at,
            happened_offset=self.happened_offset,
            kind=kind if self.amends is None else EntryKind.AMENDMENT,
            refers_to=self.replies_to if self.amends is None else self.amends,
            reason=self.reason,
        )


class Hide(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why an entry is to be hidden."""

    reason: str


def show_entry(ctx: Context, number: int) -> HTTPResponse:
    """Show one entry and the way to its neighbours."""
    entry = ctx.services.logbook.entry(number)
    newest = ctx.services.logbook.head().number
    return page(
        ctx,
        "entry.html",
        title=f"Entry {number}",
        entry=entry_view(entry),
        thread=list(map(entry_view, ctx.services.logbook.thread(number)[:LONGEST_THREAD])),
        previous=f"/entries/{number - 1}" if number > 1 else None,
        following=f"/entries/{number + 1}" if number < newest else None,
    )


def list_entries(ctx: Context) -> HTTPResponse:
    """List the entries the address asks for, newest first."""
    limit = number_asked(ctx, "limit") or PAGE_LENGTH
    found = ctx.services.logbook.find(filter_asked(ctx), number_asked(ctx, "before"), limit)
    return json_answer({"entries": list(map(entry_json, found.entries)), "next_before": found.next_before})


def get_entry(ctx: Context, number: int) -> HTTPResponse:
    """Return one entry."""
    return json_answer(entry_json(ctx.services.logbook.entry(number)))


def post_entry(ctx: Context, body: NewEntry) -> HTTPResponse:
    """Append an entry in the name of the person whose session this is."""
    utc_offset = ctx.services.clock.utc_offset(ctx.now)
    entry = ctx.services.logbook.post(
        ctx.signed_in.holder.id, body.writing(), body.key, ctx.now, utc_offset, body.writer
    )
    return json_answer(entry_json(entry), 201)


def hide_entry(ctx: Context, number: int, body: Hide) -> HTTPResponse:
    """Hide an entry for good; the hiding is an entry itself."""
    utc_offset = ctx.services.clock.utc_offset(ctx.now)
    entry = ctx.services.logbook.hide(ctx.signed_in.holder.id, number, body.reason, ctx.now, utc_offset)
    return json_answer(entry_json(entry), 201)


ROUTES = (
    Route("GET", "/entries/<number:number>", Guard.SESSION, show_entry),
    Route("GET", "/api/entries", Guard.SESSION, list_entries),
    Route("POST", "/api/entries", Guard.SESSION, post_entry, body=NewEntry),
    Route("GET", "/api/entries/<number:number>", Guard.SESSION, get_entry),
    Route("POST", "/api/entries/<number:number>/hide", Guard.ADMINISTRATOR, hide_entry, body=Hide),
)
