"""Entries and drafts kept in memory; pass the same tests as the stores in SQLite."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from desktop_app.errors import EntryHidden, NotFound
from desktop_app.logbook.chain import GENESIS, Link, body_hash, new_salt
from desktop_app.logbook.draft_decisions import Found, PostDecision, Posted, Saved, SaveDecision, decide_post
from desktop_app.logbook.finding import DayCount, Words
from desktop_app.logbook.model import (
    Author,
    ChainedEntry,
    Draft,
    Entry,
    EntryKind,
    Head,
    Hiding,
    is_draft_id,
    new_draft_id,
)
from desktop_app.logbook.writing import label_key

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.logbook.draft_decisions import Saving
    from desktop_app.logbook.finding import Filter
    from desktop_app.logbook.model import Attachment, Writing

ADA = Author(id=1, name="Ada Byron", colour=0)
BOB = Author(id=2, name="Bob Noyce", colour=1)


class FakeEntryStore:
    """An `EntryStore` that knows Ada and Bob and forgets everything with the test."""

    def __init__(self) -> None:
        """Begin with an empty book."""
        self._entries: list[ChainedEntry] = []
        self._posted: dict[tuple[int, str], int] = {}
        self.drafts: dict[str, Draft] = {}
        self.attached: dict[str, tuple[Attachment, ...]] = {}

    def add(
        self,
        *,
        author_id: int,
        key: str,
        writing: Writing,
        written_at: int,
        utc_offset: int,
        writer: str | None = None,
    ) -> Entry:
        """Append an entry and be done with its draft, or return what this author posted under *key*."""
        posted = self._posted.get((author_id, key))
        if posted is not None:
            return self._shown(self._entries[posted - 1].entry)
        decision = decide_post(author_id, writing.text, writer, self.found(key))
        if decision is PostDecision.NOT_YOURS:
            raise NotFound("draft")
        self._check_reference(writing)
        files = self.attached.pop(key, ())
        draft = self.drafts.pop(key, None)
        if decision is PostDecision.KEPT and draft is not None:
            moved = replace(draft, id=new_draft_id())
            self.drafts[moved.id] = moved
        latest = max((chained.entry.written_at for chained in self._entries), default=written_at)
        entry = Entry(
            number=len(self._entries) + 1,
            author={ADA.id: ADA, BOB.id: BOB}[author_id],
            written_at=written_at,
            utc_offset=utc_offset,
            clock_back=max(0, latest - written_at),
            attachments=files,
            **{field.name: getattr(writing, field.name) for field in fields(writing)},
        )
        self._entries.append(_chained(entry, self.head().hash))
        self._posted[author_id, key] = entry.number
        return entry

    def find(self, number: int) -> Entry | None:
        """Return the entry with this number."""
        return next((entry for entry in self._all() if entry.number == number), None)

    def newest(self, asked: Filter, before: int | None, limit: int) -> Sequence[Entry]:
        """Return up to *limit* entries of a filter numbered below *before*, newest first."""
        older = [
            entry
            for entry in reversed(self._all())
            if (before is None or entry.number < before) and _is_asked(entry, asked)
        ]
        return older[:limit]

    def chained(self, asked: Filter, limit: int) -> Sequence[ChainedEntry]:
        """Return up to *limit* entries of a filter with their places in the chain, oldest first."""
        found = [
            replace(chained, entry=entry, salt=None if entry.hidden else chained.salt)
            for entry, chained in zip(self._all(), self._entries, strict=True)
            if _is_asked(entry, asked)
        ]
        return found[:limit]

    def count(self, asked: Filter, most: int) -> int:
        """Return how many entries are what the filter says, but no more than *most*."""
        return len(self.newest(asked, None, most))

    def thread(self, number: int) -> Sequence[Entry]:
        """Return the entry at the root of what *number* refers to, and all that refers to it in turn."""
        entries = {entry.number: entry for entry in self._all()}
        if number not in entries:
            return []
        while entries[number].refers_to is not None:
            number = entries[number].refers_to or number
        found = {number}
        for entry in entries.values():
            found |= {entry.number} if entry.refers_to in found else set()
        return [entries[number] for number in sorted(found)]

    def end_of_day(self, day: int) -> int | None:
        """Return the number after the last entry written on *day* or, if there is none, before it."""
        earlier = [(_day(entry), entry.number) for entry in self._all() if _day(entry) <= day]
        return max(earlier)[1] + 1 if earlier else None

    def days(self, first_day: int, last_day: int) -> Sequence[DayCount]:
        """Return who wrote how many entries on each day that has any, in the order of days."""
        counts = Counter((_day(entry), entry.author.id) for entry in self._all())
        return [
            DayCount(day, {ADA.id: ADA, BOB.id: BOB}[author_id], count)
            for (day, author_id), count in sorted(counts.items())
            if first_day <= day <= last_day
        ]

    def words(self) -> Words:
        """Return the categories and tags in use."""
        categories: dict[str, str] = {}
        tags: dict[str, str] = {}
        for entry in self._all():
            for labels, words in ((categories, [entry.category]), (tags, entry.tags)):
                for word in filter(None, words):
                    labels.setdefault(label_key(word), word)
        return Words(*(tuple(labels[key] for key in sorted(labels)) for labels in (categories, tags)))

    def head(self) -> Head:
        """Return how many entries there are, and the last one's hash."""
        return Head(len(self._entries), self._entries[-1].hash) if self._entries else Head(0, GENESIS)

    def found(self, draft_id: str, open_drafts: int = 0) -> Found:
        """Return what lies under a draft's id."""
        if not is_draft_id(draft_id):
            return Found()
        entries = [
            Posted(author, number) for (author, key), number in self._posted.items() if key == draft_id
        ]
        return Found(self.drafts.get(draft_id), entries[0] if entries else None, open_drafts)

    def _all(self) -> Sequence[Entry]:
        return [self._shown(chained.entry) for chained in self._entries]

    def _shown(self, entry: Entry) -> Entry:
        about = [chained.entry for chained in self._entries if chained.entry.refers_to == entry.number]
        entry = replace(
            entry,
            amended_by=tuple(one.number for one in about if one.kind is EntryKind.AMENDMENT),
            replies=tuple(one.number for one in about if one.kind is EntryKind.REPLY),
        )
        for one in about:
            if one.kind is EntryKind.HIDING:
                hidden = Hiding(one.number, one.author, one.reason)
                masked = replace(entry, text="", category="", tags=(), reason="", attachments=())
                return replace(masked, hidden=hidden)
        return entry

    def _check_reference(self, writing: Writing) -> None:
        if writing.refers_to is None:
            return
        referred = self.find(writing.refers_to)
        if referred is None:
            raise NotFound("entry")
        if referred.hidden:
            raise EntryHidden(referred.number)


def _chained(entry: Entry, previous: bytes) -> ChainedEntry:
    salt = new_salt()
    body = body_hash(
        salt,
        text=entry.text,
        category=entry.category,
        tags=entry.tags,
        reason=entry.reason,
        attachments=((file.name, file.sha256, file.size) for file in entry.attachments),
    )
    of_link = {name: getattr(entry, name) for name in Link._fields if name not in {"author", "kind", "body"}}
    link = Link(author=entry.author.name, kind=entry.kind.value, body=body, **of_link)
    return ChainedEntry(entry, salt, body, previous, link.hash_after(previous))


def _day(entry: Entry) -> int:
    return (entry.written_at + entry.utc_offset * 60) // 86400


def _is_asked(entry: Entry, asked: Filter) -> bool:
    about = [
        entry.text,
        entry.category,
        *entry.tags,
        entry.reason,
        *(file.name for file in entry.attachments),
    ]
    words = re.findall(r"\w+", _plain(" ".join(about)))
    return (
        all(any(word.startswith(part) for word in words) for part in re.findall(r"\w+", _plain(asked.words)))
        and asked.author in {None, entry.author.id}
        and (asked.category is None or label_key(asked.category) == label_key(entry.category))
        and (asked.tag is None or label_key(asked.tag) in map(label_key, entry.tags))
        and (asked.first_day is None or asked.first_day <= _day(entry))
        and (asked.last_day is None or _day(entry) <= asked.last_day)
        and (not asked.attached or entry.attachments != ())
        and (not asked.amended or entry.amended_by != ())
        and (not asked.hidden or entry.hidden is not None)
        and asked.after < entry.number
        and (asked.up_to is None or entry.number <= asked.up_to)
    )


def _plain(text: str) -> str:
    return re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFD", text)).casefold()


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
            fields=asked.fields,
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
