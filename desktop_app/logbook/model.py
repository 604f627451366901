"""An entry, as it was posted."""

from __future__ import annotations

from dataclasses import dataclass


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
