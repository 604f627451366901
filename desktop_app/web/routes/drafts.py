"""What people are writing, over HTTP: saved by a session or a ticket, read by a session alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from desktop_app.logbook.draft_decisions import Saving
from desktop_app.web.draft_presentation import draft_json, draft_view, saved_json, summary_json, ticket_json
from desktop_app.web.route import Guard, Route
from desktop_app.web.views import json_answer, page

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.logbook.model import Draft
    from desktop_app.sessions.tickets import Ticket
    from desktop_app.web.context import Context

LARGEST_NUMBER = 2**53 - 1
"""What a script can count to exactly."""

Count = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_NUMBER)]


class DraftText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in a composer; *writer* is that composer, *sequence* counts its saves.

    *base* is the version of the draft it last knew; *fields* are what stands beside the text. Without *id*
    the current draft of the place is meant.
    """

    text: str
    id: str | None = None
    selection_start: Count = 0
    selection_end: Count = 0
    scroll: Count = 0
    writer: str | None = None
    sequence: Count = 0
    base: Count = 0
    fields: dict[str, str] = {}


def show_drafts(ctx: Context) -> HTTPResponse:
    """Show what one has begun, and what one has discarded."""
    drafts = ctx.services.drafts.with_words(ctx.signed_in.holder.id)
    views = [(draft.discarded_at, draft_view(draft, ctx.services.clock, ctx.now)) for draft in drafts]
    return page(
        ctx,
        "drafts.html",
        title="Drafts",
        begun=tuple(view for discarded_at, view in views if discarded_at is None),
        discarded=tuple(view for discarded_at, view in views if discarded_at is not None),
    )


def list_drafts(ctx: Context) -> HTTPResponse:
    """List one's own drafts that have words in them, saved last first."""
    drafts = ctx.services.drafts.with_words(ctx.signed_in.holder.id)
    return json_answer({"drafts": [summary_json(draft, ctx.services.clock) for draft in drafts]})


def get_draft(ctx: Context, place: str) -> HTTPResponse:
    """Return the draft to go on with at a place, or a fresh one if asked, and a ticket to save it with."""
    user_id, drafts = ctx.signed_in.holder.id, ctx.services.drafts
    if ctx.query("fresh") is not None:
        return _whole(ctx, drafts.begin(user_id, place))
    return _whole(ctx, drafts.composing(user_id, place, _asked_id(ctx)).draft)


def save_draft(ctx: Context, place: str, body: DraftText) -> HTTPResponse:
    """Keep what somebody is writing; what is answered here is on the disk."""
    presented = ctx.ticket_or_none
    if presented is not None:
        presented.check_covers(place, body.id)
    written = msgspec.structs.asdict(body)
    draft_id = written.pop("id")
    asked = Saving(
        user_id=presented.user_id if presented else ctx.signed_in.holder.id,
        place=place,
        draft_id=presented.draft_id if presented else draft_id,
        by_ticket=presented is not None,
        **written,
    )
    draft = ctx.services.drafts.save(asked, ctx.now)
    ticket = _ticket_after(ctx, draft)
    return json_answer({**saved_json(draft, ctx.services.clock), **(ticket_json(ticket) if ticket else {})})


def discard_draft(ctx: Context, place: str) -> HTTPResponse:
    """Discard a draft; it can be put back for a week."""
    user_id = ctx.signed_in.holder.id
    return json_answer({"id": ctx.services.drafts.discard(user_id, place, _asked_id(ctx), ctx.now)})


def restore_draft(ctx: Context, draft_id: str) -> HTTPResponse:
    """Put a discarded draft back."""
    return _whole(ctx, ctx.services.drafts.restore(ctx.signed_in.holder.id, draft_id))


def _asked_id(ctx: Context) -> str | None:
    # An id that cannot be read is not the same as none: that would mean the current draft.
    return ctx.query("id") or "" if "id" in ctx.request.query else None


def _ticket_after(ctx: Context, draft: Draft) -> Ticket | None:
    presented = ctx.ticket_or_none
    if presented is None:
        return ctx.ticket_for(draft)
    if presented.draft_id == draft.id:
        return None
    return ctx.services.tickets.pass_on(presented, draft.id, ctx.now)


def _whole(ctx: Context, draft: Draft) -> HTTPResponse:
    files = ctx.services.attachments.of_draft(draft.user_id, draft.id)
    return json_answer(draft_json(draft, ctx.ticket_for(draft), ctx.services.clock, files))


ROUTES = (
    Route("GET", "/drafts", Guard.SESSION, show_drafts),
    Route("GET", "/api/drafts", Guard.SESSION, list_drafts),
    Route("GET", "/api/drafts/<place>", Guard.SESSION, get_draft),
    Route("PUT", "/api/drafts/<place>", Guard.TICKET, save_draft, body=DraftText),
    Route("DELETE", "/api/drafts/<place>", Guard.SESSION, discard_draft),
    Route("POST", "/api/drafts/<draft_id>/restore", Guard.SESSION, restore_draft),
)
