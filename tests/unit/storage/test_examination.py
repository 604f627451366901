"""Looking at a book changes nothing, whatever state it is in."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import BookHeld, BookReadOnly, DatabaseDamaged, DatabaseNewer
from desktop_app.logbook.model import Writing
from desktop_app.storage.examination import Examination, examine_book
from desktop_app.storage.schema import known_migrations
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.database import open_book
from tests.helpers.schemas import book_of_schema, later_scripts

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.accounts.model import Account
    from desktop_app.storage.database import Database
    from desktop_app.storage.entries import SqliteEntryStore

KNOWN = len(known_migrations())


def everything(folder: Path) -> dict[str, bytes]:
    """Return every file with its content."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A book nobody has open."""
    book = open_book(tmp_path)
    book.close()
    return book.path


def test_tells_of_a_sound_book_and_leaves_no_trace(closed: Path) -> None:
    """Not even the two files SQLite likes to keep beside it."""
    before = everything(closed.parent)

    assert examine_book(closed) == Examination(
        KNOWN, KNOWN, newest_entry_at=None, room_needed=0, backup_folder=""
    )
    assert everything(closed.parent) == before


def test_tells_of_a_book_in_use(database: Database, entries: SqliteEntryStore, ada: Account) -> None:
    """With what is only in its log so far."""
    entries.add(author_id=ada.id, key="k", writing=Writing("t"), written_at=SOME_INSTANT, utc_offset=0)

    seen = examine_book(database.path)

    assert seen is not None
    assert seen.newest_entry_at == SOME_INSTANT


def test_leaves_a_copied_log_for_the_next_start(database: Database, ada: Account, tmp_path: Path) -> None:
    """Without its index reading it would write one."""
    assert ada.id == 1
    copy = tmp_path / "copy"
    copy.mkdir()
    for suffix in ("", "-wal"):
        original = database.path.with_name(f"shiftbook.db{suffix}")
        (copy / original.name).write_bytes(original.read_bytes())
    before = everything(copy)

    assert examine_book(copy / "shiftbook.db") is None
    assert everything(copy) == before


@pytest.mark.parametrize("empty", [False, True], ids=["absent", "empty"])
def test_tells_of_no_book(tmp_path: Path, *, empty: bool) -> None:
    """One will be made at the next start."""
    if empty:
        (tmp_path / "shiftbook.db").touch()

    assert examine_book(tmp_path / "shiftbook.db") is None


def test_tells_of_no_book_where_making_one_was_cut_off(tmp_path: Path) -> None:
    """A database without a table is still to become one."""
    connection = apsw.Connection(str(tmp_path / "shiftbook.db"))
    connection.pragma("journal_mode", "WAL")
    connection.close()

    assert examine_book(tmp_path / "shiftbook.db") is None


def test_finds_a_log_that_lost_its_book(tmp_path: Path) -> None:
    """The next start would refuse it; so does whoever looks."""
    (tmp_path / "shiftbook.db-wal").write_bytes(b"what was written last")

    with pytest.raises(DatabaseDamaged):
        examine_book(tmp_path / "shiftbook.db")


def test_finds_a_damaged_page(closed: Path) -> None:
    """Somewhere in the middle; the header is sound."""
    content = bytearray(closed.read_bytes())
    content[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    closed.write_bytes(content)

    with pytest.raises(DatabaseDamaged):
        examine_book(closed)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("PRAGMA user_version = 99", DatabaseNewer),
        ("PRAGMA application_id = 1", DatabaseDamaged),
    ],
)
def test_refuses_what_a_start_refuses(closed: Path, change: str, told: type[Exception]) -> None:
    """In the same words."""
    connection = apsw.Connection(str(closed))
    connection.execute(change)
    connection.close()

    with pytest.raises(told):
        examine_book(closed)


def test_tells_of_a_book_that_will_be_upgraded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the room the next start asks for, and without touching it."""
    later_scripts(tmp_path / "later")
    book = tmp_path / "data" / "shiftbook.db"
    book_of_schema(KNOWN, book)
    monkeypatch.setattr("desktop_app.storage.schema.MIGRATIONS", tmp_path / "later")
    before = everything(book.parent)

    seen = examine_book(book)

    assert seen is not None
    assert (seen.version, seen.known_version, seen.newest_entry_at) == (KNOWN, KNOWN + 2, 1790008010)
    assert seen.room_needed == 2 * book.stat().st_size
    assert everything(book.parent) == before


def test_tells_of_a_book_another_program_holds(closed: Path) -> None:
    """Also when that program keeps the log's index to itself."""
    with closing(apsw.Connection(str(closed))) as other:
        other.pragma("locking_mode", "EXCLUSIVE")
        other.execute("INSERT INTO access_log (at, event) VALUES (0, 'held')")

        with pytest.raises(BookHeld, match="Another program has the logbook"):
            examine_book(closed)
        assert not closed.with_name("shiftbook.db-shm").exists()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user who can be refused")
def test_tells_of_a_book_that_may_not_be_read(closed: Path) -> None:
    """In the words of a start."""
    closed.chmod(0)

    with pytest.raises(BookReadOnly):
        examine_book(closed)
