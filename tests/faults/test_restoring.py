"""P1 and P8: a restore that is killed at any step leaves the old book or the new one, whole."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from desktop_app.logbook.backups import NOBODY
from desktop_app.logbook.model import Writing
from desktop_app.logbook.telling import unheard
from desktop_app.storage.backups import SqliteBackupStore
from desktop_app.storage.entries import SqliteEntryStore
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.database import open_book
from tests.helpers.record import exported, files_of, new_record

if TYPE_CHECKING:
    from pathlib import Path

STEPS = ("copy_book", "change_of", "made_ready", "settle", "fetch_files")
KILLED = """
import os, signal, sys
from desktop_app.storage import backups

step, when, *command = sys.argv[1:]
done = getattr(backups, step)

def killed(*values, **named):
    if when == "after":
        done(*values, **named)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(backups, step, killed)
sys.argv = ["shiftbook", *command]
from desktop_app.cli import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_restore_that_is_killed_costs_nothing(tmp_path: Path, step: str, when: str) -> None:
    """The book opens as it was; the same restore succeeds the next time."""
    with closing(new_record(tmp_path)) as book:
        backup = SqliteBackupStore(book, files_of(tmp_path)).make(NOBODY, SOME_INSTANT, unheard).backup
        then = exported(book, tmp_path)
        SqliteEntryStore(book).add(
            author_id=1, key="k", writing=Writing("since"), written_at=SOME_INSTANT, utc_offset=0
        )
        now = exported(book, tmp_path)
    command = ["restore", backup.path.name, "--yes", "--data-dir", str(tmp_path)]
    killed = subprocess.run([sys.executable, "-c", KILLED, step, when, *command], check=False)
    assert killed.returncode == -signal.SIGKILL
    with closing(open_book(tmp_path)) as book:
        assert exported(book, tmp_path) == now
    again = subprocess.run([sys.executable, "-m", "desktop_app", *command], check=False, capture_output=True)
    assert again.returncode == 0, again.stderr
    with closing(open_book(tmp_path)) as book:
        assert exported(book, tmp_path) == then
    assert not (tmp_path / "restoring").exists()
