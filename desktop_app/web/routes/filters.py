"""Searches people have saved, and how many entries one finds."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

import msgspec

from desktop_app.web.route import Guard, Route
from desktop_app.web.selection import FIELDS, filter_asked
from desktop_app.web.views import json_answer

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context

COUNTED = 10_000
"""Entries; beyond, nobody wants the number so much that it would be worth waiting for."""


class SavedSearch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The part of the book's address after the question mark, and what to call it."""

    name: str
    query: str


def list_filters(ctx: Context) -> HTTPResponse:
    """List one's own."""
    own = ctx.services.saved_filters.of(ctx.signed_in.holder.id)
    return json_answer({"filters": [kept._asdict() for kept in own]})


def save(ctx: Context, body: SavedSearch) -> HTTPResponse:
    """Keep a search; the one that had the name is replaced."""
    asked = dict(parse_qsl(body.query))
    query = urlencode([(name, asked[name]) for name in FIELDS if asked.get(name)])
    kept = ctx.services.saved_filters.save(ctx.signed_in.holder.id, body.name, query)
    return json_answer(kept._asdict(), 201)


def remove(ctx: Context, filter_id: int) -> HTTPResponse:
    """Remove one of one's own."""
    ctx.services.saved_filters.remove(ctx.signed_in.holder.id, filter_id)
    return json_answer({"id": filter_id})


def count(ctx: Context) -> HTTPResponse:
    """Count what the address means, as far as anybody wants to know."""
    found = ctx.services.logbook.count(filter_asked(ctx), COUNTED + 1)
    return json_answer({"count": min(found, COUNTED), "more": found > COUNTED})


ROUTES = (
    Route("GET", "/api/filters", Guard.SESSION, list_filters),
    Route("POST", "/api/filters", Guard.SESSION, save, body=SavedSearch),
    Route("DELETE", "/api/filters/<filter_id:number>", Guard.SESSION, remove),
    Route("GET", "/api/entries/count", Guard.SESSION, count),
)
