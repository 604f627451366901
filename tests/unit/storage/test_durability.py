"""What was acknowledged is on the disk: seen from outside, with a program that is watched and killed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from desktop_app.config import Lifetimes
from desktop_app.sessions.decisions import RefreshDecision, decide_refresh
from desktop_app.sessions.model import Claims
from desktop_app.storage.sessions import SqliteSessionStore
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.database import add_person, assert_sound, open_book, sign_in

PROGRAM = Path(__file__).with_name("refresh_for_ever.py")
ROOT = Path(__file__).parents[3]


def program(book: Path, *arguments: str) -> list[str]:
    """Return the command that refreshes this book's session."""
    return [sys.executable, str(PROGRAM), str(book), *arguments]


@pytest.fixture
def environment() -> dict[str, str]:
    """Where the program finds what it imports."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book with one session, closed again."""
    database = open_book(tmp_path)
    sign_in(database, add_person(database, "Ada"), "a")
    database.close()
    return database.path


@pytest.fixture
def strace() -> str:
    """The tool that counts system calls, where it may."""
    found = shutil.which("strace")
    if found is None or subprocess.run([found, "-o", os.devnull, "true"], check=False).returncode != 0:
        pytest.skip("strace is not there, or may not watch a process here")
    return found


@pytest.mark.slow
def test_an_acknowledged_refresh_costs_one_sync(
    book: Path, environment: dict[str, str], strace: str, tmp_path: Path
) -> None:
    """Not none, and not two: twenty more refreshes are twenty more calls."""

    def syncs(times: int) -> int:
        record = tmp_path / f"strace-{times}"
        watch = [strace, "-f", "-e", "trace=fsync,fdatasync", "-o", str(record)]
        subprocess.run(
            [*watch, *program(book, str(times))], env=environment, check=True, stdout=subprocess.DEVNULL
        )
        return record.read_text().count("sync(")

    assert syncs(21) - syncs(1) == 20


@pytest.mark.faults
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_a_killed_program_has_lost_nothing_it_acknowledged(book: Path, environment: dict[str, str]) -> None:
    """Whenever it is killed, the token last handed out goes on, or is handed out again."""
    for killed_after in (1, 7, 30):
        with subprocess.Popen(program(book), env=environment, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            told = [running.stdout.readline() for _ in range(killed_after)]
            running.kill()
            told += running.stdout.readlines()
        held = Claims(**json.loads(next(line for line in reversed(told) if line.endswith("\n"))))
        judge = partial(decide_refresh, held, now=SOME_INSTANT, lifetimes=Lifetimes())

        database = open_book(book.parent)
        step = SqliteSessionStore(database).refresh(held, judge, SOME_INSTANT)
        assert_sound(database)
        database.close()

        assert step.decision in {RefreshDecision.ROTATED, RefreshDecision.REPEATED}
