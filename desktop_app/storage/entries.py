"""Entries in SQLite; the schema itself refuses to change or delete one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.errors import NotFound
from desktop_app.logbook.draft_decisions import PostDecision, decide_post
from desktop_app.logbook.model import Author, Entry
from desktop_app.storage import draft_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

    from desktop_app.storage.database import Database

LARGEST_NUMBER = 2**63 - 1
"""What an INTEGER column holds; somebody may well ask for the entry after it."""

_ENTRY = """
    SELECT entry.number, entry.author_id, account.name, account.colour,
           entry.written_at, entry.utc_offset, entry.text
    FROM entry
    JOIN account ON account.id = entry.author_id
"""
_BY_NUMBER = _ENTRY + "WHERE entry.number = ?"
_BY_KEY = _ENTRY + "WHERE entry.author_id = ? AND entry.post_key = ?"
_NEWEST = _ENTRY + "WHERE entry.number < ? ORDER BY entry.number DESC LIMIT ?"


class SqliteEntryStore:
    """Keeps entries in the book's database (`desktop_app.logbook.store.EntryStore`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
        """Append an entry and be done with its draft, or return what this author posted under *key*.

        Raises:
            NotFound: if *key* is a draft's id and that draft, or its entry, is somebody else's.
        """
        with self._database.write() as connection:
            posted = _one(connection, _BY_KEY, (author_id, key))
            if posted is not None:
                return posted
            match decide_post(author_id, text, writer, draft_rows.find(connection, key, author_id)):
                case PostDecision.NOT_YOURS:
                    raise NotFound("draft")
                case PostDecision.DELETED:
                    draft_rows.delete(connection, key)
                case PostDecision.KEPT:
                    draft_rows.move_away(connection, key)
                case PostDecision.NO_DRAFT:
                    pass
            connection.execute(
                "INSERT INTO entry (number, author_id, post_key, written_at, utc_offset, text)"
                " SELECT coalesce(max(number), 0) + 1, ?, ?, ?, ?, ? FROM entry",
                (author_id, key, written_at, utc_offset, text),
            )
            return _entry(connection.execute(_BY_KEY, (author_id, key)).get)

    def find(self, number: int) -> Entry | None:
        """Return the entry with this number."""
        with self._database.read() as connection:
            return _one(connection, _BY_NUMBER, (_storable(number),))

    def newest(self, before: int | None, limit: int) -> Sequence[Entry]:
        """Return up to *limit* entries numbered below *before*, newest first."""
        end = LARGEST_NUMBER if before is None else _storable(before)
        with self._database.read() as connection:
            return [_entry(row) for row in connection.execute(_NEWEST, (end, limit))]


def _storable(number: int) -> int:
    return max(0, min(number, LARGEST_NUMBER))


def _one(connection: apsw.Connection, query: str, bindings: tuple[int | str, ...]) -> Entry | None:
    row = connection.execute(query, bindings).fetchone()
    return None if row is None else _entry(row)


def _entry(row: Sequence[Any]) -> Entry:
    number, author_id, name, colour, written_at, utc_offset, text = row
    author = Author(id=author_id, name=name, colour=colour)
    return Entry(number=number, author=author, written_at=written_at, utc_offset=utc_offset, text=text)
