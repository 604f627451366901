"""The command line: what is asked for, what is answered, and with which exit code."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from desktop_app import __version__, cli
from desktop_app.composition import people_of
from desktop_app.paths import DataFolder
from desktop_app.port import bind
from tests.helpers.command import invoke, undoing
from tests.helpers.http import status_of
from tests.helpers.program import clean_environment, start
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.testing import Result

PASSWORD = "lantern gravel ostrich"
OTHER = "harvest copper violin"
SIGNALS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]


@pytest.fixture(autouse=True)
def _undone() -> Iterator[None]:
    """Undo what a command run in this process does to it."""
    with undoing():
        yield


class TestRun:
    """Starting, in a process of its own."""

    def test_headless_prints_one_address_and_nothing_else(self, tmp_path: Path) -> None:
        """Programs that start us read this line."""
        with start(tmp_path, "--headless") as program:
            program.address()
            line = program.said
        assert re.fullmatch(r"Shiftbook is ready at http://127\.0\.0\.1:\d+/open\?key=[\w-]{43}\n", line)

    def test_the_address_opens_once(self, tmp_path: Path) -> None:
        """Whoever reads it over a shoulder comes too late."""
        with start(tmp_path, "run", "--headless") as program:
            address = program.address()
            assert [status_of(address), status_of(address)] == [303, 403]

    @pytest.mark.parametrize("number", SIGNALS)
    def test_a_signal_ends_it_cleanly(self, tmp_path: Path, number: signal.Signals) -> None:
        """Ctrl+C, SIGTERM and a closed terminal are the ways to end it, not failures."""
        with start(tmp_path, "--headless") as program:
            program.address()
            program.signal(number)
            assert program.wait() == 0
            assert "Traceback" not in program.complained
        assert "event=stopped clean=True" in (tmp_path / "data/logs/shiftbook.log").read_text()
        assert not (tmp_path / "data/shiftbook.db-wal").exists()
        assert not (tmp_path / "data/instance.json").exists()

    def test_the_key_is_nowhere_but_on_standard_output(self, tmp_path: Path) -> None:
        """Not in a log, not on stderr, not on the command line, not in the environment."""
        with start(tmp_path, "--headless") as program:
            key = program.address().partition("key=")[2]
            assert status_of(program.address()) == 303
            proc = Path(f"/proc/{program.process.pid}")
            if proc.exists():
                assert key.encode() not in (proc / "cmdline").read_bytes() + (proc / "environ").read_bytes()
            program.signal(signal.SIGTERM)
            program.wait()
            complained = program.complained
        kept = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
        assert len(kept) >= 4
        assert all(key.encode() not in path.read_bytes() for path in kept)
        assert key not in complained

    def test_everything_it_makes_is_its_owners_alone(self, tmp_path: Path) -> None:
        """Whatever umask it was started with."""
        with start(tmp_path, "--headless") as program:
            program.address()
            made = [tmp_path / "data", *(tmp_path / "data").rglob("*")]
            assert [path for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077] == []

    def test_the_port_is_the_same_the_next_time(self, tmp_path: Path) -> None:
        """So is the origin, and with it what the browser keeps for us."""
        ports = []
        for _ in range(2):
            with start(tmp_path, "--headless") as program:
                ports.append(urlsplit(program.address()).port)
        assert ports[0] == ports[1]

    def test_settings_come_from_the_environment_and_the_file_too(self, tmp_path: Path) -> None:
        """The file says headless, the environment where, the command line nothing."""
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "config.toml").write_text("headless = true\n")
        free = bind(0)
        port = free.getsockname()[1]
        free.close()
        environment = clean_environment(tmp_path, SHIFTBOOK_PORT=str(port))
        with start(tmp_path, environment=environment) as program:
            assert urlsplit(program.address()).port == port

    @pytest.mark.parametrize("variables", [{}, {"DISPLAY": ":4711"}, {"WAYLAND_DISPLAY": "wayland-9"}])
    def test_without_a_display_it_prints_the_address(self, tmp_path: Path, variables: dict[str, str]) -> None:
        """Over ssh, in a service, or with a DISPLAY nobody answers at."""
        with start(tmp_path, environment=clean_environment(tmp_path, **variables)) as program:
            assert status_of(program.address()) == 303
            assert "There is no display" in program.complained
            program.signal(signal.SIGTERM)
            assert program.wait() == 0

    @pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
    def test_enter_prints_a_fresh_address(self, tmp_path: Path) -> None:
        """The first one lasts a minute; somebody at a terminal can have another."""
        keyboard, terminal = os.openpty()
        with os.fdopen(terminal) as stdin, start(tmp_path, "--headless", stdin=stdin) as program:
            first = program.address()
            wait_for(lambda: "Press Enter" in program.complained, "a word about Enter")
            os.write(keyboard, b"\n")
            second = wait_for(lambda: program.addresses()[1:], "a second address")[0]
            assert second != first
            assert [status_of(second), status_of(first)] == [303, 303]
            program.signal(signal.SIGTERM)
            assert program.wait() == 0
        os.close(keyboard)


class TestFailingToStart:
    """One sentence with the cause, where the log and the data are, and exit code 1."""

    def failing(self, folder: Path, *flags: str) -> str:
        """Start a program that cannot, and return what it says."""
        with start(folder, "--headless", *flags) as program:
            assert program.wait() == 1
            assert program.said == ""
            complained = program.complained
        assert "Traceback" not in complained
        assert f"Log: {folder / 'data/logs/shiftbook.log'}\n" in complained
        assert f"Data folder: {folder / 'data'}\n" in complained
        return complained

    def test_a_port_that_is_taken(self, tmp_path: Path) -> None:
        """An asked port is not replaced by another."""
        taken = bind(0)
        port = str(taken.getsockname()[1])
        assert f"Port {port} is used by another program" in self.failing(tmp_path, "--port", port)
        taken.close()

    def test_a_damaged_book(self, tmp_path: Path) -> None:
        """It is left as it is."""
        (tmp_path / "data").mkdir()
        book = tmp_path / "data" / "shiftbook.db"
        book.write_bytes(b"this is no database" * 100)
        assert "damaged" in self.failing(tmp_path)
        assert book.read_bytes() == b"this is no database" * 100

    def test_a_damaged_key(self, tmp_path: Path) -> None:
        """A new one would sign everybody out."""
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "shiftbook.key").write_bytes(b"short")
        assert "shiftbook.key is damaged" in self.failing(tmp_path)

    def test_lifetimes_that_contradict_each_other(self, tmp_path: Path) -> None:
        """Nobody is to be half signed in."""
        flags = ("--access-lifetime", "2h", "--refresh-lifetime", "1h")
        assert "shorter than the refresh lifetime" in self.failing(tmp_path, *flags)

    def test_a_setting_nobody_has_heard_of(self, tmp_path: Path) -> None:
        """A slip in the file is said, not skipped."""
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "config.toml").write_text("acess_lifetime = '1h'\n")
        assert "acess_lifetime" in self.failing(tmp_path)

    def test_a_folder_that_cannot_be_used(self, tmp_path: Path) -> None:
        """The sentence names the folder and the flag that chooses another."""
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "logs").write_text("a file where a folder should be")
        complained = self.failing(tmp_path)
        assert f"The data folder {tmp_path / 'data'} cannot be used" in complained
        assert "--data-dir" in complained

    def test_a_mistake_of_ours(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Said in a sentence; the traceback is in the log."""

        def broken(*_: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(cli, "build", broken)
        result = invoke("--headless", "--data-dir", str(tmp_path / "data"))
        assert result.exit_code == 1
        assert "a mistake of its own" in result.stderr
        assert "ZeroDivisionError" in (tmp_path / "data/logs/shiftbook.log").read_text()


class TestWords:
    """Finding the way without a manual."""

    def test_version(self) -> None:
        """One line."""
        assert invoke("--version").output == f"Shiftbook {__version__}\n"

    def test_help_shows_the_flags_of_run(self) -> None:
        """Most people never type the word."""
        told = invoke("--help").output
        for word in ("--headless", "--data-dir", "--port", "--access-lifetime", "people", "doctor"):
            assert word in told

    def test_an_unknown_flag_is_refused(self) -> None:
        """With exit code 2, as everywhere."""
        result = invoke("--headles")
        assert result.exit_code == 2
        assert "--headless" in result.stderr


class TestPeople:
    """Everything about people works from a terminal, also while the program runs."""

    @pytest.fixture
    def book(self, tmp_path: Path) -> str:
        """A book with an administrator."""
        folder = str(tmp_path / "data")
        added = invoke("people", "add", "Ada", "--password-stdin", "--data-dir", folder, given=PASSWORD)
        assert added.exit_code == 0
        return folder

    def people(self, book: str, *arguments: str, given: str | None = None) -> Result:
        """Run a command on the people of *book*."""
        return invoke("people", "--data-dir", book, *arguments, given=given)

    def test_the_first_person_is_an_administrator(self, book: str) -> None:
        """Somebody must be able to add the others."""
        assert self.people(book, "list").output == "Ada (administrator)\n"

    def test_adds_and_lists(self, book: str) -> None:
        """In the order of names, with what is special about them."""
        added = self.people(book, "add", "Grace", "--administrator", "--password-stdin", given=f"{OTHER}\n")
        assert added.output == "Grace can sign in now and is an administrator.\n"
        assert self.people(book, "add", "Eve", "--password-stdin", given=OTHER).exit_code == 0
        assert self.people(book, "disable", "eve").output == "Eve can no longer sign in.\n"
        told = self.people(book, "list").output
        assert told == "Ada (administrator)\nEve (disabled)\nGrace (administrator)\n"
        assert self.people(book, "enable", "Eve").output == "Eve can sign in again.\n"

    def test_resets_a_password(self, book: str) -> None:
        """The new one counts, the old one does not."""
        assert (
            self.people(book, "reset-password", "Ada", "--password-stdin", given=f"{OTHER}\r\n").exit_code
            == 0
        )
        with people_of(DataFolder(Path(book))) as service:
            assert service.sign_in("Ada", OTHER, 1_790_000_000).name == "Ada"

    def test_asks_twice_and_shows_nothing(self, book: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """At a terminal nobody has to know a flag."""
        monkeypatch.setattr(cli, "_has_terminal", lambda: True)
        asked = self.people(book, "add", "Eve", given=f"{OTHER}\n{OTHER}\n")
        assert asked.exit_code == 0
        assert "Eve can sign in now." in asked.output
        assert OTHER not in asked.output

    def test_without_a_terminal_it_asks_for_the_flag(self, book: str) -> None:
        """A script that forgot it is told, instead of waiting for ever."""
        result = self.people(book, "add", "Eve", given="")
        assert result.exit_code == 2
        assert "--password-stdin" in result.stderr

    @pytest.mark.parametrize(
        ("arguments", "given", "sentence"),
        [
            (("add", "ada", "--password-stdin"), OTHER, "Somebody is already called"),
            (("add", "Eve", "--password-stdin"), "short", "at least 8"),
            (("disable", "Nobody"), None, "There is no such person."),
            (("disable", "Ada"), None, "last administrator"),
        ],
        ids=["name taken", "weak password", "unknown", "last administrator"],
    )
    def test_a_refusal_is_one_sentence(
        self, book: str, arguments: tuple[str, ...], given: str | None, sentence: str
    ) -> None:
        """On stderr, with exit code 1."""
        result = self.people(book, *arguments, given=given)
        assert result.exit_code == 1
        assert sentence in result.stderr
        assert result.stderr.count("\n") == 1

    def test_works_while_the_program_runs(self, tmp_path: Path) -> None:
        """From another process, on the same book."""
        with start(tmp_path, "--headless") as program:
            program.address()
            folder = str(tmp_path / "data")
            added = invoke("--data-dir", folder, "people", "add", "Ada", "--password-stdin", given=PASSWORD)
            assert added.exit_code == 0
            program.signal(signal.SIGTERM)
            assert program.wait() == 0
        assert invoke("people", "list", "--data-dir", folder).output == "Ada (administrator)\n"

    def test_the_data_folder_can_come_from_the_environment(
        self, book: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As for the program itself; the flag wins."""
        monkeypatch.setenv("SHIFTBOOK_DATA_DIR", book)
        assert invoke("people", "list").output == "Ada (administrator)\n"
        assert invoke("people", "list", "--data-dir", f"{book}-other").output == ""


class TestStreams:
    """A windowed program without a terminal has no streams at all."""

    def test_missing_streams_are_replaced(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whoever prints must not be what breaks the start."""
        monkeypatch.setattr(sys, "stdout", None)
        monkeypatch.setattr(sys, "stderr", None)
        cli._ensure_streams()
        replaced = [sys.stdout, sys.stderr]
        for stream in replaced:
            assert stream.write("heard by nobody")
            stream.close()


class TestLeaving:
    """The end of the process."""

    @pytest.mark.parametrize("stuck", ["Thread(target=Event().wait).start()", ""], ids=["stuck", "free"])
    def test_a_stuck_thread_does_not_keep_it_alive(self, stuck: str) -> None:
        """One of pywebview's waits for ever when its window is closed while a page comes up."""
        script = (
            f"from threading import Event, Thread\nfrom desktop_app import cli\n{stuck}\n"
            "print('said before the end')\ncli._leave(3)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
        )
        assert (done.returncode, done.stdout, done.stderr) == (3, "said before the end\n", "")
