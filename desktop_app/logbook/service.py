"""Posting entries and finding them again."""

from __future__ import annotations

import logging
import re
import secrets
from typing import TYPE_CHECKING

from desktop_app.errors import AlreadyPosted, Invalid, NotFound
from desktop_app.logbook.drafts import check_writer
from desktop_app.logbook.model import EntryKind, Page, Writing
from desktop_app.logbook.writing import MAX_REASON_LENGTH, checked_writing, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.logbook.finding import DayCount, Filter, Words
    from desktop_app.logbook.model import ChainedEntry, Entry, Head
    from desktop_app.logbook.store import EntryStore

log = logging.getLogger(__name__)

MAX_PAGE_LENGTH = 200
"""Entries."""

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEY_BYTES = 16


class LogbookService:
    """What can be done with entries.

    Times are whole seconds since the epoch, UTC; every method may raise `StorageError`.
    """

    def __init__(self, store: EntryStore) -> None:
        """Keep entries in *store*."""
        self._store = store

    def post(
        self,
        author_id: int,
        writing: Writing,
        key: str | None,
        now: int,
        utc_offset: int,
        writer: str | None = None,
    ) -> Entry:
        """Append an entry and return it, or the one this author has already posted under *key*.

        *utc_offset* is in minutes east. Without a *key* a retry posts twice. Where *key* is a draft's id,
        that draft is done with and its files are the entry's; words a composer other than *writer* has
        saved there stay a draft under another id.

        Raises:
            Invalid: if a field is missing, too long or not text; if the key or the writer is malformed.
            AlreadyPosted: if the key was used for something else: answering with that other entry would
                lose this one.
            NotFound: if the key is somebody else's draft, or the entry it became; if there is no entry to
                refer to.
            EntryHidden: if the entry to refer to is hidden.
        """
        checked = checked_writing(writing, now)
        check_writer(writer)
        if checked.kind is EntryKind.AMENDMENT and checked.refers_to is not None:
            self._refuse_hiding(checked.refers_to, "amended")
        entry = self._store.add(
            author_id=author_id,
            key=_checked_key(key),
            writer=writer,
            writing=checked,
            written_at=now,
            utc_offset=utc_offset,
        )
        if entry.writing != checked:
            raise AlreadyPosted(entry.number)
        log.info(
            "post outcome=ok number=%d kind=%s author_id=%d characters=%d",
            entry.number,
            entry.kind,
            author_id,
            len(checked.text),
        )
        return entry

    def hide(self, administrator_id: int, number: int, reason: str, now: int, utc_offset: int) -> Entry:
        """Hide an entry for good and return the entry that says so.

        Raises:
            Invalid: if there is no reason, or the entry hides another one.
            NotFound: if there is no such entry.
            EntryHidden: if it is hidden already.
        """
        why = one_line("reason", reason, MAX_REASON_LENGTH)
        if not why:
            raise Invalid("reason", "Say why: the reason stands where the entry was.")
        self._refuse_hiding(number, "hidden")
        entry = self._store.add(
            author_id=administrator_id,
            key=_checked_key(None),
            writing=Writing(text="", kind=EntryKind.HIDING, refers_to=number, reason=why),
            written_at=now,
            utc_offset=utc_offset,
        )
        log.info("hide outcome=ok number=%d hidden=%d author_id=%d", entry.number, number, administrator_id)
        return entry

    def entry(self, number: int) -> Entry:
        """Return the entry with this number.

        Raises:
            NotFound: if there is none.
        """
        found = self._store.find(number)
        if found is None:
            raise NotFound("entry")
        return found

    def thread(self, number: int) -> Sequence[Entry]:
        """Return the entry *number* answers or amends in the end, and all that came of it, in order.

        Raises:
            NotFound: if there is no such entry.
        """
        found = self._store.thread(number)
        if not found:
            raise NotFound("entry")
        return found

    def find(self, asked: Filter, before: int | None, limit: int) -> Page:
        """Return up to *limit* entries of a filter numbered below *before* (None: the newest), newest first.

        Raises:
            Invalid: if *limit* is not between 1 and 200, or *before* below any number an entry has.
        """
        if not 1 <= limit <= MAX_PAGE_LENGTH:
            raise Invalid("limit", f"A page can have 1 to {MAX_PAGE_LENGTH} entries.")
        if before is not None and before < 1:
            raise Invalid("before", "Entries are numbered from 1.")
        # One more than asked for tells whether there is a next page.
        found = tuple(self._store.newest(asked, before, limit + 1))
        entries = found[:limit]
        return Page(entries=entries, next_before=entries[-1].number if len(found) > limit else None)

    def chained(self, asked: Filter, limit: int) -> Sequence[ChainedEntry]:
        """Return up to *limit* entries of a filter with their places in the chain, oldest first."""
        return self._store.chained(asked, limit)

    def count(self, asked: Filter, most: int) -> int:
        """Return how many entries are what the filter says, but no more than *most*: counting takes long."""
        return self._store.count(asked, most)

    def before_day_ends(self, day: int) -> int | None:
        """Return the *before* with which a page begins at the end of this local day; None: nothing is so old.

        Days are counted since the epoch.
        """
        return self._store.end_of_day(day)

    def days(self, first_day: int, last_day: int) -> Sequence[DayCount]:
        """Return who wrote how many entries on each local day from the first to the last that has any."""
        return self._store.days(first_day, last_day)

    def words(self) -> Words:
        """Return the categories and tags in use."""
        return self._store.words()

    def head(self) -> Head:
        """Return how many entries there are, and the last one's hash."""
        return self._store.head()

    def _refuse_hiding(self, number: int, done: str) -> None:
        if self.entry(number).kind is EntryKind.HIDING:
            raise Invalid("entry", f"Entry {number} hides another one; it cannot be {done} itself.")


def _checked_key(key: str | None) -> str:
    if key is None:
        return secrets.token_urlsafe(_KEY_BYTES)
    if _KEY.fullmatch(key) is None:
        raise Invalid("key", "A key has 1 to 64 letters, digits, hyphens and underscores.")
    return key
