"""A book has one version or the next, never half of one, and another program's file is left alone."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import DatabaseDamaged, DatabaseNewer, ShiftbookError
from desktop_app.storage.instance import instance_id
from desktop_app.storage.migrate import open_book
from desktop_app.storage.schema import APPLICATION_ID, known_migrations
from tests.helpers.database import assert_sound
from tests.helpers.disk import faulty_disk

if TYPE_CHECKING:
    from pathlib import Path


def fingerprints(folder: Path) -> dict[str, str]:
    """Return what every file of the book holds, but the log's index, which is rebuilt from the log."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if not path.name.endswith("-shm") and path.stat().st_size > 0
    }


def version_and_tables(path: Path) -> tuple[int, set[str]]:
    """Return what an opened database is like."""
    connection = apsw.Connection(str(path))
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    version = connection.pragma("user_version")
    connection.close()
    return version, tables


class TestNewBook:
    """Where there is none, one is made."""

    def test_has_the_promised_tables(self, path: Path) -> None:
        """Others read the file by these names."""
        open_book(path).close()

        version, tables = version_and_tables(path)

        assert version == len(known_migrations())
        assert tables >= {"account", "session", "refresh_token", "entry", "access_log"}

    def test_is_made_of_an_empty_file(self, path: Path) -> None:
        """A start that was cut off may have left no more than that."""
        path.touch()

        open_book(path).close()

        assert version_and_tables(path)[0] == len(known_migrations())

    def test_says_it_is_a_shiftbook(self, path: Path) -> None:
        """The header's application id is in the script and in the program: the same."""
        open_book(path).close()

        assert apsw.Connection(str(path)).pragma("application_id") == APPLICATION_ID

    def test_has_an_id_of_its_own_that_stays(self, path: Path) -> None:
        """Eight hex digits, the same at every start."""
        book = open_book(path)
        first = instance_id(book)
        book.close()
        book = open_book(path)

        assert len(first) == 8
        assert int(first, 16) >= 0
        assert instance_id(book) == first
        book.close()

    def test_is_made_once_by_programs_starting_together(self, path: Path) -> None:
        """All of them open the same book, whichever is first at what."""
        for attempt in range(10):
            new = path.with_name(f"{attempt}.db")
            with ThreadPoolExecutor(4) as pool:
                books = list(pool.map(open_book, [new] * 4))

            assert len({instance_id(book) for book in books}) == 1
            for book in books:
                book.close()


class TestRefusal:
    """What is not for this program is left as it is, to the byte."""

    @pytest.mark.parametrize("in_log", [False, True], ids=["in the file", "still in the log"])
    def test_of_a_newer_book(self, path: Path, *, in_log: bool) -> None:
        """Also when its version is only in the write-ahead log, after a crash."""
        newer = open_book(path)
        with newer.write() as connection:
            connection.execute("PRAGMA user_version = 99")
        if in_log:
            copies = {file: file.read_bytes() for file in path.parent.iterdir()}
            newer.close()
            for file, content in copies.items():
                file.write_bytes(content)
        else:
            newer.close()
        before = fingerprints(path.parent)

        with pytest.raises(DatabaseNewer) as raised:
            open_book(path)

        assert (raised.value.found, raised.value.known) == (99, len(known_migrations()))
        assert fingerprints(path.parent) == before
        assert len(before) == 1 + in_log

    @pytest.mark.parametrize("size", [1, 99, 100, 511, 4096, 5000])
    def test_of_a_file_that_is_no_database(self, path: Path, size: int) -> None:
        """Whatever its length: SQLite itself takes a file of one byte for an empty one."""
        path.write_bytes(b"Dear diary, today the pump failed again. ".ljust(size, b".")[:size])
        before = fingerprints(path.parent)

        with pytest.raises(DatabaseDamaged):
            open_book(path)

        assert fingerprints(path.parent) == before

    def test_of_another_programs_database(self, path: Path) -> None:
        """It is sound, but it is not a Shiftbook."""
        connection = apsw.Connection(str(path))
        connection.execute("CREATE TABLE bookmark (url TEXT)")
        connection.close()
        before = fingerprints(path.parent)

        with pytest.raises(DatabaseDamaged, match="left as it is"):
            open_book(path)

        assert fingerprints(path.parent) == before

    @pytest.mark.parametrize("there", [False, True], ids=["gone", "emptied"])
    def test_of_a_log_without_its_file(self, path: Path, *, there: bool) -> None:
        """SQLite would delete the log, and with it the entries written last."""
        log = path.with_name("shiftbook.db-wal")
        log.write_bytes(b"what was written last")
        if there:
            path.touch()

        with pytest.raises(DatabaseDamaged):
            open_book(path)

        assert log.read_bytes() == b"what was written last"
        assert path.exists() == there


@pytest.mark.faults
@pytest.mark.slow
def test_a_first_start_survives_a_power_cut_anywhere(tmp_path: Path) -> None:
    """Whatever had reached the disk by then, the next start makes a whole book of it."""
    for change in count():
        path = tmp_path / str(change) / "shiftbook.db"
        path.parent.mkdir()
        with faulty_disk() as disk:
            disk.cut_power_before(change, luck=change)
            with suppress(ShiftbookError, apsw.IOError):
                open_book(path).close()
                break
        book = open_book(path)
        assert_sound(book)
        assert instance_id(book)
        book.close()
    assert change > 20
