"""Posting entries and reading them back."""

from __future__ import annotations

import logging
import re
import secrets
from typing import TYPE_CHECKING

from desktop_app.errors import AlreadyPosted, Invalid, NotFound
from desktop_app.logbook.drafts import check_writer
from desktop_app.logbook.model import Page
from desktop_app.logbook.text import checked_text, is_blank

if TYPE_CHECKING:
    from desktop_app.logbook.model import Entry
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
        self, author_id: int, text: str, key: str | None, now: int, utc_offset: int, writer: str | None = None
    ) -> Entry:
        """Append an entry and return it, or the one this author has already posted under *key*.

        Line ends become line feeds; nothing else of *text* is touched. *utc_offset* is in minutes
        east. Without a *key* a retry posts twice. Where *key* is a draft's id, that draft is done with;
        words a composer other than *writer* has saved there stay a draft under another id.

        Raises:
            Invalid: if the text is empty, too long or not text; if the key or the writer is malformed.
            AlreadyPosted: if the key was used for another text: answering with that other entry would
                lose this one.
            NotFound: if the key is somebody else's draft, or the entry it became.
        """
        body = checked_text(text)
        if is_blank(body):
            raise Invalid("text", "Write something first.")
        check_writer(writer)
        entry = self._store.add(
            author_id=author_id,
            key=_checked_key(key),
            writer=writer,
            text=body,
            written_at=now,
            utc_offset=utc_offset,
        )
        if entry.text != body:
            raise AlreadyPosted(entry.number)
        log.info("post outcome=ok number=%d author_id=%d characters=%d", entry.number, author_id, len(body))
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

    def timeline(self, before: int | None, limit: int) -> Page:
        """Return up to *limit* entries numbered below *before* (None: the newest), newest first.

        Raises:
            Invalid: if *limit* is not between 1 and 200, or *before* below any number an entry has.
        """
        if not 1 <= limit <= MAX_PAGE_LENGTH:
            raise Invalid("limit", f"A page can have 1 to {MAX_PAGE_LENGTH} entries.")
        if before is not None and before < 1:
            raise Invalid("before", "Entries are numbered from 1.")
        # One more than asked for tells whether there is a next page.
        found = tuple(self._store.newest(before, limit + 1))
        entries = found[:limit]
        return Page(entries=entries, next_before=entries[-1].number if len(found) > limit else None)


def _checked_key(key: str | None) -> str:
    if key is None:
        return secrets.token_urlsafe(_KEY_BYTES)
    if _KEY.fullmatch(key) is None:
        raise Invalid("key", "A key has 1 to 64 letters, digits, hyphens and underscores.")
    return key
