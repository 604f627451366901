"""What a save or a post means for a draft: pure functions from what was found to a closed set.

The order of the branches is the contract: nothing is revealed to somebody else, nothing older replaces
anything newer, and where two windows have written different words both are kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from desktop_app.logbook.model import DRAFT_ID_BYTES
from desktop_app.logbook.text import is_blank

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.logbook.model import Draft

MAX_DRAFTS_BY_TICKET = 20
"""Open drafts of one person at one place that a page without a session may add to."""


class SaveDecision(Enum):
    """What a save means at this moment."""

    NOT_YOURS = auto()
    POSTED = auto()
    DISCARDED = auto()
    TOO_MANY = auto()
    CREATED = auto()
    WRITTEN = auto()
    STALE = auto()
    FORKED = auto()


class PostDecision(Enum):
    """What posting an entry under a draft's id means for that draft."""

    NOT_YOURS = auto()
    NO_DRAFT = auto()
    DELETED = auto()
    KEPT = auto()


@dataclass(frozen=True, slots=True)
class Saving:
    """What a composer asks to be kept.

    *draft_id* None means the current draft of the place, or a new one. *fields* stand beside the text.
    *base* is the version the composer last knew; *by_ticket* says that no session stands behind it.
    """

    user_id: int
    place: str
    draft_id: str | None
    text: str
    selection_start: int = 0
    selection_end: int = 0
    scroll: int = 0
    writer: str | None = None
    sequence: int = 0
    base: int = 0
    by_ticket: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)

    def fork(self) -> Saving:
        """Return the same for a draft of this composer's own; asked again, it is the same draft again."""
        name = hashlib.sha256(f"{self.draft_id} {self.writer}".encode()).hexdigest()
        # No version of the draft it parts from says anything about the other one's.
        return replace(self, draft_id=name[: 2 * DRAFT_ID_BYTES], base=0)


@dataclass(frozen=True, slots=True)
class Posted:
    """The entry that has a draft's id for its key."""

    author_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Found:
    """What one transaction finds under a draft's id; *open_drafts* counts the person's at that place."""

    draft: Draft | None = None
    posted: Posted | None = None
    open_drafts: int = 0

    def is_anothers(self, user_id: int) -> bool:
        """Return whether somebody else has a draft or an entry under this id."""
        return (self.draft is not None and self.draft.user_id != user_id) or (
            self.posted is not None and self.posted.author_id != user_id
        )


@dataclass(frozen=True, slots=True)
class Saved:
    """A decision together with what it led to: the *draft* as it is now, or where it was *posted*."""

    decision: SaveDecision
    draft: Draft | None = None
    posted: Posted | None = None


def decide_save(asked: Saving, found: Found) -> SaveDecision:
    """Judge a save by what lies under its id."""
    draft = found.draft
    if found.is_anothers(asked.user_id) or (draft is not None and draft.place != asked.place):
        return SaveDecision.NOT_YOURS
    if found.posted is not None:
        return SaveDecision.POSTED
    if draft is None:
        crowded = asked.by_ticket and found.open_drafts >= MAX_DRAFTS_BY_TICKET
        return SaveDecision.TOO_MANY if crowded else SaveDecision.CREATED
    if draft.discarded_at is not None:
        return SaveDecision.DISCARDED
    return _between_writers(asked, draft)


def decide_post(author_id: int, text: str, writer: str | None, found: Found) -> PostDecision:
    """Judge what becomes of the draft when a composer posts *text* under its id.

    Words another window has saved there, and that are not part of the entry, stay a draft.
    """
    draft = found.draft
    if found.is_anothers(author_id):
        return PostDecision.NOT_YOURS
    if draft is None:
        return PostDecision.NO_DRAFT
    # A composer that has typed on while it posted may have saved more than it posted.
    its_own_past = writer is not None and writer == draft.writer and not draft.text.startswith(text)
    if its_own_past or is_blank(draft.text) or text.startswith(draft.text):
        return PostDecision.DELETED
    return PostDecision.KEPT


def _between_writers(asked: Saving, draft: Draft) -> SaveDecision:
    if asked.draft_id is None or asked.writer is None:
        return SaveDecision.WRITTEN
    if asked.writer == draft.writer:
        return SaveDecision.WRITTEN if asked.sequence > draft.sequence else SaveDecision.STALE
    same = (asked.text, asked.fields) == (draft.text, draft.fields)
    if asked.base == draft.version or same:
        return SaveDecision.WRITTEN
    return SaveDecision.FORKED
