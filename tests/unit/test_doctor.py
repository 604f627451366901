"""The doctor: every problem is found and comes with advice, and nothing is touched."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app import doctor
from desktop_app.composition import build
from desktop_app.config import Settings
from desktop_app.doctor import Finding, examine
from desktop_app.instance import Claim
from desktop_app.paths import DataFolder
from desktop_app.port import bind
from tests.helpers.clock import SOME_INSTANT, FakeClock
from tests.helpers.schemas import NEWEST, RELEASES, later_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVERYTHING = [
    "python", "data folder", "settings", "key", "book", "backup", "clock", "port", "log", "window", "display",
    "proxy",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[DataFolder]:
    """A data folder the program has been started and stopped on."""
    before = os.umask(0o022)
    made = DataFolder(tmp_path / "data")
    made.prepare()
    claim = Claim(made)
    assert claim.take()
    program = build(Settings(), made, FakeClock(), claim)
    program.start()
    program.stop()
    os.umask(before)
    yield made
    made.root.chmod(0o700)


def examined(folder: DataFolder, now: int = SOME_INSTANT) -> dict[str, Finding]:
    """Examine everything, by what it is."""
    return {finding.what: finding for finding in examine(folder, FakeClock(now))}


class TestEverything:
    """The whole look."""

    def test_of_a_sound_folder(self, folder: DataFolder) -> None:
        """Nothing to be done about what lies in it."""
        found = examined(folder)
        assert list(found) == EVERYTHING
        for what in ("python", "data folder", "settings", "key", "book", "clock", "port", "proxy"):
            assert found[what].sound, found[what].line()

    def test_before_the_first_start(self, tmp_path: Path) -> None:
        """Nothing is there yet, and that is no problem."""
        found = examined(DataFolder(tmp_path / "a" / "b"))
        for what in ("data folder", "settings", "key", "book", "clock", "port"):
            assert found[what].sound, found[what].line()
        assert list(tmp_path.iterdir()) == []

    def test_touches_nothing(self, folder: DataFolder) -> None:
        """Same files, same bytes, same times."""

        def state() -> dict[str, tuple[bytes, int, int]]:
            files = [path for path in folder.root.rglob("*") if path.is_file()]
            return {
                str(path): (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in files
            }

        before = state()
        assert examined(folder)
        assert state() == before

    def test_one_line_each(self, folder: DataFolder) -> None:
        """As a person reads it in a terminal."""
        for finding in examined(folder).values():
            assert "\n" not in finding.line()
            assert finding.line().startswith("ok       " if finding.sound else "problem  ")


class TestProblems:
    """Each comes with what to do."""

    def test_an_old_python(self) -> None:
        """From source one may have any."""
        assert doctor.python_version((3, 10, 9)).advice == "Install Python 3.11 or newer."
        assert doctor.python_version((3, 11, 0)).sound
        assert doctor.python_version((4, 0, 0)).sound

    @pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
    def test_a_folder_others_can_read(self, folder: DataFolder) -> None:
        """With the command that mends it."""
        folder.root.chmod(0o755)
        assert examined(folder)["data folder"].advice == f"Run: chmod 700 '{folder.root}'"

    def test_a_file_where_the_folder_should_be(self, tmp_path: Path) -> None:
        """It cannot be written to, and nothing in it can be looked at."""
        (tmp_path / "data").write_text("")
        found = examined(DataFolder(tmp_path / "data"))
        assert "--data-dir" in (found["data folder"].advice or "")
        assert list(found) == EVERYTHING

    def test_a_full_disk(self, folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
        """Before the book is the one to say so."""
        usage = type("Usage", (), {"free": 3 * 1024**2})
        monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
        found = examined(folder)["data folder"]
        assert "only 3 MiB free" in found.found
        assert not found.sound

    def test_a_setting_that_makes_no_sense(self, folder: DataFolder) -> None:
        """In its own words."""
        (folder.root / "config.toml").write_text("access_lifetime = 'soon'\n")
        found = examined(folder)["settings"]
        assert "'soon' is not a length of time" in found.found
        assert not found.sound

    def test_a_damaged_key(self, folder: DataFolder) -> None:
        """Not replaced: everybody would be signed out."""
        folder.key.write_bytes(b"short")
        assert not examined(folder)["key"].sound

    @pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
    def test_a_key_others_can_read(self, folder: DataFolder) -> None:
        """Whoever has it can be anybody."""
        folder.key.chmod(0o640)
        assert examined(folder)["key"].advice == f"Run: chmod 600 '{folder.key}'"

    def test_a_damaged_book(self, folder: DataFolder) -> None:
        """With SQLite's own words."""
        folder.database.write_bytes(b"this is no database" * 100)
        found = examined(folder)
        assert not found["book"].sound
        assert "Cause:" in found["book"].line()
        assert found["clock"].sound

    @pytest.mark.parametrize("now", [0, 1_700_000_000])
    def test_a_clock_that_was_never_set(self, folder: DataFolder, now: int) -> None:
        """Nobody had this program then."""
        assert examined(folder, now)["clock"].advice == "Set this computer's clock."

    def test_a_clock_behind_the_newest_entry(self) -> None:
        """The book remembers a later time."""
        found = doctor.clock_reading(SOME_INSTANT, SOME_INSTANT + 1)
        assert not found.sound
        assert "2026-09-21 14:13:21" in found.found
        assert doctor.clock_reading(SOME_INSTANT, SOME_INSTANT).sound

    def test_no_engine(self) -> None:
        """With the line that installs one."""
        assert doctor.engine(None).advice
        assert doctor.engine("WebKitGTK 4.1").sound

    def test_no_display(self) -> None:
        """There is another way."""
        assert "--headless" in (doctor.display(here=False).advice or "")
        assert doctor.display(here=True).sound


class TestBook:
    """What a start would meet, in its words, and what it would do."""

    def test_newer(self, folder: DataFolder) -> None:
        """With what to install."""
        with closing(apsw.Connection(str(folder.database))) as book:
            book.pragma("user_version", 99)
        found = examined(folder)["book"]
        assert not found.sound
        assert "Install the newer Shiftbook" in found.line()

    def test_in_another_programs_hands(self, folder: DataFolder) -> None:
        """Which has to let go first."""
        with closing(apsw.Connection(str(folder.database))) as book:
            book.pragma("locking_mode", "EXCLUSIVE")
            book.execute("INSERT INTO access_log (at, event) VALUES (0, 'held')")
            found = examined(folder)["book"]
        assert not found.sound
        assert "Another program has the logbook" in found.line()

    def test_that_may_only_be_read(self, folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nobody could write an entry."""
        monkeypatch.setattr("os.access", lambda path, how: path != folder.database or how != os.W_OK)
        found = examined(folder)["book"]
        assert not found.sound
        assert "can be read but not written" in found.line()

    def test_that_will_be_upgraded(
        self, folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """After a backup, for which there is room."""
        later_scripts(tmp_path / "later")
        monkeypatch.setattr("desktop_app.storage.schema.MIGRATIONS", tmp_path / "later")
        found = examined(folder)["book"]
        assert found.sound
        assert f"schema {RELEASES} of {NEWEST}, sound. The next start makes a backup" in found.line()

    def test_whose_upgrade_has_no_room(
        self, folder: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """In the words of the start that would refuse."""
        later_scripts(tmp_path / "later")
        monkeypatch.setattr("desktop_app.storage.schema.MIGRATIONS", tmp_path / "later")
        usage = type("Usage", (), {"free": 1000})
        monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
        found = examined(folder)["book"]
        assert not found.sound
        assert "the disk has 0.0 MiB" in found.line()

    def test_with_backups(self, folder: DataFolder) -> None:
        """How many, the last one's date, and what was cut off."""
        backups = folder.root / "backups"
        backups.mkdir()
        for name in ("2026-10-01-070000-before-schema-2", "2026-11-25-080000-before-schema-3"):
            (backups / f"shiftbook-{name}.db").touch()
        whole = examined(folder)["backup"].line()
        (backups / "unfinished.db").touch()
        assert whole.endswith(f"2 in {backups}, the last of 2026-11-25 08:00:00 UTC, before schema 3.")
        assert "unfinished.db is not whole" in examined(folder)["backup"].line()

    def test_with_backups_in_a_folder_of_choice(self, folder: DataFolder, tmp_path: Path) -> None:
        """Where they are, and that the disk is to be plugged in if it is not there."""
        stick = tmp_path / "stick"
        stick.mkdir()
        (stick / "shiftbook-2026-11-26-080000-3-0123456789ab.db").touch()
        with closing(apsw.Connection(str(folder.database))) as book:
            book.execute("UPDATE instance SET backup_folder = ?", (str(stick),))
        found = examined(folder)["backup"]
        assert (found.sound, found.found) == (True, f"1 in {stick}, the last of 2026-11-26 08:00:00 UTC.")
        shutil.rmtree(stick)
        assert f"{stick} is not there: plug the disk in" in examined(folder)["backup"].line()


def test_the_log_is_measured(folder: DataFolder) -> None:
    """With the older ones it was turned over to."""
    folder.log.write_bytes(bytes(1024 * 1024))
    folder.log.with_name("shiftbook.log.1").write_bytes(bytes(512 * 1024))
    assert examined(folder)["log"].found == f"{folder.log}, 1.5 MiB with 1 older one."


class TestPort:
    """A port in use is no problem, but whose it is, is said."""

    def test_free(self) -> None:
        """The usual case."""
        with closing(bind(0)) as listener:
            number = listener.getsockname()[1]
        assert doctor.port(number).found == f"{number} is free."

    def test_ours(self, tmp_path: Path) -> None:
        """The program is open."""
        before = os.umask(0o022)
        made = DataFolder(tmp_path / "data")
        made.prepare()
        os.umask(before)
        claim = Claim(made)
        assert claim.take()
        program = build(Settings(), made, FakeClock(), claim)
        program.start()
        try:
            number = int(program.origin.rpartition(":")[2])
            assert doctor.port(number).found == f"Shiftbook is running on {number}."
        finally:
            program.stop()

    def test_somebody_elses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """It does not even have to answer."""
        monkeypatch.setattr(doctor, "ANSWER_SECONDS", 0.1)
        with closing(bind(0)) as listener:
            found = doctor.port(listener.getsockname()[1])
        assert "another program" in found.found
        assert found.sound


def test_proxies_are_named_without_their_passwords() -> None:
    """Their addresses often hold some."""
    assert doctor.proxies(("http_proxy",)).line().endswith("http_proxy: the window goes past it.")
    assert doctor.proxies(()).sound
