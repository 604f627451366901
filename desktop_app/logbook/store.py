"""What the logbook service asks of storage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.logbook.model import Entry


class EntryStore(Protocol):
    """Keeps entries; every method is one transaction, and each may raise `StorageError`."""

    def add(self, *, author_id: int, key: str, text: str, written_at: int, utc_offset: int) -> Entry:
        """Append an entry, or return the one this author has already posted under *key*.

        The number is one more than the last; there are no gaps.
        """
        ...

    def find(self, number: int) -> Entry | None:
        """Return the entry with this number, any integer at all."""
        ...

    def newest(self, before: int | None, limit: int) -> Sequence[Entry]:
        """Return up to *limit* entries numbered below *before*, any integer or None, newest first."""
        ...
