"""Entries kept in memory; passes the same tests as the store in SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.logbook.model import Author, Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

ADA = Author(id=1, name="Ada Byron", colour=0)
BOB = Author(id=2, name="Bob Noyce", colour=1)


class FakeEntryStore:
    """An `EntryStore` that knows Ada and Bob and forgets everything with the test."""

    def __init__(self) -> None:
        """Begin with an empty book."""
        self._entries: list[Entry] = []
        self._posted: dict[tuple[int, str], Entry] = {}

    def add(self, *, author_id: int, key: str, text: str, written_at: int, utc_offset: int) -> Entry:
        """Append an entry, or return the one this author has already posted under *key*."""
        posted = self._posted.get((author_id, key))
        if posted is not None:
            return posted
        entry = Entry(
            number=len(self._entries) + 1,
            author={ADA.id: ADA, BOB.id: BOB}[author_id],
            written_at=written_at,
            utc_offset=utc_offset,
            text=text,
        )
        self._entries.append(entry)
        self._posted[author_id, key] = entry
        return entry

    def find(self, number: int) -> Entry | None:
        """Return the entry with this number."""
        return next((entry for entry in self._entries if entry.number == number), None)

    def newest(self, before: int | None, limit: int) -> Sequence[Entry]:
        """Return up to *limit* entries numbered below *before*, newest first."""
        older = [entry for entry in reversed(self._entries) if before is None or entry.number < before]
        return older[:limit]
