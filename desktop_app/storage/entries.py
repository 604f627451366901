"""Entries in SQLite; the schema itself refuses to change or delete one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.errors import EntryHidden, NotFound
from desktop_app.logbook.draft_decisions import PostDecision, decide_post
from desktop_app.logbook.finding import DayCount, Words
from desktop_app.logbook.model import Author, EntryKind
from desktop_app.storage import attachment_rows, draft_rows, entry_index, entry_rows
from desktop_app.storage.access_log import Event, record
from desktop_app.storage.entry_rows import Stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

    from desktop_app.logbook.finding import Filter
    from desktop_app.logbook.model import ChainedEntry, Entry, Head, Writing
    from desktop_app.storage.database import Database

LARGEST_NUMBER = 2**63 - 1
"""What an INTEGER column holds; somebody may well ask for the entry after it."""

_BY_KEY = "SELECT number FROM entry WHERE author_id = ? AND post_key = ?"
_AUTHOR = "SELECT id, name, colour FROM account WHERE id = ?"
_BOUNDS = "SELECT min(first_number), max(last_number) FROM day WHERE day BETWEEN ? AND ?"
_NOTHING = (1, 0)
_END_OF_DAY = "SELECT max(last_number) + 1 FROM day WHERE day = (SELECT max(day) FROM day WHERE day <= ?)"
_DAYS = """
    SELECT day.day, day.entries, account.id, account.name, account.colour
    FROM day JOIN account ON account.id = day.author_id
    WHERE day.day BETWEEN ? AND ? ORDER BY day.day, account.id
"""
_FIRST_DAY, _LAST_DAY = -(2**40), 2**40


class SqliteEntryStore:
    """Keeps entries in the book's database (`desktop_app.logbook.store.EntryStore`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
        """Append an entry and be done with its draft, or return what this author posted under *key*.

        Raises:
            NotFound: if *key* is a draft's id and that draft, or its entry, is somebody else's; if there is
                no entry to refer to.
            EntryHidden: if the entry to refer to is hidden.
        """
        with self._database.write() as connection:
            posted = connection.execute(_BY_KEY, (author_id, key)).fetchone()
            if posted is not None:
                return entry_rows.entries(connection, posted)[0]
            found = draft_rows.find(connection, key, author_id)
            decision = decide_post(author_id, writing.text, writer, found)
            if decision is PostDecision.NOT_YOURS:
                raise NotFound("draft")
            _check_reference(connection, writing)
            files = attachment_rows.of_draft(connection, key)
            if decision is PostDecision.DELETED:
                draft_rows.delete(connection, key)
            elif decision is PostDecision.KEPT:
                attachment_rows.clear_draft(connection, key)
                draft_rows.move_away(connection, key)
            author = Author(*connection.execute(_AUTHOR, (author_id,)).get)
            stamp = Stamp(written_at, utc_offset)
            number = entry_rows.append(connection, author, key, writing, stamp, files)
            if writing.kind is EntryKind.HIDING:
                about = f"entry {writing.refers_to}"
                record(connection, Event.ENTRY_HIDDEN, at=written_at, user_id=author_id, detail=about)
            return entry_rows.entries(connection, [number])[0]

    def find(self, number: int) -> Entry | None:
        """Return the entry with this number."""
        with self._database.read() as connection:
            return next(iter(entry_rows.entries(connection, [_storable(number)])), None)

    def newest(self, asked: Filter, before: int | None, limit: int) -> Sequence[Entry]:
        """Return up to *limit* entries of a filter numbered below *before*, newest first."""
        with self._database.read() as connection:
            return entry_rows.entries(connection, _numbers(connection, asked, before, limit, "DESC"))

    def chained(self, asked: Filter, limit: int) -> Sequence[ChainedEntry]:
        """Return up to *limit* entries of a filter with their places in the chain, oldest first."""
        with self._database.read() as connection:
            return entry_rows.chained_entries(connection, _numbers(connection, asked, None, limit, "ASC"))

    def count(self, asked: Filter, most: int) -> int:
        """Return how many entries are what the filter says, but no more than *most*."""
        with self._database.read() as connection:
            query, values = _query(connection, asked, None)
            counting = f"SELECT count(*) FROM ({query} LIMIT :most)"  # noqa: S608 - ours
            return int(connection.execute(counting, {**values, "most": most}).get)

    def thread(self, number: int) -> Sequence[Entry]:
        """Return the entry at the root of what *number* refers to, and all that refers to it in turn."""
        with self._database.read() as connection:
            root = _root(connection, _storable(number))
            return entry_rows.entries(connection, _all_below(connection, root))

    def end_of_day(self, day: int) -> int | None:
        """Return the number after the last entry written on *day* or, if there is none, before it."""
        with self._database.read() as connection:
            end: int | None = connection.execute(_END_OF_DAY, (_within_days(day),)).get
            return end

    def days(self, first_day: int, last_day: int) -> Sequence[DayCount]:
        """Return who wrote how many entries on each day that has any, in the order of days."""
        values = (_within_days(first_day), _within_days(last_day))
        with self._database.read() as connection:
            return [
                DayCount(day, Author(*author), entries)
                for day, entries, *author in connection.execute(_DAYS, values)
            ]

    def words(self) -> Words:
        """Return the categories and tags in use."""
        query = "SELECT kind, word FROM label ORDER BY key"
        with self._database.read() as connection:
            found = connection.execute(query).fetchall()
        categories, tags = (
            tuple(str(word) for of, word in found if of == kind) for kind in ("category", "tag")
        )
        return Words(categories, tags)

    def head(self) -> Head:
        """Return how many entries there are, and the last one's hash."""
        with self._database.read() as connection:
            return entry_rows.head(connection)


def _check_reference(connection: apsw.Connection, writing: Writing) -> None:
    if writing.refers_to is None:
        return
    referred = entry_rows.entries(connection, [_storable(writing.refers_to)])
    if not referred:
        raise NotFound("entry")
    if referred[0].hidden:
        raise EntryHidden(referred[0].number)


def _numbers(
    connection: apsw.Connection, asked: Filter, before: int | None, limit: int, order: str
) -> Sequence[int]:
    query, values = _query(connection, asked, before)
    found = connection.execute(f"{query} ORDER BY number {order} LIMIT :limit", {**values, "limit": limit})
    return [number for (number,) in found]


def _query(connection: apsw.Connection, asked: Filter, before: int | None) -> tuple[str, dict[str, Any]]:
    """Return a SELECT of the numbers that a filter means, without order, and its values."""
    first, last = asked.after + 1, LARGEST_NUMBER if asked.up_to is None else asked.up_to
    if before is not None:
        last = min(last, _storable(before) - 1)
    values: dict[str, Any] = {}
    within = ""
    if asked.first_day is not None or asked.last_day is not None:
        days = (
            _FIRST_DAY if asked.first_day is None else _within_days(asked.first_day),
            _LAST_DAY if asked.last_day is None else _within_days(asked.last_day),
        )
        bounds = connection.execute(_BOUNDS, days).fetchone()
        begin, end = bounds if bounds and bounds[0] is not None else _NOTHING
        first, last = max(first, begin), min(last, end)
        # Imported entries stand out of the order of days.
        within = " AND entry.day BETWEEN :first_day AND :last_day"
        values |= {"first_day": days[0], "last_day": days[1]}
    values |= {"first": _storable(first), "last": _storable(last)}
    match = entry_index.expression(connection, asked)
    if match is None:
        if asked.words.strip():
            within += " AND FALSE"
        return f"SELECT number FROM entry WHERE number BETWEEN :first AND :last{within}", values  # noqa: S608
    values["match"] = match
    query = (
        "SELECT entry_index.rowid AS number FROM entry_index{} WHERE entry_index MATCH :match"
        " AND entry_index.rowid BETWEEN :first AND :last{}"
    )
    joined = " CROSS JOIN entry ON entry.number = entry_index.rowid" if within else ""
    return query.format(joined, within), values


def _root(connection: apsw.Connection, number: int) -> int:
    query = """
        WITH RECURSIVE up (number, refers_to) AS (
            SELECT number, refers_to FROM entry WHERE number = ?
            UNION ALL SELECT entry.number, entry.refers_to FROM up JOIN entry ON entry.number = up.refers_to
        ) SELECT number FROM up WHERE refers_to IS NULL
    """
    row = connection.execute(query, (number,)).fetchone()
    return number if row is None else int(row[0])


def _all_below(connection: apsw.Connection, root: int) -> Sequence[int]:
    query = """
        WITH RECURSIVE below (number) AS (
            VALUES (?) UNION SELECT entry.number FROM below JOIN entry ON entry.refers_to = below.number
        ) SELECT number FROM below ORDER BY number
    """
    return [number for (number,) in connection.execute(query, (root,))]


def _storable(number: int) -> int:
    return max(0, min(number, LARGEST_NUMBER))


def _within_days(day: int) -> int:
    return max(_FIRST_DAY, min(day, _LAST_DAY))
