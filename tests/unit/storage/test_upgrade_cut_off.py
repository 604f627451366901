"""An upgrade cut off or refused: the book is the old one or the new one, and the next start goes on."""

from __future__ import annotations

import sys
from contextlib import closing, contextmanager, suppress
from itertools import count
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import (
    BackupFailed,
    BookDiskFull,
    DatabaseDamaged,
    ShiftbookError,
    StartError,
    StorageError,
)
from desktop_app.storage.backup import UNFINISHED, backups_in
from desktop_app.storage.database import Database
from desktop_app.storage.migrate import begin
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.disk import faulty_disk
from tests.helpers.schemas import (
    NEWEST,
    RELEASED,
    RELEASES,
    assert_upgraded,
    book_of_schema,
    names,
    open_at,
    version_of,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.helpers.disk import FaultyDisk


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
