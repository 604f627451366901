"""A new Shiftbook opens an old book: after a checked copy, as a whole, and with all that people wrote."""

from __future__ import annotations

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import (
    BackupFailed,
    BookDiskFull,
    BookHeld,
    DatabaseDamaged,
    ShiftbookError,
    StartError,
    StorageError,
)
from desktop_app.storage.accounts import SqliteAccountStore
from desktop_app.storage.backup import UNFINISHED, backups_in
from desktop_app.storage.database import Database
from desktop_app.storage.entries import SqliteEntryStore
from desktop_app.storage.instance import instance_id
from desktop_app.storage.migrate import begin, open_book
from desktop_app.storage.sessions import SqliteSessionStore
from tests.helpers.clock import SOME_INSTANT, FakeClock
from tests.helpers.database import assert_sound
from tests.helpers.disk import faulty_disk
from tests.helpers.schemas import (
    RELEASED,
    RELEASES,
    book_of_schema,
    later_scripts,
    version_of,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.helpers.disk import FaultyDisk

NEWEST = RELEASES + 2
"""The schema of the invented Shiftbook most of these tests upgrade to."""

ALONE_WITHIN = timedelta(milliseconds=200)
MOMENT = "2026-09-21-141320"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the book will lie."""
    return tmp_path / "shiftbook.db"


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    """Where its copies will lie."""
    return tmp_path / "backups"


@pytest.fixture
def scripts(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Sequence[Path]:
    """Let this program be a later Shiftbook, with two more schemas; return all its scripts."""
    folder = tmp_path_factory.mktemp("later") / "migrations"
    made = later_scripts(folder)
    monkeypatch.setattr("desktop_app.storage.schema.MIGRATIONS", folder)
    return made


@pytest.fixture
def old(path: Path) -> Path:
    """A book of the present schema, filled."""
    book_of_schema(RELEASES, path)
    return path


def open_at(path: Path, now: int = SOME_INSTANT) -> Database:
    """Open the book at an instant that dates its copy."""
    return open_book(path, ALONE_WITHIN, clock=FakeClock(now))


def names(folder: Path) -> list[str]:
    """Return what lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


class Stopped(Exception):
    """The program ends here."""


@contextmanager
def stopping_at(statement: int) -> Iterator[None]:
    """Stop before the numbered statement of any connection opened inside the block."""
    seen: list[str] = []

    def trace(_cursor: apsw.Cursor, sql: str, _bindings: object) -> bool:
        seen.append(sql)
        if len(seen) >= statement:
            raise Stopped(sql)
        return True

    def watch(connection: apsw.Connection) -> None:
        connection.exec_trace = trace

    apsw.connection_hooks.append(watch)
    try:
        yield
    finally:
        apsw.connection_hooks.remove(watch)


@pytest.mark.parametrize("version", range(1, RELEASES + 1))
class TestEverySchema:
    """What each Shiftbook so far has written is opened by this one, and by later ones."""

    def read(self, database: Database) -> None:
        """Find what the people in tests/unit/storage/books wrote, through the stores."""
        assert instance_id(database) == "5b00c0de"
        people = SqliteAccountStore(database).all()
        assert [(person.name, person.disabled) for person in people] == [("Ada Löwe", False), ("Ben", True)]
        entries = SqliteEntryStore(database).newest(None, 10)
        assert [(entry.number, entry.author.name, entry.written_at) for entry in entries] == [
            (3, "Ada Löwe", 1790008000),
            (2, "Ben", 1790000700),
            (1, "Ada Löwe", 1790000600),
        ]
        assert entries[1].text == "Replaced the seal; see #1.\n\n- 🔧 torque 12 N·m"
        assert [session.id for session in SqliteSessionStore(database).living(1, 1790010000)] == ["ada-open"]
        assert_sound(database)

    def test_opens_with_this_program(self, path: Path, backups: Path, version: int) -> None:
        """With a copy of what it was before, if it was another schema."""
        book_of_schema(version, path)
        before = written(path)

        with closing(open_at(path)) as database:
            self.read(database)

        assert written(path) == before
        assert version_of(path) == RELEASES
        assert backups.exists() == (version < RELEASES)

    @pytest.mark.usefixtures("scripts")
    def test_opens_with_a_later_program(self, path: Path, backups: Path, version: int) -> None:
        """And the copy is the old book, which the old program opens."""
        book_of_schema(version, path)
        before = written(path)

        with closing(open_at(path)) as database:
            self.read(database)

        assert written(path) == before
        assert version_of(path) == NEWEST
        assert names(backups) == [f"shiftbook-{MOMENT}-before-schema-{NEWEST}.db"]
        copy = backups / names(backups)[0]
        assert written(copy) == before
        with closing(Database(copy)) as database:
            assert begin(database, RELEASED[:version])
            self.read(database)


@pytest.mark.usefixtures("scripts")
class TestUpgrade:
    """The copy first, then all scripts in one transaction."""

    def test_applies_what_is_missing_in_order(self, old: Path) -> None:
        """Rows that refer to a table that was replaced are still there."""
        open_at(old).close()

        with closing(apsw.Connection(str(old))) as book:
            assert book.execute("SELECT count(*) FROM word").get == 3
            assert book.execute("SELECT DISTINCT motto FROM account").get == "none"
            assert book.execute("PRAGMA foreign_key_check").fetchall() == []

    def test_is_done_once(self, old: Path, backups: Path) -> None:
        """The next start has nothing to copy."""
        open_at(old).close()
        open_at(old, SOME_INSTANT + 60).close()

        assert len(backups_in(backups)) == 1

    def test_a_new_book_needs_no_copy(self, path: Path, backups: Path) -> None:
        """It has all scripts at once."""
        open_at(path).close()

        assert version_of(path) == NEWEST
        assert not backups.exists()

    def test_takes_what_is_only_in_the_log(self, old: Path, backups: Path, tmp_path: Path) -> None:
        """A crash leaves the newest entries there."""
        crashed = tmp_path / "crashed" / "shiftbook.db"
        crashed.parent.mkdir()
        with closing(apsw.Connection(str(old))) as book:
            book.execute("INSERT INTO entry VALUES (4, 1, 'k-4', 1790008100, 60, 'only in the log')")
            for suffix in ("", "-wal"):
                content = old.with_name(f"shiftbook.db{suffix}").read_bytes()
                crashed.with_name(f"shiftbook.db{suffix}").write_bytes(content)

        open_at(crashed).close()

        assert not backups.exists()
        copy = backups_in(crashed.with_name("backups"))[0].path
        assert len(written(copy)["entry"]) == len(written(crashed)["entry"]) == 4

    @pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
    @pytest.mark.usefixtures("usual_umask")
    def test_the_copy_is_private(self, old: Path, backups: Path) -> None:
        """Everything people wrote is in it."""
        open_at(old).close()

        assert stat.S_IMODE(backups.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in backups.iterdir()} == {0o600}

    def test_tells_how_far_the_copy_is(self, old: Path) -> None:
        """Pages done, of how many; the last word is that all are."""
        with closing(apsw.Connection(str(old))) as book:
            book.execute("INSERT INTO entry VALUES (4, 1, 'big', 1790008100, 60, ?)", ("long " * 2_000_000,))
        told: list[tuple[int, int]] = []

        open_book(old, clock=FakeClock(), progress=lambda done, total: told.append((done, total))).close()

        assert len(told) > 2
        assert [done for done, _ in told] == sorted(done for done, _ in told)
        assert told[-1][0] == told[-1][1] > 2000

    def test_several_programs_upgrade_once(self, old: Path, backups: Path) -> None:
        """They take turns; whoever comes second finds it done."""
        with ThreadPoolExecutor(4) as pool:
            books = list(pool.map(lambda _: open_book(old, clock=FakeClock()), range(4)))
        for book in books:
            book.close()

        assert len(backups_in(backups)) == 1
        assert version_of(old) == NEWEST

    def test_waits_for_nobody_who_stays(self, old: Path, backups: Path) -> None:
        """An older Shiftbook that is still open does not know the new schema: nothing is done under it."""
        with closing(Database(old)) as older:
            assert begin(older, RELEASED)
            with pytest.raises(BookHeld):
                open_at(old)
            with older.write() as connection:
                connection.execute("INSERT INTO entry VALUES (4, 1, 'k-4', 1790008100, 60, 'still mine')")

        assert version_of(old) == RELEASES
        assert not backups.exists()


class TestCutOff:
    """Whatever stops an upgrade, the book is the old one or the new one."""

    @pytest.mark.faults
    @pytest.mark.usefixtures("scripts")
    def test_stopped_at_any_statement(self, tmp_path: Path) -> None:
        """Every statement in turn is the last, until none is; the next start finishes."""
        for statement in count(1):
            path = tmp_path / str(statement) / "shiftbook.db"
            book_of_schema(RELEASES, path)
            before = written(path)
            with suppress(Stopped), stopping_at(statement):
                open_at(path).close()
                break
            assert version_of(path) in {RELEASES, NEWEST}
            assert written(path) == before
            open_at(path).close()
            assert_upgraded(path, before)
        assert statement > 20

    @pytest.mark.faults
    @pytest.mark.slow
    @pytest.mark.usefixtures("scripts")
    def test_survives_a_power_cut_anywhere(self, tmp_path: Path) -> None:
        """Whatever had reached the disk by then."""
        for change in count():
            path = tmp_path / str(change) / "shiftbook.db"
            book_of_schema(RELEASES, path)
            before = written(path)
            with faulty_disk() as disk:
                disk.cut_power_before(change, luck=change)
                with suppress(ShiftbookError, apsw.IOError):
                    open_at(path).close()
                    break
            open_at(path, SOME_INSTANT + 60).close()
            assert_upgraded(path, before)
        assert change > 20

    @pytest.mark.faults
    @pytest.mark.usefixtures("scripts")
    @pytest.mark.parametrize("fault", [apsw.FullError, apsw.IOError], ids=["full", "failing"])
    def test_survives_a_disk_that_refuses(self, tmp_path: Path, fault: type[apsw.Error]) -> None:
        """From any change on: the start says so, leaves no half copy, and the book is whole."""
        for change in count():
            path = tmp_path / str(change) / "shiftbook.db"
            book_of_schema(RELEASES, path)
            before = written(path)
            refused = False
            with faulty_disk() as disk:

                def trouble(_kind: str, _file: str, *, last: int = change, disk: FaultyDisk = disk) -> None:
                    if len(disk.changes) >= last:
                        raise fault("refused")

                disk.trouble = trouble
                try:
                    database = open_at(path)
                except StartError:
                    refused = True
                else:
                    with suppress(StorageError):
                        database.close()
            if not refused:
                break
            assert not path.with_name("backups").joinpath(UNFINISHED).exists()
            open_at(path, SOME_INSTANT + 60).close()
            assert_upgraded(path, before)
        assert change > 20

    def test_goes_on_after_one_that_failed(self, old: Path, backups: Path, scripts: Sequence[Path]) -> None:
        """Nothing of it is left, the program before opens the book, and the next try finishes."""
        good = scripts[-1].read_text()
        scripts[-1].write_text("CREATE TABLE motto (motto TEXT); SELECT nothing FROM nowhere;")
        with pytest.raises(apsw.SQLError):
            open_at(old)
        with closing(Database(old)) as older:
            assert begin(older, RELEASED)
        scripts[-1].write_text(good)

        open_at(old, SOME_INSTANT + 60).close()

        assert_upgraded(old, written(backups / names(backups)[0]))

    def test_refuses_a_script_that_loses_what_others_refer_to(
        self, old: Path, scripts: Sequence[Path]
    ) -> None:
        """Foreign keys are off while tables are replaced, and looked at before it counts."""
        scripts[-1].write_text("DELETE FROM account WHERE id = 2")
        with pytest.raises(DatabaseDamaged) as raised:
            open_at(old)

        assert "account" in raised.value.cause
        assert version_of(old) == RELEASES


@pytest.mark.usefixtures("scripts")
class TestTroubleWithTheBook:
    """What was wrong before is not carried on."""

    def test_a_damaged_book_is_left_alone(self, old: Path, backups: Path) -> None:
        """Its copy is not sound either, so neither a copy nor an upgrade is made."""
        with closing(apsw.Connection(str(old))) as book:
            root = book.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'entry'").get
            size = book.pragma("page_size")
        with old.open("r+b") as file:
            file.seek((root - 1) * size + 8)
            file.write(b"\xff" * 40)
        before = old.read_bytes()

        with pytest.raises(DatabaseDamaged):
            open_at(old)

        assert old.read_bytes() == before
        assert names(backups) == []

    @pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
    def test_a_file_in_the_folders_place(self, old: Path, backups: Path) -> None:
        """The system's words are in the sentence; the book waits."""
        backups.write_text("somebody's notes")

        with pytest.raises(BackupFailed, match=r"File exists.*left as it is"):
            open_at(old)

        assert version_of(old) == RELEASES
        assert backups.read_text() == "somebody's notes"

    def test_a_full_disk_during_the_upgrade_itself(self, old: Path, backups: Path) -> None:
        """The copy is there, the upgrade is undone, and the sentence is a start's."""
        with faulty_disk() as disk:

            def trouble(kind: str, file: str) -> None:
                if kind == "write" and file.endswith("-wal"):
                    raise apsw.FullError("database or disk is full")

            disk.trouble = trouble
            with pytest.raises(BookDiskFull, match="Nothing was lost"):
                open_at(old)

        assert version_of(old) == RELEASES
        assert len(backups_in(backups)) == 1


def assert_upgraded(path: Path, before: dict[str, list[tuple[object, ...]]]) -> None:
    """It is the new schema, nothing of it is lost, and one whole copy of what it was lies beside it."""
    assert version_of(path) == NEWEST
    assert written(path) == before
    folder = path.with_name("backups")
    assert not folder.joinpath(UNFINISHED).exists()
    copies = backups_in(folder)
    assert [copy.path.name for copy in copies] == names(folder)
    assert len(copies) == 1
    assert version_of(copies[0].path) == RELEASES
    assert written(copies[0].path) == before
