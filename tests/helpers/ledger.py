"""What people were told is saved or posted, held against what the book has afterwards."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import apsw

Row = tuple[str, str, str]
"""A draft's id or an entry's key, whose it is, and its text."""


@dataclass(frozen=True)
class Found:
    """The drafts and entries in a book."""

    drafts: Sequence[Row]
    entries: Sequence[Row]


def read_book(book: apsw.Connection) -> Found:
    """Read them as somebody with the file would."""
    drafts = book.execute("SELECT d.id, a.name, d.text FROM draft d JOIN account a ON a.id = d.user_id")
    entries = book.execute("SELECT e.post_key, a.name, e.text FROM entry e JOIN account a ON a.id = e.author_id")
    return Found(drafts.fetchall(), entries.fetchall())


@dataclass
class Paper:
    """One thing somebody writes: a draft under an id, later perhaps the entry under the same key."""

    person: str
    texts: list[str] = field(default_factory=list)
    """Every text that was sent, in its order."""

    saved: list[int] = field(default_factory=list)
    """For each answer "saved": which of the texts it was about."""

    sent_to_post: set[str] = field(default_factory=set)
    posted: list[str] = field(default_factory=list)
    """For each answer "posted": the text it was about."""


class Ledger:
    """Keeps what was sent and what was acknowledged, under the ids of drafts."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.papers: dict[str, Paper] = {}

    def send(self, draft: str, person: str, text: str) -> int:
        """Note a text on its way to be saved; return its place among the draft's texts."""
        texts = self._paper(draft, person).texts
        texts.append(text)
        return len(texts) - 1

    def saved(self, draft: str, place: int) -> None:
        """Note that the text at this place was acknowledged."""
        self.papers[draft].saved.append(place)

    def send_to_post(self, draft: str, person: str, text: str) -> None:
        """Note an entry on its way."""
        paper = self._paper(draft, person)
        paper.texts.append(text)
        paper.sent_to_post.add(text)

    def posted(self, draft: str, text: str) -> None:
        """Note that this entry was acknowledged."""
        self.papers[draft].posted.append(text)

    def acknowledged(self) -> int:
        """Count the answers that said "saved" or "posted"."""
        return sum(len(paper.saved) + len(paper.posted) for paper in self.papers.values())

    def lost(self, found: Found) -> list[str]:
        """Return a sentence for each acknowledged text the book has not: neither it nor a later one."""
        return [sentence for draft in list(self.papers) for sentence in self._lost(draft, found)]

    def strange(self, found: Found) -> list[str]:
        """Return a sentence for each thing in the book that nobody wrote so, or that is there twice."""
        keys = Counter(row[0] for row in found.entries)
        texts = Counter(row[2] for row in found.entries)
        twice = [f"{what} was posted twice" for what, times in (keys | texts).items() if times > 1]
        unsent = [f"no such entry was sent: {row}" for row in found.entries if not self._is_ours(row)]
        return [*twice, *unsent, *(wrong for row in found.drafts for wrong in self._wrong_draft(row))]

    def _paper(self, draft: str, person: str) -> Paper:
        return self.papers.setdefault(draft, Paper(person))

    def _lost(self, draft: str, found: Found) -> Iterator[str]:
        paper = self.papers[draft]
        there = [text for key, person, text in _under(draft, found) if person == paper.person]
        for place in paper.saved:
            if not any(text in paper.texts[place:] for text in there):
                yield f"{paper.person} was told that {paper.texts[place]!r} is saved; there is {there}"
        for text in paper.posted:
            if (draft, paper.person, text) not in found.entries:
                yield f"{paper.person} was told that {text!r} is posted; there is {there}"

    def _is_ours(self, row: Row) -> bool:
        key, person, text = row
        paper = self.papers.get(key)
        return paper is not None and paper.person == person and text in paper.sent_to_post

    def _wrong_draft(self, row: Row) -> Iterator[str]:
        draft, person, text = row
        paper = self.papers.get(draft)
        if paper is None or paper.person != person or text not in paper.texts:
            yield f"no such draft was sent: {row}"
        elif paper.posted:
            yield f"posted, and still a draft: {row}"


def _under(draft: str, found: Found) -> list[Row]:
    return [row for row in [*found.drafts, *found.entries] if row[0] == draft]
