"""What people are writing: kept while they write, found again, thrown away and put back."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.config import DISCARDED_DRAFT_KEPT
from desktop_app.errors import AlreadyPosted, DraftDiscarded, Invalid, NotFound, TooManyDrafts
from desktop_app.logbook.draft_decisions import (
    MAX_DRAFTS_BY_TICKET,
    Posted,
    Saved,
    SaveDecision,
    Saving,
    decide_save,
)
from desktop_app.logbook.draft_fields import checked_fields
from desktop_app.logbook.model import Draft, is_draft_id
from desktop_app.logbook.text import checked_text, is_blank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.logbook.store import DraftStore

log = logging.getLogger(__name__)

NEW = "new"

_PLACE = re.compile(r"new|(?:amend|reply)-[1-9][0-9]{0,17}")
_WRITER = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Composing:
    """What a composer opens with, and how many *others* of that person's drafts have words in them."""

    draft: Draft
    others: int


class DraftService:
    """What can be done with drafts; nobody is told anything of somebody else's.

    Times are whole seconds since the epoch, UTC; every method may raise `StorageError`.
    """

    def __init__(self, store: DraftStore) -> None:
        """Keep drafts in *store*."""
        self._store = store

    def save(self, asked: Saving, now: int) -> Draft:
        """Keep what a composer has sent and return the draft it is in now, perhaps a fork of the one asked.

        Raises:
            Invalid: if the text or a field is too long or not text, or an id malformed.
            NotFound: if there is no such place, or the draft is somebody else's or of another place.
            AlreadyPosted, DraftDiscarded: if this draft is not being written any more.
            TooManyDrafts: if a page without a session would begin one too many.
        """
        if asked.draft_id is not None and not is_draft_id(asked.draft_id):
            raise Invalid("id", "The id of a draft is 32 hexadecimal digits.")
        check_place(asked.place)
        check_writer(asked.writer)
        checked = replace(asked, text=checked_text(asked.text), fields=checked_fields(asked.fields))
        saved = self._store.save(checked, decide_save, now)
        draft = kept_draft(saved)
        log.debug("draft_saved decision=%s user_id=%d", saved.decision.name, asked.user_id)
        return draft

    def begin(self, user_id: int, place: str) -> Draft:
        """Return a draft nobody has saved anything in: another window may be writing the current one.

        Raises:
            NotFound: if there is no such place.
        """
        check_place(place)
        return Draft.fresh(user_id, place)

    def composing(self, user_id: int, place: str, draft_id: str | None = None) -> Composing:
        """Return the draft to go on with: this open one, or the current one of *place*, or a fresh one.

        Raises:
            NotFound: if there is no such place, or no such open draft of this person there.
        """
        check_place(place)
        being_written = [draft for draft in self._store.of_person(user_id) if draft.discarded_at is None]
        here = [
            draft
            for draft in being_written
            if draft.place == place and (draft_id is None or draft.id == draft_id)
        ]
        if draft_id is not None and not here:
            raise NotFound("draft")
        draft = here[0] if here else Draft.fresh(user_id, place)
        others = sum(other.id != draft.id and other.is_begun for other in being_written)
        return Composing(draft, others)

    def any_begun(self, user_id: int) -> bool:
        """Return whether this person has begun anything that waits for them."""
        return any(draft.discarded_at is None for draft in self.with_words(user_id))

    def with_words(self, user_id: int) -> Sequence[Draft]:
        """Return a person's drafts that have words or files, saved last first, discarded ones included."""
        return [draft for draft in self._store.of_person(user_id) if draft.is_begun]

    def discard(self, user_id: int, place: str, draft_id: str | None, now: int) -> str:
        """Discard this draft, or the current one of *place*, and return its id; doing so twice is no error.

        Raises:
            NotFound: if there is none.
        """
        if draft_id is None:
            draft = self.composing(user_id, place).draft
            draft_id = draft.id
        if not self._store.discard(user_id, place, draft_id, now):
            raise NotFound("draft")
        return draft_id

    def restore(self, user_id: int, draft_id: str) -> Draft:
        """Put a discarded draft back and return it.

        Raises:
            NotFound: if this person has no such discarded draft (any more).
        """
        draft = self._store.restore(user_id, draft_id)
        if draft is None:
            raise NotFound("draft")
        return draft

    def purge(self, now: int) -> int:
        """Delete drafts discarded, or left empty, longer ago than they are kept; return how many."""
        return self._store.purge(now - int(DISCARDED_DRAFT_KEPT.total_seconds()), is_blank)


def check_place(place: str) -> None:
    """Refuse what is no place.

    Raises:
        NotFound: if it is none.
    """
    if _PLACE.fullmatch(place) is None:
        raise NotFound("place to write")


def check_writer(writer: str | None) -> None:
    """Refuse a name that no composer gives itself.

    Raises:
        Invalid: if it is none.
    """
    if writer is not None and _WRITER.fullmatch(writer) is None:
        raise Invalid("writer", "A writer has 1 to 64 letters, digits, hyphens and underscores.")


def kept_draft(saved: Saved) -> Draft:
    """Return the draft in which what was asked is kept.

    Raises:
        AlreadyPosted, DraftDiscarded, TooManyDrafts, NotFound: if it is kept in none.
    """
    match saved:
        case Saved(decision=SaveDecision.POSTED, posted=Posted(number=number)):
            raise AlreadyPosted(number)
        case Saved(decision=SaveDecision.DISCARDED):
            raise DraftDiscarded
        case Saved(decision=SaveDecision.TOO_MANY):
            raise TooManyDrafts(MAX_DRAFTS_BY_TICKET)
        case Saved(
            decision=SaveDecision.CREATED | SaveDecision.WRITTEN | SaveDecision.STALE, draft=Draft() as draft
        ):
            return draft
        case _:
            raise NotFound("draft")
