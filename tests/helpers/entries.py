"""Entries and drafts kept in memory; pass the same tests as the stores in SQLite."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.errors import NotFound
from desktop_app.logbook.draft_decisions import Found, PostDecision, Posted, Saved, SaveDecision, decide_post
from desktop_app.logbook.model import Author, Draft, Entry, is_draft_id, new_draft_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.logbook.draft_decisions import Saving

ADA = Author(id=1, name="Ada Byron", colour=0)
BOB = Author(id=2, name="Bob Noyce", colour=1)


class FakeEntryStore:
    """An `EntryStore` that knows Ada and Bob and forgets everything with the test."""

    def __init__(self) -> None:
        """Begin with an empty book."""
        self._entries: list[Entry] = []
        self._posted: dict[tuple[int, str], Entry] = {}
        self.drafts: dict[str, Draft] = {}

    def add(
        self,
        *,
        author_id: int,
        key: str,
        text: str,
        written_at: int,
        utc_offset: int,
        writer: str | None = None,
    ) -> Entry:
        """Append an entry and be done with its draft, or return what this author posted under *key*."""
        posted = self._posted.get((author_id, key))
        if posted is not None:
            return posted
        match decide_post(author_id, text, writer, self.found(key)):
            case PostDecision.NOT_YOURS:
                raise NotFound("draft")
            case PostDecision.DELETED:
                del self.drafts[key]
            case PostDecision.KEPT:
                moved = replace(self.drafts.pop(key), id=new_draft_id())
                self.drafts[moved.id] = moved
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

    def found(self, draft_id: str, open_drafts: int = 0) -> Found:
        """Return what lies under a draft's id."""
        if not is_draft_id(draft_id):
            return Found()
        entries = [
            Posted(author, entry.number) for (author, key), entry in self._posted.items() if key == draft_id
        ]
        return Found(self.drafts.get(draft_id), entries[0] if entries else None, open_drafts)


class FakeDraftStore:
    """A `DraftStore` beside the entries that drafts become."""

    def __init__(self, entries: FakeEntryStore) -> None:
        """Share the drafts with *entries*."""
        self._entries = entries
        self._drafts = entries.drafts

    def save(self, asked: Saving, judge: Callable[[Saving, Found], SaveDecision], now: int) -> Saved:
        """Find what *asked* is about, let *judge* decide, keep what it decided."""
        found = self._found(asked)
        while (decision := judge(asked, found)) is SaveDecision.FORKED:
            asked = asked.fork()
            found = self._found(asked)
        if decision not in {SaveDecision.CREATED, SaveDecision.WRITTEN}:
            return Saved(decision, found.draft, found.posted)
        before = found.draft or replace(
            Draft.fresh(asked.user_id, asked.place), id=asked.draft_id or new_draft_id()
        )
        draft = replace(
            before,
            text=asked.text,
            selection_start=asked.selection_start,
            selection_end=asked.selection_end,
            scroll=asked.scroll,
            version=before.version + 1,
            writer=asked.writer,
            sequence=asked.sequence,
            saved_at=now,
        )
        self._drafts[draft.id] = draft
        return Saved(decision, draft)

    def of_person(self, user_id: int) -> Sequence[Draft]:
        """Return all of a person's drafts, saved last first."""
        own = [draft for draft in self._drafts.values() if draft.user_id == user_id]
        return sorted(own, key=lambda draft: (draft.saved_at or 0, draft.id), reverse=True)

    def discard(self, user_id: int, place: str, draft_id: str, now: int) -> bool:
        """Mark a draft as discarded, if it is not yet; return whether it is there."""
        draft = self._drafts.get(draft_id)
        if draft is None or (draft.user_id, draft.place) != (user_id, place):
            return False
        since = now if draft.discarded_at is None else draft.discarded_at
        self._drafts[draft_id] = replace(draft, discarded_at=since)
        return True

    def restore(self, user_id: int, draft_id: str) -> Draft | None:
        """Take a draft back and return it; None if there is no such discarded draft."""
        draft = self._drafts.get(draft_id)
        if draft is None or draft.user_id != user_id or draft.discarded_at is None:
            return None
        self._drafts[draft_id] = replace(draft, discarded_at=None)
        return self._drafts[draft_id]

    def purge(self, then: int, is_blank: Callable[[str], bool]) -> int:
        """Forget drafts discarded before *then*, and blank ones last saved before; return how many."""
        gone = [
            draft.id
            for draft in self._drafts.values()
            if (draft.discarded_at is not None and draft.discarded_at < then)
            or (draft.discarded_at is None and (draft.saved_at or 0) < then and is_blank(draft.text))
        ]
        for draft_id in gone:
            del self._drafts[draft_id]
        return len(gone)

    def _found(self, asked: Saving) -> Found:
        here = [
            draft
            for draft in self.of_person(asked.user_id)
            if draft.place == asked.place and draft.discarded_at is None
        ]
        if asked.draft_id is None:
            return Found(here[0] if here else None)
        return self._entries.found(asked.draft_id, len(here))
