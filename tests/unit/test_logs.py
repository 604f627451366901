"""The log: one line a record, in UTC, readable by its owner alone, and without secrets."""

from __future__ import annotations

import logging
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import DataFolderUnusable
from desktop_app.logs import (
    FILE_BYTES,
    OLD_FILES,
    ConsoleFormatter,
    RecordFormatter,
    one_line,
    start_logging,
    without_secrets,
)

if TYPE_CHECKING:
    from pathlib import Path

SOME_INSTANT = 1_790_000_000
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJ0eXAiOiJyZWZyZXNoIn0.c2lnbmF0dXJl"


def record(message: str, *arguments: object, level: int = logging.INFO) -> logging.LogRecord:
    """Make a record as a logger would, at a known time."""
    made = logging.LogRecord("desktop_app.web", level, __file__, 1, message, arguments, None)
    made.created = SOME_INSTANT
    return made


def run_logging(file: Path, body: str, *, headless: bool = False) -> str:
    """Log in a process of its own, whose logging may be set up for good; return its stderr."""
    script = (
        "import logging, os, warnings\nfrom pathlib import Path\nfrom desktop_app.logs import start_logging\n"
        f"start_logging(Path({str(file)!r}), headless={headless})\nlog = logging.getLogger('test')\n{body}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60, umask=0o022
    )
    return done.stderr


class TestRecords:
    """How a record is written."""

    def test_is_one_line_in_utc(self) -> None:
        """Whatever the computer's time zone."""
        line = RecordFormatter().format(record("sign_in outcome=%s", "ok"))
        assert line == "2026-09-21T14:13:20.000+00:00 INFO    desktop_app.web sign_in outcome=ok"

    def test_nobody_forges_a_record(self) -> None:
        """A name with a line break in it stays in its line (ASVS 16.4.1)."""
        line = RecordFormatter().format(record("name=%s", "Eve\r\n2026 INFO sign_in outcome=ok\x1b[2J\u2028"))
        assert "\n" not in line
        assert line.endswith(r"name=Eve\r\n2026 INFO sign_in outcome=ok\x1b[2J\u2028")

    def test_nobody_forges_one_in_a_traceback_either(self) -> None:
        """Every further line is indented; a record never is."""
        made = record("failed", level=logging.ERROR)
        error = ValueError("\n2026-09-21T14:13:20 INFO forged")
        made.exc_info = (ValueError, error, None)
        first, *rest = RecordFormatter().format(made).splitlines()
        assert first.endswith("failed")
        assert len(rest) == 2
        assert all(line.startswith("    ") for line in rest)

    def test_secrets_are_struck_out(self) -> None:
        """A key in an address, a token in an exception's text."""
        line = RecordFormatter().format(record("url=%s", "http://127.0.0.1:1/open?key=s3cr3t-K_y&x=1"))
        assert line.endswith("url=http://127.0.0.1:1/open?key=***&x=1")
        made = record("failed")
        made.exc_info = (ValueError, ValueError(TOKEN), None)
        assert TOKEN not in RecordFormatter().format(made)

    def test_a_person_gets_the_message_alone(self) -> None:
        """No time, no traceback."""
        made = record("port taken\nby %s", "another", level=logging.WARNING)
        made.exc_info = (ValueError, ValueError("x"), None)
        assert ConsoleFormatter().format(made) == r"shiftbook: warning: port taken\nby another"

    @pytest.mark.parametrize("text", ["Ada Byron", "naïve café", "数据", "key=word", "a.b.c"])
    def test_ordinary_words_stay(self, text: str) -> None:
        """Only what is dangerous is changed."""
        assert one_line(without_secrets(text)) == text


class TestFile:
    """Where records go."""

    def test_is_its_owners_alone(self, tmp_path: Path) -> None:
        """Also under a careless umask, and if it was there before."""
        file = tmp_path / "shiftbook.log"
        file.touch(0o644)
        run_logging(file, "log.info('hello')")
        made = list(tmp_path.iterdir())
        assert {path.name for path in made} == {"shiftbook.log", "crash.log"}
        assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}

    def test_takes_everything_while_stderr_takes_warnings(self, tmp_path: Path) -> None:
        """A person at a terminal is told what matters."""
        said = run_logging(tmp_path / "shiftbook.log", "log.info('quiet'); log.warning('loud')")
        assert said == "shiftbook: warning: loud\n"
        assert "quiet" in (tmp_path / "shiftbook.log").read_text()

    def test_headless_says_everything(self, tmp_path: Path) -> None:
        """A service's journal is its stderr."""
        said = run_logging(tmp_path / "shiftbook.log", "log.info('quiet')", headless=True)
        assert said == "shiftbook: info: quiet\n"

    def test_takes_pythons_own_warnings(self, tmp_path: Path) -> None:
        """Nobody reads the stderr of a window."""
        run_logging(tmp_path / "shiftbook.log", "warnings.warn('old habit')")
        assert "old habit" in (tmp_path / "shiftbook.log").read_text()

    def test_does_not_grow_for_ever(self, tmp_path: Path) -> None:
        """Old files are few, and the whole of it stays small."""
        run_logging(tmp_path / "shiftbook.log", f"for _ in range(6): log.info('x' * {FILE_BYTES - 200})")
        logs = sorted(path.name for path in tmp_path.glob("shiftbook.log*"))
        assert logs == ["shiftbook.log", *(f"shiftbook.log.{n}" for n in range(1, OLD_FILES + 1))]
        assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in logs} == {0o600}

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGSEGV to send")
    def test_a_crash_leaves_a_trace(self, tmp_path: Path) -> None:
        """Not even Python is left to write a record then."""
        run_logging(tmp_path / "shiftbook.log", "os.kill(os.getpid(), 11)")
        assert "Segmentation fault" in (tmp_path / "crash.log").read_text()

    def test_a_file_that_cannot_be_written_is_a_reason_not_to_start(self, tmp_path: Path) -> None:
        """The folder is named: it is the one to be repaired."""
        blocked = tmp_path / "data" / "logs" / "shiftbook.log"
        blocked.mkdir(parents=True)
        with pytest.raises(DataFolderUnusable, match=str(tmp_path / "data")):
            start_logging(blocked, headless=True)


def test_the_umask_of_these_tests_is_careless() -> None:
    """Otherwise the file's mode would be right by luck."""
    before = os.umask(0o022)
    os.umask(before)
    assert before & 0o077 != 0o077


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_a_full_disk_costs_records_and_nothing_else(tmp_path: Path) -> None:
    """No traceback reaches the person: what needed the disk tells them in a sentence."""
    fill_up = "logging.getLogger().handlers[0].stream = open('/dev/full', 'a')\n"

    assert run_logging(tmp_path / "shiftbook.log", f"{fill_up}log.info('words')") == ""


def test_a_mistake_in_a_record_is_not_hidden(tmp_path: Path) -> None:
    """It is ours, and whoever works on the program has to see it."""
    assert "--- Logging error ---" in run_logging(tmp_path / "shiftbook.log", "log.info('%d', 'words')")
