"""Rows of entries, in and out, within a transaction somebody else has opened."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop_app.logbook.chain import GENESIS, Link, body_hash, new_salt
from desktop_app.logbook.model import Attachment, Author, ChainedEntry, Entry, EntryKind, Head, Hiding
from desktop_app.storage import entry_index

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import apsw

    from desktop_app.logbook.model import Writing

_COLUMNS = (
    "entry.number, entry.author_id, account.name, account.colour, entry.written_at, entry.utc_offset,"
    " entry.text, entry.kind, entry.refers_to, entry.happened_at, entry.happened_offset, entry.clock_back,"
    " entry.source, entry.category, entry.tags, entry.reason"
)
_BY_NUMBERS = f"""
    SELECT {_COLUMNS}, entry.salt, entry.body_hash, entry.hash
    FROM json_each(?) AS asked
    JOIN entry ON entry.number = asked.value
    JOIN account ON account.id = entry.author_id
"""  # noqa: S608 - names of columns, written above
_REFERENCES = """
    SELECT entry.refers_to, entry.number, entry.kind, entry.reason, account.id, account.name, account.colour
    FROM json_each(?) AS asked
    JOIN entry ON entry.refers_to = asked.value
    JOIN account ON account.id = entry.author_id
    ORDER BY entry.number
"""
_ATTACHED = """
    SELECT number, sha256, name, size, media_type
    FROM json_each(?) AS asked
    JOIN entry_attachment ON entry_attachment.number = asked.value
    JOIN attachment USING (sha256)
    ORDER BY number, position
"""
_HASHES_BEFORE = "SELECT number + 1, hash FROM json_each(?) AS asked JOIN entry ON number = asked.value - 1"
_INSERT = """
    INSERT INTO entry (number, author_id, post_key, kind, refers_to, written_at, utc_offset, happened_at,
                       happened_offset, clock_back, source, text, category, tags, reason, salt, body_hash,
                       hash)
    VALUES (:number, :author_id, :key, :kind, :refers_to, :written_at, :utc_offset, :happened_at,
            :happened_offset, :clock_back, :source, :text, :category, :tags, :reason, :salt, :body_hash,
            :hash)
"""


class Stamp(NamedTuple):
    """When something was written, as it is kept, and where it comes from if it was not written here."""

    written_at: int
    utc_offset: int
    source: str | None = None


def head(connection: apsw.Connection) -> Head:
    """Return how many entries there are and the hash the next one builds on."""
    row = connection.execute("SELECT number, hash FROM entry ORDER BY number DESC LIMIT 1").fetchone()
    return Head(0, GENESIS) if row is None else Head(*row)


def append(
    connection: apsw.Connection,
    author: Author,
    key: str,
    writing: Writing,
    stamp: Stamp,
    attachments: Sequence[Attachment] = (),
) -> int:
    """Add an entry after the last one, with its link of the chain, and return its number."""
    last, previous = head(connection)
    salt = new_salt()
    body = body_hash(
        salt,
        text=writing.text,
        category=writing.category,
        tags=writing.tags,
        reason=writing.reason,
        attachments=((file.name, file.sha256, file.size) for file in attachments),
    )
    entry = Entry(
        number=last + 1,
        author=author,
        written_at=stamp.written_at,
        utc_offset=stamp.utc_offset,
        text=writing.text,
        kind=writing.kind,
        refers_to=writing.refers_to,
        happened_at=writing.happened_at,
        happened_offset=writing.happened_offset,
        clock_back=0 if stamp.source else _clock_back(connection, stamp.written_at),
        source=stamp.source,
        category=writing.category,
        tags=writing.tags,
        reason=writing.reason,
        attachments=tuple(attachments),
    )
    its_hash = link_of(entry, body).hash_after(previous)
    restore(connection, key, ChainedEntry(entry, salt, body, previous, its_hash))
    return entry.number


def restore(connection: apsw.Connection, key: str, chained: ChainedEntry) -> None:
    """Add an entry exactly as it is; it must be the next one. Its files must have their rows."""
    entry = chained.entry
    values = {
        "number": entry.number,
        "author_id": entry.author.id,
        "key": key,
        "kind": entry.kind.value,
        "refers_to": entry.refers_to,
        "written_at": entry.written_at,
        "utc_offset": entry.utc_offset,
        "happened_at": entry.happened_at,
        "happened_offset": entry.happened_offset,
        "clock_back": entry.clock_back,
        "source": entry.source,
        "text": entry.text,
        "category": entry.category,
        "tags": json.dumps(entry.tags, ensure_ascii=False),
        "reason": entry.reason,
        "salt": chained.salt,
        "body_hash": chained.body_hash,
        "hash": chained.hash,
    }
    connection.execute(_INSERT, values)
    for position, file in enumerate(entry.attachments):
        connection.execute(
            "INSERT INTO entry_attachment (number, position, sha256, name) VALUES (?, ?, ?, ?)",
            (entry.number, position, file.sha256, file.name),
        )
    entry_index.add(connection, entry)
    if entry.refers_to is not None and entry_index.changes_finding(entry.kind):
        _index_anew(connection, entry.refers_to)


def link_of(entry: Entry, body: bytes) -> Link:
    """Return what the chain says of an entry whose body has the hash *body*."""
    return Link(
        number=entry.number,
        author=entry.author.name,
        kind=entry.kind.value,
        refers_to=entry.refers_to,
        written_at=entry.written_at,
        utc_offset=entry.utc_offset,
        happened_at=entry.happened_at,
        happened_offset=entry.happened_offset,
        clock_back=entry.clock_back,
        source=entry.source,
        body=body,
    )


def entries(connection: apsw.Connection, numbers: Sequence[int]) -> Sequence[Entry]:
    """Return the entries with these numbers that there are, in this order, what is hidden masked."""
    return [chained.entry for chained in _found(connection, numbers)]


def chained_entries(connection: apsw.Connection, numbers: Sequence[int]) -> Sequence[ChainedEntry]:
    """Return the same with their places in the chain; *numbers* must ascend."""
    rows: Any = connection.execute(_HASHES_BEFORE, (json.dumps(numbers),))
    previous: dict[int, bytes] = dict(rows)
    return [
        chained._replace(previous=previous.get(chained.entry.number, GENESIS)).finished()
        for chained in _found(connection, numbers)
    ]


def _index_anew(connection: apsw.Connection, number: int) -> None:
    (entry,) = entries(connection, [number])
    entry_index.anew(connection, entry)
    if entry.hidden:
        entry_index.forget_unused(connection, _unmasked(connection, entry))


def _unmasked(connection: apsw.Connection, entry: Entry) -> Entry:
    columns = "SELECT text, category, tags, reason FROM entry WHERE number = ?"
    text, category, tags, reason = connection.execute(columns, (entry.number,)).get
    files = [Attachment(*row[1:]) for row in connection.execute(_ATTACHED, (json.dumps([entry.number]),))]
    return replace(
        entry,
        text=text,
        category=category,
        tags=tuple(json.loads(tags)),
        reason=reason,
        attachments=tuple(files),
    )


class _Row(NamedTuple):
    entry: Entry
    salt: bytes | None
    body_hash: bytes
    hash: bytes
    previous: bytes = GENESIS

    def finished(self) -> ChainedEntry:
        salt = None if self.entry.hidden else self.salt
        return ChainedEntry(self.entry, salt, self.body_hash, self.previous, self.hash)


def _found(connection: apsw.Connection, numbers: Sequence[int]) -> Sequence[_Row]:
    asked = (json.dumps(numbers),)
    rows = {row[0]: row for row in connection.execute(_BY_NUMBERS, asked)}
    files: dict[int, list[Attachment]] = {}
    for number, *file in connection.execute(_ATTACHED, asked):
        files.setdefault(number, []).append(Attachment(*file))
    # Asked last, so that what has just been hidden is masked all the same.
    references: dict[int, list[Sequence[Any]]] = {}
    for referred, *reference in connection.execute(_REFERENCES, asked):
        references.setdefault(referred, []).append(reference)
    return [
        _row(rows[number], files.get(number, ()), references.get(number, ()))
        for number in numbers
        if number in rows
    ]


def _row(row: Sequence[Any], files: Iterable[Attachment], references: Sequence[Sequence[Any]]) -> _Row:
    (number, author_id, name, colour, written_at, utc_offset, text, kind, refers_to, happened_at,
     happened_offset, clock_back, source, category, tags, reason, salt, body, its_hash) = row  # fmt: skip
    hidden = next((_hiding(reference) for reference in references if reference[1] == EntryKind.HIDING), None)
    entry = Entry(
        number=number,
        author=Author(author_id, name, colour),
        written_at=written_at,
        utc_offset=utc_offset,
        text="" if hidden else text,
        kind=EntryKind(kind),
        refers_to=refers_to,
        happened_at=happened_at,
        happened_offset=happened_offset,
        clock_back=clock_back,
        source=source,
        category="" if hidden else category,
        tags=() if hidden or tags == "[]" else tuple(json.loads(tags)),
        reason="" if hidden else reason,
        attachments=() if hidden else tuple(files),
        amended_by=_numbers(references, EntryKind.AMENDMENT),
        replies=_numbers(references, EntryKind.REPLY),
        hidden=hidden,
    )
    return _Row(entry, salt, body, its_hash)


def _numbers(references: Sequence[Sequence[Any]], kind: EntryKind) -> tuple[int, ...]:
    return tuple(reference[0] for reference in references if reference[1] == kind)


def _hiding(reference: Sequence[Any]) -> Hiding:
    number, _, reason, author_id, name, colour = reference
    return Hiding(number, Author(author_id, name, colour), reason)


def _clock_back(connection: apsw.Connection, now: int) -> int:
    latest: int | None = connection.execute("SELECT max(written_at) FROM entry WHERE source IS NULL").get
    return 0 if latest is None else max(0, latest - now)
