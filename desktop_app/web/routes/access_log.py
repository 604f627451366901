"""The access log, for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from desktop_app.web.access_sentences import event_words, sentence
from desktop_app.web.presentation import moment, person_view
from desktop_app.web.route import Guard, Route
from desktop_app.web.selection import number_asked
from desktop_app.web.views import page

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context

PAGE_LENGTH = 100


def show_log(ctx: Context) -> HTTPResponse:
    """Show the newest lines, or those before one, of an event and a person if asked."""
    event, user_id = ctx.query("event") or None, number_asked(ctx, "person")
    found = ctx.services.access_log.newest(
        event=event, user_id=user_id, before=number_asked(ctx, "before"), limit=PAGE_LENGTH + 1
    )
    lines, more = found[:PAGE_LENGTH], len(found) > PAGE_LENGTH
    asked = {name: value for name, value in (("event", event), ("person", user_id)) if value}
    return page(
        ctx,
        "access_log.html",
        title="Access log",
        lines=[(moment(line.at, ctx.services.clock, ctx.now), sentence(line), line.label) for line in lines],
        older=f"/access-log?{urlencode({**asked, 'before': lines[-1].id})}" if more else None,
        events=[(word, event_words(word)) for word in ctx.services.access_log.events()],
        people=[person_view(account) for account in ctx.services.accounts.all()],
        chosen=(event, user_id),
    )


ROUTES = (Route("GET", "/access-log", Guard.ADMINISTRATOR, show_log),)
