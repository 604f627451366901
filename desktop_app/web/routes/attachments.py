"""Files over HTTP: attached to a draft by a session or its ticket, read by a session alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.errors import Invalid
from desktop_app.logbook.attachments import Attaching
from desktop_app.logbook.drafts import NEW
from desktop_app.logbook.file_name import file_name
from desktop_app.web.downloads import download
from desktop_app.web.draft_presentation import ticket_json
from desktop_app.web.route import Guard, Route
from desktop_app.web.views import json_answer

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context


def attach(ctx: Context) -> HTTPResponse:
    """Keep the file that is the body; what is answered here is on the disk."""
    presented, place = ctx.ticket_or_none, ctx.query("place") or NEW
    draft_id = ctx.query("draft") if "draft" in ctx.request.query else None
    if presented is not None:
        presented.check_covers(place, draft_id)
    asked = Attaching(
        user_id=presented.user_id if presented else ctx.signed_in.holder.id,
        place=place,
        draft_id=presented.draft_id if presented else draft_id,
        name=ctx.query("name") or "",
        by_ticket=presented is not None,
    )
    source, size = ctx.request.environ["wsgi.input"], ctx.request.content_length
    draft, file = ctx.services.attachments.attach(asked, source, size, ctx.now)
    # A ticket is not made to last by being used.
    ticket: dict[str, Any] = {} if presented else ticket_json(ctx.ticket_for(draft))
    told = {"sha256": file.sha256, "name": file.name, "size": file.size, "media_type": file.media_type}
    return json_answer({**told, "draft": draft.id, "place": draft.place, **ticket}, 201)


def detach(ctx: Context, sha256: str) -> HTTPResponse:
    """Take a file away from one's draft."""
    draft_id = ctx.query("draft")
    if draft_id is None:
        raise Invalid("draft", "Say from which draft the file is to be taken.")
    name = ctx.query("name")
    ctx.services.attachments.detach(ctx.signed_in.holder.id, draft_id, sha256, name)
    return json_answer({"sha256": sha256, "draft": draft_id})


def serve(ctx: Context, sha256: str) -> HTTPResponse:
    """Hand out a file that an entry shows, or a draft of one's own has."""
    file = ctx.services.attachments.visible(ctx.signed_in.holder.id, sha256)
    name = ctx.query("name")
    # Whoever sends the answer closes the file.
    content = ctx.services.attachments.open(file)
    return download(file, content, file.name if name is None else file_name(name))


ROUTES = (
    Route("POST", "/api/attachments", Guard.TICKET, attach, upload=True),
    Route("DELETE", "/api/attachments/<sha256>", Guard.SESSION, detach),
    Route("GET", "/attachments/<sha256>", Guard.SESSION, serve),
)
