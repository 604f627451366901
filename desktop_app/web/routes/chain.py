"""Whether the record is intact: count and head of the chain, and the button that verifies all of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop_app.web.presentation import in_fours
from desktop_app.web.route import NUMBER, Guard, Route
from desktop_app.web.selection import who
from desktop_app.web.views import json_answer, page

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context


def show(ctx: Context) -> HTTPResponse:
    """Show count and head, what they are good for, and the hash of an entry somebody has a printout of."""
    head = ctx.services.logbook.head()
    typed = (ctx.query("at") or "").strip().replace(",", "")
    number = int(typed) if re.fullmatch(NUMBER, typed) else None
    found = ctx.services.proof.hash_of(number) if number else None
    return page(
        ctx,
        "chain.html",
        title="Is the record intact?",
        count=head.number,
        head=in_fours(head.hash),
        at=number or typed,
        found=in_fours(found) if found else None,
    )


def get_head(ctx: Context) -> HTTPResponse:
    """Return how many entries there are, and the last one's hash."""
    head = ctx.services.logbook.head()
    return json_answer({"count": head.number, "head": head.hash.hex()})


def verify(ctx: Context) -> HTTPResponse:
    """Look at every entry and file, and say what is not as it was written."""
    job = ctx.query("job")
    verdict, seconds = ctx.services.proof.verify(who(ctx), ctx.now, ctx.services.progress.begin(job))
    return json_answer(
        {
            "entries": verdict.entries,
            "faults": [fault._asdict() for fault in verdict.faults],
            "fault_count": verdict.fault_count,
            "head": verdict.head.hex(),
            "seconds": round(seconds, 3),
            "sentence": verdict.sentence(),
        }
    )


ROUTES = (
    Route("GET", "/chain", Guard.SESSION, show),
    Route("GET", "/api/chain", Guard.SESSION, get_head),
    Route("POST", "/api/chain/verify", Guard.SESSION, verify),
)
