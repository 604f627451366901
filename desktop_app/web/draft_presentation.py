"""What pages and JSON show of a draft."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from desktop_app.logbook.draft_fields import FIELDS
from desktop_app.logbook.text import is_blank
from desktop_app.web.presentation import local, moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.clock import Clock
    from desktop_app.logbook.drafts import Composing
    from desktop_app.logbook.model import Attachment, Draft, Entry
    from desktop_app.sessions.tickets import Ticket
    from desktop_app.web.context import Context

MAX_START_LENGTH = 120
MAX_SUMMARY_LENGTH = 200

MAX_KNOWN_WORDS = 500
"""Categories and tags a composer suggests; a page with more would be slow to open."""

_PLACES = {"amend": "Amendment of", "reply": "Reply to"}


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as the page of drafts lists it; *link* leads on with it."""

    id: str
    place: str
    where: str
    start: str
    saved: str
    iso: str
    link: str


def draft_view(draft: Draft, clock: Clock, now: int) -> DraftView:
    """Show a draft that has been saved.

    Raises:
        ValueError: if it has not been.
    """
    if draft.saved_at is None:
        raise ValueError(draft.id)
    return DraftView(
        id=draft.id,
        place=draft.place,
        where=where(draft.place),
        start=_start(draft.text),
        saved=moment(draft.saved_at, clock, now),
        iso=local(draft.saved_at, clock.utc_offset(draft.saved_at)).isoformat(),
        link=link(draft),
    )


def link(draft: Draft) -> str:
    """Return the address of the page that goes on with this draft."""
    kind, _, number = draft.place.partition("-")
    return f"/entries/{number}/{kind}?draft={draft.id}" if number else f"/?draft={draft.id}"


def where(place: str) -> str:
    """Return a place in words: "New entry", "Amendment of 17", "Reply to 9"."""
    kind, _, number = place.partition("-")
    return f"{_PLACES[kind]} {number}" if number else "New entry"


def saved_json(draft: Draft, clock: Clock) -> dict[str, Any]:
    """Return what a save is answered with: never any text; `utc_offset` in minutes east."""
    return {
        "id": draft.id,
        "place": draft.place,
        "version": draft.version,
        "saved_at": draft.saved_at,
        "utc_offset": None if draft.saved_at is None else clock.utc_offset(draft.saved_at),
    }


def ticket_json(ticket: Ticket) -> dict[str, Any]:
    """Return a ticket and when it ends."""
    return {"ticket": ticket.text, "ticket_expires_at": ticket.expires_at}


def composer_json(draft: Draft, ticket: Ticket, clock: Clock) -> dict[str, Any]:
    """Return what a composer needs to know of its draft, but for the text."""
    return {
        **saved_json(draft, clock),
        "selection_start": draft.selection_start,
        "selection_end": draft.selection_end,
        "scroll": draft.scroll,
        **ticket_json(ticket),
    }


def draft_json(
    draft: Draft, ticket: Ticket, clock: Clock, attachments: Sequence[Attachment]
) -> dict[str, Any]:
    """Return a whole draft."""
    return {
        **composer_json(draft, ticket, clock),
        "text": draft.text,
        "fields": draft.fields,
        "attachments": attachments,
    }


def summary_json(draft: Draft, clock: Clock) -> dict[str, Any]:
    """Return what a list of drafts says of one."""
    saved = saved_json(draft, clock)
    return {
        "id": draft.id,
        "place": draft.place,
        "text": draft.text[:MAX_SUMMARY_LENGTH],
        "files": draft.files,
        "saved_at": saved["saved_at"],
        "utc_offset": saved["utc_offset"],
        "discarded_at": draft.discarded_at,
    }


def composer_values(ctx: Context, composing: Composing, original: Entry | None = None) -> dict[str, Any]:
    """Return what the page with a composer is given for it.

    The amendment of an *original* begins with what stands there, until it has been saved once.
    """
    draft, services = composing.draft, ctx.services
    if original is not None and draft.version == 0:
        draft = replace(draft, text=original.text, fields=_typed(original, services.clock))
    words = services.logbook.words()
    return {
        "draft": {
            **composer_json(draft, ctx.ticket_for(draft), services.clock),
            "others": composing.others,
            "attachments": [asdict(file) for file in _attachments(ctx, draft)],
        },
        "draft_text": draft.text,
        "draft_fields": {name: draft.fields.get(name, "") for name in FIELDS},
        "draft_has_fields": bool(draft.fields),
        "known": {"category": words.categories[:MAX_KNOWN_WORDS], "tags": words.tags[:MAX_KNOWN_WORDS]},
        "presets": [(preset.id, preset.name) for preset in services.presets.all()],
    }


def _attachments(ctx: Context, draft: Draft) -> Sequence[Attachment]:
    return ctx.services.attachments.of_draft(draft.user_id, draft.id) if draft.files else ()


def _typed(entry: Entry, clock: Clock) -> dict[str, str]:
    fields = {"category": entry.category, "tags": ", ".join(entry.tags)}
    if entry.happened_at is not None:
        # The page reads it in this computer's zone.
        happened = local(entry.happened_at, clock.utc_offset(entry.happened_at))
        fields["happened"] = happened.strftime("%Y-%m-%dT%H:%M")
    return {name: typed for name, typed in fields.items() if typed}


def _start(text: str) -> str:
    first = next((line for line in text.split("\n") if not is_blank(line)), "")
    return first.strip()[:MAX_START_LENGTH]
