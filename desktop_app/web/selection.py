"""Which entries an address means: in the book, and for what goes out of it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from desktop_app.errors import Invalid
from desktop_app.logbook.exports.outline import Outline
from desktop_app.logbook.finding import Filter
from desktop_app.logbook.proof import Who
from desktop_app.web.presentation import person_view
from desktop_app.web.route import NUMBER

if TYPE_CHECKING:
    from desktop_app.clock import Clock
    from desktop_app.web.context import Context

FIELDS = ("q", "author", "category", "tag", "from", "to", "attached", "amended", "hidden", "after")
EPOCH = date(1970, 1, 1)
DAY_SECONDS = 24 * 60 * 60
LAST_DAY = (date(2900, 1, 1) - EPOCH).days
"""Not every system knows its time zone further on."""


def outline_asked(ctx: Context) -> Outline:
    """Return the book as it is now, and which of its entries the address means.

    Raises:
        Invalid: if a parameter cannot be read.
    """
    asked = filter_asked(ctx)
    people = ctx.services.accounts.all() if asked.author else ()
    author = next((account.name for account in people if account.id == asked.author), None)
    return Outline(ctx.services.logbook.head(), asked, author)


def filter_asked(ctx: Context) -> Filter:
    """Return the filter in the address.

    Raises:
        Invalid: if a parameter cannot be read, or too much is searched for.
    """
    return Filter(
        words=(ctx.query("q") or "").strip(),
        author=number_asked(ctx, "author"),
        category=ctx.query("category") or None,
        tag=ctx.query("tag") or None,
        first_day=day_asked(ctx, "from"),
        last_day=day_asked(ctx, "to"),
        attached=bool(ctx.query("attached")),
        amended=bool(ctx.query("amended")),
        hidden=bool(ctx.query("hidden")),
        after=number_asked(ctx, "after") or 0,
    )


def address_of(ctx: Context, before: int | None = None) -> str:
    """Return the address of the book with the filter of this one, from *before* a number on."""
    asked = [(name, value) for name in FIELDS if (value := ctx.query(name))]
    query = urlencode([*asked, *([("before", str(before))] if before else [])])
    return f"/?{query}" if query else "/"


def who(ctx: Context) -> Who:
    """Return whose doing this request is."""
    return Who(ctx.signed_in.holder.id, ctx.signed_in.session.id)


def number_asked(ctx: Context, name: str) -> int | None:
    """Return a whole number above zero in the address.

    Raises:
        Invalid: if it is none.
    """
    value = ctx.query(name)
    if not value:
        return None
    if not re.fullmatch(NUMBER, value):
        raise Invalid(name, f"{name} must be a whole number above zero.")
    return int(value)


def day_asked(ctx: Context, name: str) -> int | None:
    """Return a day in the address, in days since the epoch.

    Raises:
        Invalid: if it cannot be read.
    """
    value = ctx.query(name)
    if not value:
        return None
    try:
        return (date.fromisoformat(value) - EPOCH).days
    except ValueError:
        raise Invalid(name, "Write the day like this: 2026-11-26.") from None


def beginning_of(day: int, clock: Clock) -> int:
    """Return the instant at which a local *day*, counted since the epoch, begins on this computer."""
    midnight = min(max(day, 0), LAST_DAY) * DAY_SECONDS
    nearly = midnight - 60 * clock.utc_offset(midnight)
    return midnight - 60 * clock.utc_offset(nearly)


def selection_values(ctx: Context) -> dict[str, Any]:
    """Return what a form with the filter shows: what was chosen, and what can be."""
    words = ctx.services.logbook.words()
    return {
        "chosen": {name: ctx.query(name) or "" for name in FIELDS},
        "authors": [person_view(account) for account in ctx.services.accounts.all()],
        "categories": words.categories,
        "tags": words.tags,
    }
