"""An upgrade that is killed, or that the disk refuses (P1): the book is whole, the next start upgrades it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.storage.backup import UNFINISHED
from tests.helpers.mounts import on_own_disk
from tests.helpers.program import ROOT
from tests.helpers.schemas import (
    ADDS_AND_FILLS,
    INVENTED,
    NEWEST,
    RELEASES,
    assert_upgraded,
    book_of_schema,
    later_scripts,
    version_of,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: strace, tmpfs"),
]

PROGRAM = Path(__file__).with_name("open_later.py")
CHANGES = ("mkdir", "chmod", "pwrite64", "fdatasync", "fsync", "rename", "ftruncate", "unlink")
"""Every call with which an upgrade changes the disk."""

EVERY_SO_MANY = {"pwrite64": 4}
"""Not each of the many writes: tests/unit/storage/test_upgrade.py takes every one, on a disk of its own."""

KILLED = -9
REFUSED = 1
REFUSALS = ("BackupFailed", "BackupRoomMissing", "BookDiskFull", "BookUnreachable", "StorageUnavailable")
"""What a start may say; the last one is a book that was open already and could not be closed."""

SMALL_DISK_BYTES = 1024 * 1024
WRITES_TOO_MUCH = "CREATE TABLE filling AS SELECT randomblob(900000) AS filling;\n"


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    """The scripts of a later Shiftbook."""
    later_scripts(tmp_path / "migrations")
    return tmp_path / "migrations"


def later(book: Path, migrations: Path, *before: str) -> subprocess.CompletedProcess[str]:
    """Let the later Shiftbook open the book, with *before* in front of its command; return how it ended."""
    return subprocess.run(
        [*before, sys.executable, str(PROGRAM), str(book), str(migrations)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def meddling(trace: Path, call: str, what: str, nth: int) -> Sequence[str]:
    """Return a command that lets something happen at the nth of these calls; skip the test without strace."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    return ("strace", "-f", "-o", str(trace), "-e", f"trace={call}", "-e", f"inject={call}:{what}:when={nth}")


@pytest.mark.parametrize("what", ["signal=SIGKILL", "error=EIO", "error=ENOSPC"])
@pytest.mark.parametrize("call", CHANGES)
def test_at_every_change_in_turn(tmp_path: Path, migrations: Path, call: str, what: str) -> None:
    """Killed, or refused: nothing is lost, nothing half made passes for a copy, the next start goes on."""
    stopped = 0
    for nth in count(1, EVERY_SO_MANY.get(call, 1)):
        book = tmp_path / str(nth) / "shiftbook.db"
        book_of_schema(RELEASES, book)
        before = written(book)
        ended = later(book, migrations, *meddling(tmp_path / "trace", call, what, nth))
        if "INJECTED" not in (tmp_path / "trace").read_text() and ended.returncode == 0:
            break
        if ended.returncode != 0:
            stopped += 1
            assert_told(ended, killed="KILL" in what)
        assert version_of(book) in {RELEASES, NEWEST}
        again = later(book, migrations)
        assert (again.returncode, again.stdout) == (0, "open\n"), again.stderr
        assert_upgraded(book, before)
        shutil.rmtree(book.parent)
    # What is only tidied away may fail without stopping anybody.
    assert nth > 1
    assert stopped > 0 or call in {"ftruncate", "unlink"}


def test_on_a_disk_too_small_for_the_copy(tmp_path: Path, migrations: Path) -> None:
    """It says how much is needed and how much is there, and touches nothing; with room it goes on."""
    ended = on_small_disk(tmp_path, migrations, leave_free=100 * 1024)

    assert "BackupRoomMissing" in ended.stderr
    assert "0.1 MiB." in ended.stderr
    assert_went_on(ended, tmp_path)


def test_on_a_disk_too_small_for_the_upgrade(tmp_path: Path) -> None:
    """The copy fits, what the scripts write does not: the upgrade is undone; with room it goes on."""
    later_scripts(tmp_path / "migrations", (ADDS_AND_FILLS + WRITES_TOO_MUCH, INVENTED[1]))

    ended = on_small_disk(tmp_path, tmp_path / "migrations", leave_free=600 * 1024)

    assert "BookDiskFull" in ended.stderr
    assert_went_on(ended, tmp_path)


def on_small_disk(tmp_path: Path, migrations: Path, *, leave_free: int) -> subprocess.CompletedProcess[str]:
    """Let the later Shiftbook try on a disk that is nearly full, then with room; keep what a try leaves."""
    book_of_schema(RELEASES, tmp_path / "data" / "shiftbook.db")
    data, kept = str(tmp_path / "data"), str(tmp_path / "kept")
    filler = SMALL_DISK_BYTES - leave_free
    mount = (
        f'cp -a "$1" "$2"; mount -t tmpfs -o size={SMALL_DISK_BYTES} small "$1"; cp -a "$2/." "$1";'
        f' rm -r "$2"; used=$(du -sk "$1" | cut -f1); head -c $(({filler} - used * 1024)) /dev/zero'
        ' > "$1/filler"'
    )
    retry = (
        f'"$@" && exit 9; cp -a "{data}" "{kept}"; mount -o remount,size=16m "{data}"; rm "{data}/filler";'
        f' "$@"; ended=$?; cp -a "{data}" "{kept}-after"; exit $ended'
    )
    return later(
        tmp_path / "data" / "shiftbook.db",
        migrations,
        *on_own_disk(mount, data, kept),
        "sh",
        "-c",
        retry,
        "sh",
    )


def assert_went_on(ended: subprocess.CompletedProcess[str], tmp_path: Path) -> None:
    """After the failure the book was whole and the old one; after the retry it is the new one."""
    assert (ended.returncode, ended.stdout) == (0, "open\n"), ended.stderr
    left = tmp_path / "kept" / "shiftbook.db"
    assert version_of(left) == RELEASES
    assert not left.with_name("backups").joinpath(UNFINISHED).exists()
    assert_upgraded(tmp_path / "kept-after" / "shiftbook.db", written(left))


def assert_told(ended: subprocess.CompletedProcess[str], *, killed: bool) -> None:
    """A kill is silent; anything else is told in a sentence, and not as a mistake of ours."""
    if killed:
        assert ended.returncode == KILLED
    else:
        assert ended.returncode == REFUSED
        assert ended.stderr.startswith(REFUSALS), ended.stderr
        assert "Traceback" not in ended.stderr
