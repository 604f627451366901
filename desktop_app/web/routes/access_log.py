"""The access log, for administrators: to read, and to take out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bottle import HTTPResponse

from desktop_app.accounts.access import LinesAsked, Person
from desktop_app.web.access_csv import access_csv
from desktop_app.web.access_sentences import GROUPS, event_words, events_asked, sentence
from desktop_app.web.exporting import TYPES, watched
from desktop_app.web.presentation import local, moment, person_view
from desktop_app.web.route import Guard, Route
from desktop_app.web.selection import beginning_of, day_asked, number_asked
from desktop_app.web.views import page

if TYPE_CHECKING:
    from desktop_app.web.context import Context

PAGE_LENGTH = 100
FIELDS = ("event", "person", "from", "to")


def show_log(ctx: Context) -> HTTPResponse:
    """Show the newest lines, or those before one, of the kind, person and days asked for."""
    found = ctx.services.access_log.newest(lines_asked(ctx), number_asked(ctx, "before"), PAGE_LENGTH + 1)
    lines, more = found[:PAGE_LENGTH], len(found) > PAGE_LENGTH
    asked = {name: value for name in FIELDS if (value := ctx.query(name))}
    return page(
        ctx,
        "access_log.html",
        title="Access log",
        lines=[(moment(line.at, ctx.services.clock, ctx.now), sentence(line), line.label) for line in lines],
        older=f"/access-log?{urlencode({**asked, 'before': lines[-1].id})}" if more else None,
        asked=asked,
        chosen={name: ctx.query(name) or "" for name in FIELDS},
        **_choices(ctx),
    )


def send_log(ctx: Context) -> HTTPResponse:
    """Send the lines asked for as a table for spreadsheets; that this was done is one of them."""
    asked, log, clock = lines_asked(ctx), ctx.services.access_log, ctx.services.clock
    tell = ctx.services.progress.begin(ctx.query("job"))
    last = log.note_export(ctx.signed_in.holder.id, ctx.signed_in.session.id, ctx.now, _in_words(ctx, asked))
    day = local(ctx.now, clock.utc_offset(ctx.now)).date().isoformat()
    headers = {
        "Content-Type": TYPES["csv"],
        "Content-Disposition": f'attachment; filename="shiftbook-access-log-{day}.csv"',
    }
    return HTTPResponse(watched(access_csv(log, asked, last, clock, tell), "access_log", tell), 200, headers)


def lines_asked(ctx: Context) -> LinesAsked:
    """Return which lines the address means.

    Raises:
        Invalid: if a parameter cannot be read.
    """
    user_id, first, last = number_asked(ctx, "person"), day_asked(ctx, "from"), day_asked(ctx, "to")
    names = {account.id: account.name for account in ctx.services.accounts.all()} if user_id else {}
    clock = ctx.services.clock
    return LinesAsked(
        events=events_asked(ctx.query("event") or ""),
        person=Person(user_id, names.get(user_id, "")) if user_id else None,
        first=None if first is None else beginning_of(first, clock),
        until=None if last is None else beginning_of(last + 1, clock),
    )


def _in_words(ctx: Context, asked: LinesAsked) -> str:
    kind = ctx.query("event") or ""
    parts = [
        GROUPS[kind][0] if kind in GROUPS else event_words(kind),
        asked.person.name if asked.person else "",
        *(f"{name} {value}" for name in ("from", "to") if (value := ctx.query(name))),
    ]
    return ", ".join(filter(None, parts)) or "everything"


def _choices(ctx: Context) -> dict[str, Any]:
    kinds = [
        (key, words, [(event, event_words(event)) for event in events] if key != "refused" else [])
        for key, (words, *events) in GROUPS.items()
    ]
    return {"kinds": kinds, "people": [person_view(account) for account in ctx.services.accounts.all()]}


ROUTES = (
    Route("GET", "/access-log", Guard.ADMINISTRATOR, show_log),
    Route("GET", "/api/access-log", Guard.ADMINISTRATOR, send_log),
)
