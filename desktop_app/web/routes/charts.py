"""Entries per day and per person, where people would rather look than read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import Invalid
from desktop_app.web.chart import HEIGHT, STEP, chart
from desktop_app.web.presentation import local
from desktop_app.web.route import Guard, Route
from desktop_app.web.selection import EPOCH, day_asked
from desktop_app.web.views import page

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context

USUAL_DAYS = 30
MOST_DAYS = 366


def show_charts(ctx: Context) -> HTTPResponse:
    """Show a range of days, the last thirty unless the address says otherwise."""
    today = (local(ctx.now, ctx.services.clock.utc_offset(ctx.now)).date() - EPOCH).days
    last = day_asked(ctx, "to")
    last = today if last is None else last
    first = day_asked(ctx, "from")
    first = last - USUAL_DAYS + 1 if first is None else first
    if not 0 <= last - first < MOST_DAYS:
        raise Invalid("from", f"Choose from one to {MOST_DAYS} days, the first before the last.")
    drawn = chart(ctx.services.logbook.days(first, last), first, last)
    return page(ctx, "charts.html", title="Entries per day", chart=drawn, height=HEIGHT, step=STEP)


ROUTES = (Route("GET", "/charts", Guard.SESSION, show_charts),)
