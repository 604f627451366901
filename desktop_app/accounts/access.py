"""What the access log tells administrators: who came and went, and what they did to the book as a whole.

It stands here because accounts are what it is about; whoever does something records it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


AT_THE_COMMAND_LINE = "somebody at the command line"
"""Whose doing it is when nobody is signed in."""


@dataclass(frozen=True, slots=True)
class AccessRecord:
    """One line: *event* is a word of the log, *name* whose doing it was, if anybody's.

    *label* names the window or browser of the session; *at* is UTC epoch seconds.
    """

    id: int
    at: int
    event: str
    name: str | None
    label: str | None
    detail: str | None


class Person(NamedTuple):
    """Whose lines are meant: those about somebody, and those that say "by" them."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class LinesAsked:
    """Which lines are meant: of these *events* (none: all), of *person*, from *first* on and before *until*.

    The two instants are UTC epoch seconds.
    """

    events: tuple[str, ...] = ()
    person: Person | None = None
    first: int | None = None
    until: int | None = None


ALL_LINES = LinesAsked()


class AccessLogStore(Protocol):
    """Reads the log; nothing is ever taken out of it. May raise `StorageError`."""

    def newest(self, asked: LinesAsked, before: int | None, limit: int) -> Sequence[AccessRecord]:
        """Return up to *limit* of the lines asked for with ids below *before*, newest first."""
        ...

    def note_export(self, user_id: int, session_id: str, now: int, words: str) -> int:
        """Record that somebody takes lines out, *words* saying which; return the new line's id."""
        ...
