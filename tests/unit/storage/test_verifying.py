"""P4: whoever changes the book's file, or a file beside it, is found out; the message says where."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.logbook.telling import unheard
from desktop_app.logbook.verification import BODY, LINK, MOST_FAULTS, NO_BODY, Fault
from desktop_app.storage import verifying
from desktop_app.storage.verifying import path_of, verify
from tests.helpers.record import ENTRIES, LOG, PHOTO, files_of, new_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import apsw

    from desktop_app.logbook.verification import Verdict
    from desktop_app.storage.database import Database

TRIGGERS = "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_schema WHERE type = 'trigger'"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Database]:
    """A record whose schema no longer refuses anything, as whoever has the file can make it."""
    database = new_record(tmp_path)
    with database.write() as connection:
        connection.execute(connection.execute(TRIGGERS).get)
    with database._my_turn():
        database._writer.execute("PRAGMA foreign_keys = OFF")
        database._writer.execute("PRAGMA ignore_check_constraints = ON")
    yield database
    database.close()


def looked_at(database: Database, folder: Path) -> Verdict:
    """Verify the book in *folder*."""
    with database.read() as connection:
        return verify(connection, files_of(folder), unheard)


def test_an_intact_record_has_no_faults(book: Database, tmp_path: Path) -> None:
    """Hidden entries included: their words are there, masked for people."""
    verdict = looked_at(book, tmp_path)
    assert (verdict.entries, verdict.faults, verdict.fault_count) == (ENTRIES, (), 0)
    assert verdict.head == book._writer.execute("SELECT hash FROM entry WHERE number = ?", (ENTRIES,)).get
    assert verdict.sentence() == "7 entries verified: all is as it was written."


def test_an_empty_book_is_intact(tmp_path: Path, book: Database) -> None:
    """And has the head everybody begins with."""
    with book.write() as connection:
        connection.execute("DELETE FROM entry")
    verdict = looked_at(book, tmp_path)
    assert (verdict.entries, verdict.head, verdict.faults) == (0, bytes(32), ())


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ("UPDATE entry SET text = text || '!' WHERE number = 5", [(5, BODY)]),
        ("UPDATE entry SET text = CAST(x'53ff' AS TEXT) WHERE number = 5", [(5, BODY)]),
        ("UPDATE entry SET category = 'vacuum' WHERE number = 1", [(1, BODY)]),
        ("UPDATE entry SET tags = '[\"pump\"]' WHERE number = 1", [(1, BODY)]),
        ("UPDATE entry SET tags = replace(tags, ', ', ',') WHERE number = 1", [(1, BODY)]),
        ("UPDATE entry SET tags = '[1' WHERE number = 5", [(5, BODY)]),
        ("UPDATE entry SET reason = 'none' WHERE number = 4", [(4, BODY)]),
        ("UPDATE entry SET salt = randomblob(16) WHERE number = 2", [(2, BODY)]),
        ("UPDATE entry SET text = 'x' WHERE number = 3", [(3, BODY)]),
        ("UPDATE entry_attachment SET name = 'q.png' WHERE number = 1", [(1, BODY)]),
        ("UPDATE entry_attachment SET name = CAST(x'ff' AS TEXT) WHERE number = 1", [(1, BODY)]),
        ("UPDATE entry_attachment SET position = 1 - position WHERE number = 2", [(2, BODY)]),
        ("UPDATE attachment SET size = size + 1 WHERE size = 768", [(2, BODY)]),
        ("DELETE FROM entry_attachment WHERE number = 1", [(1, BODY)]),
        ("UPDATE entry SET salt = NULL, text = '' WHERE number = 5", [(5, NO_BODY)]),
        ("UPDATE entry SET written_at = written_at + 1 WHERE number = 2", [(2, LINK)]),
        ("UPDATE entry SET utc_offset = 0 WHERE number = 2", [(2, LINK)]),
        ("UPDATE entry SET happened_at = happened_at - 1 WHERE number = 2", [(2, LINK)]),
        ("UPDATE entry SET happened_offset = 0 WHERE number = 2", [(2, LINK)]),
        ("UPDATE entry SET clock_back = 5 WHERE number = 7", [(7, LINK)]),
        ("UPDATE entry SET source = NULL WHERE number = 7", [(7, LINK)]),
        ("UPDATE entry SET refers_to = 2 WHERE number = 5", [(5, LINK)]),
        ("UPDATE entry SET kind = 'amendment' WHERE number = 5", [(5, LINK)]),
        ("UPDATE entry SET author_id = 99 WHERE number = 5", [(5, LINK)]),
        ("UPDATE entry SET hash = randomblob(32) WHERE number = 2", [(2, LINK)]),
        ("DELETE FROM entry WHERE number = 4", [(4, "it is missing")]),
        ("DELETE FROM entry WHERE number IN (2, 3, 4)", [(2, "it is missing, and all up to entry 4")]),
        ("UPDATE account SET name = 'Eve'", [(number, LINK) for number in range(1, ENTRIES + 1)]),
    ],
)
def test_a_change_is_found_where_it_was_made(
    book: Database, tmp_path: Path, change: str, faults: list[tuple[int, str]]
) -> None:
    """And the entries after it are not accused."""
    with book.write() as connection:
        connection.execute("PRAGMA defer_foreign_keys = ON")
        _change(connection, change)
    assert looked_at(book, tmp_path).faults == tuple(Fault(*fault) for fault in faults)


def _change(connection: apsw.Connection, change: str) -> None:
    # Two files of one entry change places only by way of a third.
    if "position" in change:
        connection.execute("UPDATE entry_attachment SET position = position + 2 WHERE number = 2")
        connection.execute("UPDATE entry_attachment SET position = 3 - position WHERE number = 2")
    else:
        connection.execute(change)


def test_two_entries_that_change_places_are_found(book: Database, tmp_path: Path) -> None:
    """Order is part of the record."""
    with book.write() as connection:
        for old, new in ((4, 99), (5, 4), (99, 5)):
            connection.execute("UPDATE entry SET number = ? WHERE number = ?", (new, old))
    assert [fault.number for fault in looked_at(book, tmp_path).faults] == [4, 5, 6]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_byte_of_any_row_is_found(book: Database, tmp_path: Path, data: st.DataObject) -> None:
    """Of whatever is text or a hash."""
    number = data.draw(st.integers(1, ENTRIES))
    column = data.draw(st.sampled_from(["text", "category", "tags", "reason", "salt", "body_hash", "hash"]))
    query = f"SELECT CAST({column} AS BLOB) FROM entry WHERE number = ?"  # noqa: S608 - a column from above
    with book.read() as connection:
        kept = connection.execute(query, (number,)).get
    if not kept:
        return
    place = data.draw(st.integers(0, len(kept) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != kept[place]))
    changed = kept[:place] + bytes([byte]) + kept[place + 1 :]
    kind = "BLOB" if column in {"salt", "body_hash", "hash"} else "TEXT"
    update = f"UPDATE entry SET {column} = CAST(? AS {kind}) WHERE number = ?"  # noqa: S608 - the same
    with book.write() as connection:
        connection.execute(update, (changed, number))
    try:
        assert looked_at(book, tmp_path).faults[0].number == number
    finally:
        with book.write() as connection:
            connection.execute(update, (kept, number))


def test_every_byte_of_every_column_is_found(book: Database, tmp_path: Path) -> None:
    """Not one is left out: each byte of words and hashes is changed once, each number, told at its entry."""
    looked = 0
    with book.write() as connection:
        for table, column, kind in _columns(connection):
            query = f"SELECT number, {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608
            new, old = f"{column} = CAST(? AS {kind})", f"number = ? AND {column} = CAST(? AS {kind})"
            update = f"UPDATE {table} SET {new} WHERE {old}"  # noqa: S608
            for number, kept in connection.execute(query).fetchall():
                for changed in _changes(kept):
                    connection.execute(update, (changed, number, kept))
                    faults = verify(connection, files_of(tmp_path), unheard).faults
                    assert faults, (table, column, number, changed)
                    assert faults[0].number == number, (table, column, number, changed)
                    looked += 1
                    connection.execute(update, (kept, number, changed))
        assert looked > 1000
        assert verify(connection, files_of(tmp_path), unheard).faults == ()


def _columns(connection: apsw.Connection) -> Iterator[tuple[str, str, str]]:
    """Return all but the key that keeps a retry from posting twice; and the order has tests of its own."""
    for table, left_out in (("entry", {"post_key", "number"}), ("entry_attachment", {"number", "position"})):
        for _, column, kind, *_ in connection.execute(f"PRAGMA table_info({table})").fetchall():
            if column not in left_out:
                yield table, str(column), str(kind)


def _changes(kept: object) -> Iterator[int | bytes]:
    if isinstance(kept, int):
        yield kept + 1000
        return
    assert isinstance(kept, str | bytes)
    data = kept.encode() if isinstance(kept, str) else kept
    for place in range(len(data)):
        yield data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    if isinstance(kept, str):
        yield data + b" "


class TestFiles:
    """What lies beside the book."""

    def test_a_changed_file_is_found(self, book: Database, tmp_path: Path) -> None:
        """At the first entry that has it, once."""
        _path(tmp_path, PHOTO).write_bytes(PHOTO[:-1] + b"!")
        assert looked_at(book, tmp_path).faults == (
            Fault(1, "the content of its attachment photo.png was changed"),
        )

    def test_a_missing_file_is_found(self, book: Database, tmp_path: Path) -> None:
        """By the name its person gave it."""
        _path(tmp_path, LOG).unlink()
        assert looked_at(book, tmp_path).faults == (
            Fault(2, "its attachment a.log is missing or cannot be read"),
        )


def test_a_cut_tail_cannot_be_seen(book: Database, tmp_path: Path) -> None:
    """The limit that help page and printouts tell of; count and head tell it."""
    before = looked_at(book, tmp_path)
    with book.write() as connection:
        connection.execute("DELETE FROM entry WHERE number = 7")
    verdict = looked_at(book, tmp_path)
    assert verdict.faults == ()
    assert verdict.end != before.end


def test_progress_is_told_and_only_the_first_faults_are_listed(
    book: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In steps; whoever waits hears of each."""
    monkeypatch.setattr(verifying, "ROWS_A_STEP", 3)
    monkeypatch.setattr("desktop_app.logbook.verification.MOST_FAULTS", 2)
    told: list[tuple[int, int]] = []
    with book.write() as connection:
        connection.execute("UPDATE account SET name = 'Eve'")
    with book.read() as connection:
        verdict = verify(connection, files_of(tmp_path), lambda done, total: told.append((done, total)))
    assert told == [(0, 7), (1, 7), (2, 7), (3, 7), (6, 7), (7, 7)]  # also before the files of an entry
    assert (len(verdict.faults), verdict.fault_count) == (2, ENTRIES)
    assert MOST_FAULTS == 100
    assert verdict.sentence() == f"7 entries verified; first change at entry 1: {LINK}."


def _path(folder: Path, content: bytes) -> Path:

    return path_of(files_of(folder), hashlib.sha256(content).hexdigest())
