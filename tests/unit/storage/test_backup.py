"""A copy of the book has a name only once it is whole, and no copy costs another one that knows more."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import BackupFailed, BackupRoomMissing
from desktop_app.logbook.backups import Backup
from desktop_app.logbook.telling import unheard
from desktop_app.storage import backup
from desktop_app.storage.backup import UNFINISHED, back_up, backups_in
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.schemas import ONE_MORE, RELEASES, book_of_schema, names, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop_app.logbook.telling import Tell


STEP = RELEASES + 1
NAME = f"shiftbook-2026-09-21-141320-before-schema-{STEP}.db"
ANOTHER = ONE_MORE.replace("'one-more'", "hex(randomblob(8))").replace("?", "'more'")


@pytest.fixture
def book(old: Path) -> Iterator[apsw.Connection]:
    """A filled book of the present schema, opened."""
    with closing(apsw.Connection(str(old))) as connection:
        yield connection


def copy_of(
    book: apsw.Connection, backups: Path, *, now: int = SOME_INSTANT, progress: Tell = unheard
) -> Path:
    """Copy the book before the next schema."""
    return back_up(book, backups, STEP, now=now, progress=progress)


class TestCopy:
    """What it is, and what it is called."""

    def test_holds_the_same_under_the_time_it_was_made(
        self, book: apsw.Connection, path: Path, backups: Path
    ) -> None:
        """One file, named after its time and its occasion."""
        made = copy_of(book, backups)

        assert made == backups / NAME
        assert names(backups) == [NAME]
        assert backups_in(backups) == [Backup(made, datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC), STEP)]
        assert written(made) == written(path)

    def test_is_one_state_while_somebody_writes(
        self, book: apsw.Connection, path: Path, backups: Path
    ) -> None:
        """What is posted meanwhile is not in it, and does not make it differ."""
        before = written(path)

        def post(_done: int, _total: int) -> None:
            with closing(apsw.Connection(str(path))) as other:
                other.execute(ANOTHER)

        assert written(copy_of(book, backups, progress=post)) == before
        assert len(written(path)["entry"]) > len(before["entry"])

    def test_throws_away_what_was_left_unfinished(self, book: apsw.Connection, backups: Path) -> None:
        """By a program that was killed."""
        backups.mkdir()
        (backups / UNFINISHED).write_bytes(b"half a book")

        copy_of(book, backups)

        assert names(backups) == [NAME]

    def test_a_stranger_in_the_folder_is_none(self, book: apsw.Connection, backups: Path) -> None:
        """Whatever else somebody keeps there stays and is not counted."""
        backups.mkdir()
        for name in ("shiftbook-notes.db", "shiftbook-2026-09-21-141320-before-schema-2.db.txt", "x"):
            (backups / name).touch()

        made = copy_of(book, backups)

        assert [found.path for found in backups_in(backups)] == [made]
        assert len(names(backups)) == 4


class TestNoCopy:
    """Nothing is left of it, and the sentence says what to do."""

    def test_where_there_is_no_room(
        self, book: apsw.Connection, backups: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Asked before the first byte is written: once the book's size, and as much again to work in."""
        usage = type("Usage", (), {"free": 1000})
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
        size = book.pragma("page_count") * book.pragma("page_size")

        with pytest.raises(BackupRoomMissing) as raised:
            copy_of(book, backups)

        assert (raised.value.needed, raised.value.free) == (2 * size, 1000)
        assert f"{2 * size / 1024**2:.1f} MiB of free space, and the disk has 0.0 MiB" in str(raised.value)
        assert names(backups) == []

    @pytest.mark.parametrize(
        ("harm", "words"),
        [
            (lambda copy: copy.write_bytes(copy.read_bytes()[:-4096]), "not sound"),
            (lambda copy: copy.write_bytes(b"\0" * 100_000), "not"),
            (lambda copy: alter(copy, "DROP TRIGGER entry_is_never_deleted; DELETE FROM entry"), "not hold"),
            (lambda copy: alter(copy, "PRAGMA user_version = 0"), "not hold"),
        ],
        ids=["cut short", "zeroes", "without entries", "of another version"],
    )
    def test_that_is_not_the_same(
        self,
        book: apsw.Connection,
        path: Path,
        backups: Path,
        monkeypatch: pytest.MonkeyPatch,
        harm: Callable[[Path], object],
        words: str,
    ) -> None:
        """A disk that keeps other bytes than it was given is noticed before the copy gets its name."""
        copy = backup._copy

        def copy_badly(book: apsw.Connection, draft: Path, progress: Tell) -> None:
            copy(book, draft, progress)
            harm(draft)

        monkeypatch.setattr(backup, "_copy", copy_badly)
        before = written(path)

        with pytest.raises(BackupFailed, match="left as it is") as raised:
            copy_of(book, backups)

        assert words in raised.value.cause
        assert names(backups) == []
        assert written(path) == before


class TestEarlierCopies:
    """Tries that failed leave one copy between them, unless an earlier one has what the newest has not."""

    def test_the_newest_of_one_step_is_enough(self, book: apsw.Connection, path: Path, backups: Path) -> None:
        """Entries are only ever added, so it has all that the earlier ones have."""
        copy_of(book, backups)
        book.execute(ANOTHER)
        newest = copy_of(book, backups, now=SOME_INSTANT + 60)

        assert names(backups) == [newest.name]
        assert written(newest) == written(path)

    def test_one_with_an_entry_more_stays(self, book: apsw.Connection, path: Path, backups: Path) -> None:
        """Somebody has put an older file in the book's place: the copy has the only one of these entries."""
        older = path.with_name("older.db")
        book_of_schema(RELEASES, older)
        book.execute(ANOTHER)
        first = copy_of(book, backups)

        with closing(apsw.Connection(str(older))) as smaller:
            second = copy_of(smaller, backups, now=SOME_INSTANT + 60)

        assert names(backups) == sorted([first.name, second.name])

    def test_one_of_another_book_stays(self, book: apsw.Connection, backups: Path) -> None:
        """It was born with another id."""
        first = copy_of(book, backups)
        book.execute("UPDATE instance SET id = '00000000'")

        second = copy_of(book, backups, now=SOME_INSTANT + 60)

        assert names(backups) == sorted([first.name, second.name])

    def test_one_of_another_step_stays(self, book: apsw.Connection, backups: Path) -> None:
        """An older Shiftbook may want it."""
        first = copy_of(book, backups)
        second = back_up(book, backups, STEP + 1, now=SOME_INSTANT + 60, progress=unheard)

        assert names(backups) == sorted([first.name, second.name])

    def test_one_that_cannot_be_read_stays(self, book: apsw.Connection, backups: Path) -> None:
        """Not ours to judge."""
        backups.mkdir()
        (backups / NAME).write_bytes(b"What is this?" * 100)

        second = copy_of(book, backups, now=SOME_INSTANT + 60)

        assert names(backups) == sorted([NAME, second.name])

    def test_a_clock_that_stands_still_overwrites_none(self, book: apsw.Connection, backups: Path) -> None:
        """Not even for the moment until the newest is known to have everything."""
        copy_of(book, backups)
        book.execute("UPDATE instance SET id = '00000000'")

        second = copy_of(book, backups)

        assert names(backups) == sorted([NAME, second.name])
        assert [found.before_schema for found in backups_in(backups)] == [STEP, STEP]


def alter(copy: Path, statements: str) -> None:
    """Change a copy behind the program's back, and fold the log into it."""
    with closing(apsw.Connection(str(copy))) as connection:
        connection.execute(statements)
