"""A new Shiftbook opens an old book: after a checked copy, as a whole, and with all that people wrote."""

from __future__ import annotations

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import (
    BookHeld,
)
from desktop_app.logbook.finding import Filter
from desktop_app.logbook.telling import unheard
from desktop_app.storage import chain_upgrade, migrate
from desktop_app.storage.accounts import SqliteAccountStore
from desktop_app.storage.backup import backups_in
from desktop_app.storage.database import Database
from desktop_app.storage.entries import SqliteEntryStore
from desktop_app.storage.instance import instance_id
from desktop_app.storage.migrate import begin, open_book, upgrade
from desktop_app.storage.sessions import SqliteSessionStore
from tests.helpers.clock import SOME_INSTANT, FakeClock
from tests.helpers.database import assert_sound
from tests.helpers.schemas import (
    ENTRIES,
    NEWEST,
    ONE_MORE,
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
    from collections.abc import Sequence
    from pathlib import Path

BEFORE_THE_CHAIN = 2
"""The last schema without one."""


MOMENT = "2026-09-21-141320"


@pytest.mark.parametrize("version", range(1, RELEASES + 1))
class TestEverySchema:
    """What each Shiftbook so far has written is opened by this one, and by later ones."""

    def read(self, database: Database) -> None:
        """Find what the people in tests/unit/storage/books wrote, through the stores."""
        assert instance_id(database) == "5b00c0de"
        people = SqliteAccountStore(database).all()
        assert [(person.name, person.disabled) for person in people] == [("Ada Löwe", False), ("Ben", True)]
        entries = SqliteEntryStore(database).newest(Filter(up_to=3), None, 10)
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
            # Beyond the schema only this program's own queries can tell, and they know the newest columns.
            if version == RELEASES:
                self.read(database)


@pytest.mark.usefixtures("scripts")
class TestUpgrade:
    """The copy first, then all scripts in one transaction."""

    def test_applies_what_is_missing_in_order(self, old: Path) -> None:
        """Rows that refer to a table that was replaced are still there."""
        open_at(old).close()

        with closing(apsw.Connection(str(old))) as book:
            assert book.execute("SELECT count(*) FROM word").get == ENTRIES
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
            book.execute(ONE_MORE, ("only in the log",))
            for suffix in ("", "-wal"):
                content = old.with_name(f"shiftbook.db{suffix}").read_bytes()
                crashed.with_name(f"shiftbook.db{suffix}").write_bytes(content)

        open_at(crashed).close()

        assert not backups.exists()
        copy = backups_in(crashed.with_name("backups"))[0].path
        assert len(written(copy)["entry"]) == len(written(crashed)["entry"]) == ENTRIES + 1

    def test_undoes_what_another_program_left_half_done(self, old: Path, tmp_path: Path) -> None:
        """Its journal hides from a reader which schema the book has; the upgrade is not missed."""
        crashed = tmp_path / "crashed" / "shiftbook.db"
        crashed.parent.mkdir()
        before = written(old)
        with closing(apsw.Connection(str(old))) as book:
            book.pragma("journal_mode", "DELETE")
            book.execute("BEGIN; UPDATE account SET name = 'half done'")
            book.cache_flush()
            for suffix in ("", "-journal"):
                content = old.with_name(f"shiftbook.db{suffix}").read_bytes()
                crashed.with_name(f"shiftbook.db{suffix}").write_bytes(content)

        open_at(crashed).close()

        assert_upgraded(crashed, before)

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
            book.execute(ONE_MORE, ("long " * 2_000_000,))
        told: list[tuple[int, int]] = []

        open_book(old, clock=FakeClock(), progress=lambda done, total: told.append((done, total))).close()

        assert len(told) > 2
        assert [done for done, _ in told] == sorted(done for done, _ in told)
        assert told[-1][0] == told[-1][1] > 2000

    def test_tells_how_many_entries_have_their_hash(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A large book takes a while, and whoever waits sees it move."""
        monkeypatch.setattr(chain_upgrade, "TOLD_EVERY", 1)
        old, told = tmp_path / "shiftbook.db", list[tuple[int, int]]()
        book_of_schema(BEFORE_THE_CHAIN, old)
        open_book(old, clock=FakeClock(), linked=lambda done, total: told.append((done, total))).close()
        total = told[-1][1]
        assert told == [(done, total) for done in range(1, total + 1)]

    def test_several_programs_upgrade_once(self, old: Path, backups: Path) -> None:
        """They take turns; whoever comes second finds it done."""
        with ThreadPoolExecutor(4) as pool:
            books = list(pool.map(lambda _: open_book(old, clock=FakeClock()), range(4)))
        for book in books:
            book.close()

        assert len(backups_in(backups)) == 1
        assert version_of(old) == NEWEST

    def test_finds_what_another_program_has_just_done(
        self, old: Path, backups: Path, scripts: Sequence[Path]
    ) -> None:
        """Between the look at the book and having it alone."""
        open_at(old).close()
        upgrade(old, scripts, now=SOME_INSTANT + 60, progress=unheard)

        assert len(backups_in(backups)) == 1

    def test_waits_for_somebody_who_is_about_to_go(self, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """An older Shiftbook that is just being closed."""
        older = Database(old)
        assert begin(older, RELEASED)
        monkeypatch.setattr(migrate, "sleep", lambda _: older.close())

        open_at(old).close()

        assert version_of(old) == NEWEST

    def test_waits_for_nobody_who_stays(self, old: Path, backups: Path) -> None:
        """An older Shiftbook that is still open does not know the new schema: nothing is done under it."""
        with closing(Database(old)) as older:
            assert begin(older, RELEASED)
            with pytest.raises(BookHeld):
                open_at(old)
            with older.write() as connection:
                connection.execute(ONE_MORE, ("still mine",))

        assert version_of(old) == RELEASES
        assert not backups.exists()
