"""Starting the program beside the window's engine."""

from __future__ import annotations

import threading

import pytest

from desktop_app.desktop.opened import Beginning


def test_runs_beside_and_is_waited_for() -> None:
    """The engine needs the main thread meanwhile."""
    seen: list[str] = []
    beginning = Beginning(lambda: seen.append(threading.current_thread().name), if_it_fails=seen.clear)
    beginning.begin()
    beginning.end()
    assert seen == ["beginning"]


def test_hands_on_what_went_wrong() -> None:
    """The window is closed, and the main thread tells the person."""
    closed: list[bool] = []

    def fail() -> None:
        raise ZeroDivisionError

    beginning = Beginning(fail, if_it_fails=lambda: closed.append(True))
    beginning.begin()
    with pytest.raises(ZeroDivisionError):
        beginning.end()
    assert closed == [True]
