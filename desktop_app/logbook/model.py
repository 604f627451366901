"""An entry, as it was posted, and a draft, as it is being written."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

DRAFT_ID_BYTES = 16

_DRAFT_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Author:
    """The person an entry names, as the timeline shows them."""

    id: int
    name: str
    colour: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Markdown *text* under a number; append-only.

    *written_at* is the server's time, UTC epoch seconds; *utc_offset* the local offset then, in minutes east.
    """

    number: int
    author: Author
    written_at: int
    utc_offset: int
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the timeline, newest first; *next_before* asks for the older rest."""

    entries: tuple[Entry, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What *user_id* is writing at *place*: `new`, `amend-17` or `reply-9`.

    *id* is 128 bits in hex and becomes the entry's key. Selection and scroll are the field's, as the page
    counts them. *version* goes up with every save; 0, with *saved_at* None, is a draft nobody has saved
    yet. *writer* is the composer that saved last, *sequence* how often it had by then. Times are UTC
    epoch seconds.
    """

    id: str
    user_id: int
    place: str
    text: str
    selection_start: int
    selection_end: int
    scroll: int
    version: int
    writer: str | None
    sequence: int
    saved_at: int | None
    discarded_at: int | None

    @classmethod
    def fresh(cls, user_id: int, place: str) -> Draft:
        """Return an empty draft that no row has yet."""
        return cls(
            id=new_draft_id(),
            user_id=user_id,
            place=place,
            text="",
            selection_start=0,
            selection_end=0,
            scroll=0,
            version=0,
            writer=None,
            sequence=0,
            saved_at=None,
            discarded_at=None,
        )


def new_draft_id() -> str:
    """Return an id nobody can guess."""
    return secrets.token_hex(DRAFT_ID_BYTES)


def is_draft_id(text: str) -> bool:
    """Return whether *text* could be a draft's id."""
    return _DRAFT_ID.fullmatch(text) is not None
