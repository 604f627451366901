"""Downloads in the real window: asked where to, saved there, told where they went."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from tests.helpers.shown_page import BOOK, asked, showing
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.desk import Desk

DIALOG = "Save as"
PAGE = """
<a autofocus href='/{file}'>take the book</a>
<script>
  for (const kind of ["downloaded", "download-failed"])
    addEventListener("shiftbook:" + kind, (event) =>
      fetch("/told?" + kind + "=" + encodeURIComponent(event.detail.path ?? event.detail.name)));
</script>
"""


@pytest.fixture
def saved(desk: Desk) -> Path:
    """Where the dialog proposes to save: this person has no folder for downloads yet."""
    return desk.folder / "book.csv"


def press_save(desk: Desk) -> None:
    """Choose what the dialog proposes, as soon as it is there."""
    desk.wait_for_window(DIALOG)
    wait_for(lambda: desk.screen.active(desk.wait_for_window(DIALOG)), "the keyboard in the dialog")
    desk.screen.press("Return")


def told(desk: Desk) -> list[str]:
    """Return what the page was told about downloads."""
    prefix = "/told?"
    return [unquote(line.removeprefix(prefix)) for line in asked(desk) if line.startswith(prefix)]


def test_a_download_is_saved_where_the_person_says(desk: Desk, saved: Path) -> None:
    """The window asks, the file is there, the page knows its path; the page itself stays."""
    with showing(desk, PAGE.format(file="book.csv")):
        desk.screen.press("Return")
        press_save(desk)
        wait_for(lambda: told(desk), "a word about the download")
        assert told(desk) == [f"downloaded={saved}"]
        assert saved.read_text() == BOOK


def test_a_page_that_sends_for_a_file_by_itself_stays(desk: Desk, saved: Path) -> None:
    """As the page Export does, which shows how far it is meanwhile."""
    script = (
        "<script>addEventListener('keydown', () => location.assign('/book.csv'), { once: true })</script>"
    )
    with showing(desk, PAGE.format(file="nothing").replace("<a autofocus", f"{script}<a")):
        desk.screen.press("x")
        press_save(desk)
        wait_for(lambda: told(desk), "a word about the download")
        assert told(desk) == [f"downloaded={saved}"]
        assert saved.read_text() == BOOK


def test_a_file_is_replaced_only_when_the_person_agrees(desk: Desk, saved: Path) -> None:
    """The dialog asks; whoever says no keeps what was there."""
    saved.write_text("last week's book")
    with showing(desk, PAGE.format(file="book.csv")):
        desk.screen.press("Return")
        press_save(desk)
        wait_for(lambda: len(desk.screen.titles()) > 2, "the question whether to replace it")
        desk.screen.press("Escape", "Escape")
        wait_for(lambda: desk.screen.titles() == ["Shiftbook"], "the dialogs to be gone")
        assert saved.read_text() == "last week's book"
        desk.screen.press("Return")
        press_save(desk)
        wait_for(lambda: len(desk.screen.titles()) > 2, "the question whether to replace it")
        desk.screen.press("Return")
        wait_for(lambda: told(desk), "a word about the download")
        assert saved.read_text() == BOOK
        assert told(desk) == [f"downloaded={saved}"]


def test_a_download_that_breaks_off_is_told(desk: Desk, saved: Path) -> None:
    """The page hears of it, once, and nothing half stands under the file's name."""
    with showing(desk, PAGE.format(file="broken.csv")):
        desk.screen.press("Return")
        press_save(desk)
        wait_for(lambda: told(desk), "a word about the download")
        assert told(desk) == ["download-failed=book.csv"]
        assert not saved.exists() or saved.read_text() == ""


def test_an_open_dialog_does_not_keep_the_program_alive(desk: Desk, saved: Path) -> None:
    """A shutdown, or somebody's Ctrl+C, while the dialogs wait for an answer: nothing is replaced."""
    saved.write_text("last week's book")
    with showing(desk, PAGE.format(file="book.csv"), covered=True):
        desk.screen.press("Return")
        press_save(desk)
        wait_for(lambda: len(desk.screen.titles()) > 2, "the question whether to replace it")
    assert saved.read_text() == "last week's book"
