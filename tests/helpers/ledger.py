"""What people were told is saved or posted, held against what the book has afterwards.

People here only ever write on: whatever is saved later begins with what was saved before. Every text is one
of a kind, so that a text is found by itself, under whichever draft it lies.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw


class Row(NamedTuple):
    """A draft or an entry: the draft's id, which is the entry's key, whose it is, and its text."""

    draft: str
    person: str
    text: str


@dataclass(frozen=True)
class Found:
    """The drafts and entries in a book."""

    drafts: Sequence[Row]
    entries: Sequence[Row]


def read_book(book: apsw.Connection) -> Found:
    """Read them as somebody with the file would."""
    return Found(
        _rows(book, "SELECT d.id, a.name, d.text FROM draft d JOIN account a ON a.id = d.user_id"),
        _rows(book, "SELECT e.post_key, a.name, e.text FROM entry e JOIN account a ON a.id = e.author_id"),
    )


class Ledger:
    """Keeps what was sent and what was acknowledged."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.sent: set[Row] = set()
        self.sent_to_post: set[Row] = set()
        self.saved: list[Row] = []
        self.posted: list[Row] = []

    def acknowledged(self) -> int:
        """Count the answers that said "saved" or "posted"."""
        return len(self.saved) + len(self.posted)

    def lost(self, found: Found) -> list[str]:
        """Return a sentence for each acknowledged text the book has not, nor one that goes on from it."""
        kept = [*found.drafts, *found.entries]
        return [
            *(f"saved, and gone: {row}" for row in self.saved if not any(_goes_on(row, one) for one in kept)),
            *(f"posted, and gone: {row}" for row in self.posted if row not in found.entries),
        ]

    def strange(self, found: Found) -> list[str]:
        """Return a sentence for each thing in the book that nobody sent so, or that is there twice."""
        times = Counter(row.draft for row in found.entries) + Counter(row.text for row in found.entries)
        posted = {row.draft for row in self.posted}
        sent = {(row.person, row.text) for row in self.sent}
        return [
            *(f"posted twice: {what}" for what, count in times.items() if count > 1),
            *(f"an entry nobody sent: {row}" for row in found.entries if row not in self.sent_to_post),
            *(f"a draft nobody sent: {row}" for row in found.drafts if (row.person, row.text) not in sent),
            *(f"posted, and still a draft: {row}" for row in found.drafts if row.draft in posted),
        ]


def _rows(book: apsw.Connection, query: str) -> list[Row]:
    return [Row(str(draft), str(person), str(text)) for draft, person, text in book.execute(query)]


def _goes_on(from_: Row, later: Row) -> bool:
    return later.person == from_.person and later.text.startswith(from_.text)
