"""The first second: something to see at once, in the right colour, and a reason when there is no more."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import apsw
import pytest

from tests.helpers.desk import BAND, NOBODY, TITLE
from tests.helpers.program import clean_environment, start
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.desk import Desk

ACCENT = bytes((0x6B, 0x6B, 0x0F))
"""The moving bar of the opening page, as the X server keeps it: blue, green, red."""

WHOLE = (0, 0, 1100, 780)
BELOW_THE_PAGE = (300, 740)
BLACK = (0, 0, 0)
DARK = 0x60
"""No part of a colour in a dark window is lighter than this."""


@contextmanager
def locked(book: Path) -> Iterator[None]:
    """Hold a book as another program might: nobody can even read it."""
    with closing(apsw.Connection(str(book))) as other:
        other.pragma("locking_mode", "EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE; UPDATE instance SET id = id; COMMIT")
        yield


@pytest.fixture
def used(desk: Desk) -> Desk:
    """A desk with a book."""
    with desk.program("--headless") as program:
        program.address()
    return desk


def test_a_slow_start_says_that_it_is_at_work(used: Desk) -> None:
    """While another program holds the book; once it lets go, the first page comes by itself."""
    with used.program() as program:
        with locked(used.data / "shiftbook.db"):
            window = used.wait_for_window(TITLE)
            wait_for(lambda: ACCENT in used.screen.region(window, WHOLE), "the opening page")
            used.keep_picture("opening")
        used.wait_for_band(window, NOBODY)
        assert program.process.poll() is None


def test_a_failed_start_is_told_in_the_window(used: Desk) -> None:
    """With the reason, the log and the data folder; it stays until it is read, and fails then."""
    book = used.data / "shiftbook.db"
    whole = book.read_bytes()
    book.write_bytes(b"this is no database" * 100)
    with used.program() as program:
        window = used.wait_for_window(TITLE)
        wait_for(lambda: used.screen.pixel(window, *BAND) not in {NOBODY, BLACK}, "a page without a band")
        used.screen.close(TITLE)
        assert program.wait() == 1
        assert "damaged" in program.complained
        assert str(used.data / "logs" / "shiftbook.log") in program.complained
        assert used.screen.titles() == []
    assert book.read_bytes() == b"this is no database" * 100
    book.write_bytes(whole)


def test_while_a_failure_is_read_the_next_start_may_succeed(used: Desk, tmp_path: Path) -> None:
    """Somebody has freed the disk meanwhile: the failed start does not hold the folder any more."""
    book = used.data / "shiftbook.db"
    whole = book.read_bytes()
    book.write_bytes(b"this is no database" * 100)
    with used.program() as failed:
        used.wait_for_window(TITLE)
        wait_for(lambda: "cause=" in (used.data / "logs" / "shiftbook.log").read_text("utf-8"), "the failure")
        book.write_bytes(whole)
        with start(tmp_path, "--headless", environment=clean_environment(tmp_path)) as second:
            assert second.address()
        assert failed.process.poll() is None


def test_a_dark_desktop_sees_no_white_flash(desk: Desk) -> None:
    """From the moment there is a window until its first page, nothing in it is light."""
    settings = desk.folder / ".config" / "gtk-3.0" / "settings.ini"
    settings.parent.mkdir(parents=True)
    settings.write_text("[Settings]\ngtk-application-prefer-dark-theme=1\n")
    seen = set()
    with desk.program():
        window = desk.wait_for_window(TITLE)
        while desk.band(window) in {BLACK, desk.screen.pixel(window, *BELOW_THE_PAGE)}:
            seen.add(desk.screen.pixel(window, *BELOW_THE_PAGE))
        seen.add(desk.screen.pixel(window, *BELOW_THE_PAGE))
    assert seen
    assert max(max(colour) for colour in seen) < DARK
