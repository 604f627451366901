"""Closing the real window: the page saves first, a person is asked when it cannot, and nothing hangs."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from desktop_app.desktop.gtk_window import QUESTION
from tests.helpers.desk import TITLE
from tests.helpers.processes import children
from tests.helpers.shown_page import asked, showing
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from tests.helpers.desk import Desk

UNSAVED = "<script>document.documentElement.dataset.unsaved = ''</script>"
SAVES = UNSAVED + (
    "<script>addEventListener('shiftbook:closing', () => fetch('/saved').then("
    "() => delete document.documentElement.dataset.unsaved))</script>"
)


def page_process() -> int:
    """Return the process that runs the page."""
    [found] = [child for child in children(os.getpid()) if child.program.endswith("WebKitWebProcess")]
    return found.pid


def gone(desk: Desk) -> bool:
    """Tell whether the window is no longer on the screen."""
    return desk.screen.window(TITLE) is None


def answer(desk: Desk, *keys: str) -> None:
    """Close the window, and press keys in the question that comes up."""
    desk.screen.close(TITLE)
    dialog = desk.wait_for_window(QUESTION)
    wait_for(lambda: desk.screen.active(dialog), "the keyboard in the question")
    desk.screen.press(*keys)


def test_a_page_with_nothing_unsaved_closes_at_once(desk: Desk) -> None:
    """And is not told to save what it has saved."""
    page = "<script>addEventListener('shiftbook:closing', () => fetch('/saved'))</script>"
    with showing(desk, page, covered=True):
        desk.screen.close(TITLE)
        wait_for(lambda: gone(desk), "the closed window", within=2)
    assert "/saved" not in asked(desk)


def test_unsaved_words_are_saved_first(desk: Desk) -> None:
    """Nobody is asked, and nobody has to press anything again."""
    with showing(desk, SAVES, covered=True):
        desk.screen.close(TITLE)
        wait_for(lambda: gone(desk), "the closed window")
    assert asked(desk).count("/saved") == 1


@pytest.mark.slow
def test_what_cannot_be_saved_is_asked_about(desk: Desk) -> None:
    """Enter keeps the window; only the other button closes it."""
    with showing(desk, UNSAVED, covered=True):
        answer(desk, "Return")
        wait_for(lambda: desk.screen.window(QUESTION) is None, "the answered question")
        assert not gone(desk)
        answer(desk, "Tab", "Return")
        wait_for(lambda: gone(desk), "the closed window")


@pytest.mark.slow
def test_a_page_that_does_not_answer_hinders_nobody(desk: Desk) -> None:
    """Somebody is asked, because nobody knows what is in it."""
    with showing(desk, "", covered=True):
        page = page_process()
        os.kill(page, signal.SIGSTOP)
        answer(desk, "Tab", "Return")
        wait_for(lambda: gone(desk), "the closed window")
        os.kill(page, signal.SIGKILL)


def test_a_page_whose_process_has_died_comes_back(desk: Desk) -> None:
    """By itself; and the window closes as any other, without a question."""
    with showing(desk, "", covered=True):
        os.kill(page_process(), signal.SIGKILL)
        wait_for(lambda: asked(desk).count("/") > 1, "the page once more")
        desk.screen.close(TITLE)
        wait_for(lambda: gone(desk), "the closed window")
