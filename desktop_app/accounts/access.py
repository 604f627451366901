"""What the access log tells administrators: who came and went, and what they did to the book as a whole.

It stands here because accounts are what it is about; whoever does something records it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

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


class AccessLogStore(Protocol):
    """Reads the log; nothing is ever taken out of it. May raise `StorageError`."""

    def newest(
        self, *, event: str | None, user_id: int | None, before: int | None, limit: int
    ) -> Sequence[AccessRecord]:
        """Return up to *limit* lines of an event and a person with ids below *before*, newest first."""
        ...

    def events(self) -> Sequence[str]:
        """Return every word that can stand as an event."""
        ...
