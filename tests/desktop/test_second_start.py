"""Another double-click on the icon: the first window comes to the front, whatever state it is in."""

from __future__ import annotations

import signal
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.helpers.desk import TITLE, Desk
from tests.helpers.http import status_of
from tests.helpers.program import clean_environment, start
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.program import Program

CANNOT_START = "Shiftbook cannot start"


@pytest.fixture
def again(desk: Desk, tmp_path: Path) -> Iterator[Again]:
    """Start the program again on the same data folder."""
    with ExitStack() as running:
        yield Again(desk, tmp_path, running)


class Again:
    """Further starts, each a process of its own whose output is kept apart."""

    def __init__(self, desk: Desk, folder: Path, running: ExitStack) -> None:
        self._desk = desk
        self._folder = folder
        self._running = running
        self._count = 0

    def start(self, *flags: str, **environment: str) -> Program:
        """Start the program once more."""
        self._count += 1
        streams = self._folder / f"start-{self._count}"
        streams.mkdir()
        variables = self._desk.screen.environment(clean_environment(self._desk.folder, **environment))
        data = ("--data-dir", str(self._desk.data))
        return self._running.enter_context(start(streams, *data, *flags, environment=variables))


def test_brings_the_first_window_to_the_front(desk: Desk, again: Again) -> None:
    """From behind another program; there is one window, and what is typed goes into it."""
    with desk.window() as (first, window), desk.screen.covered():
        assert not desk.screen.active(window)
        second = again.start()
        assert second.wait() == 0
        wait_for(lambda: desk.screen.active(window), "the first window in front")
        assert desk.screen.titles().count(TITLE) == 1
        assert "already open" in second.complained
        assert first.process.poll() is None


def test_brings_a_minimised_window_back(desk: Desk, again: Again) -> None:
    """Somebody put it away and forgot."""
    with desk.window() as (_, window):
        desk.screen.minimise(window)
        wait_for(lambda: "_NET_WM_STATE_HIDDEN" in desk.screen.states(window), "the window put away")
        assert again.start().wait() == 0
        wait_for(lambda: desk.screen.active(window), "the window back")
        assert "_NET_WM_STATE_HIDDEN" not in desk.screen.states(window)


def test_two_double_clicks_at_once_open_one_window(desk: Desk, again: Again) -> None:
    """On a folder that does not even exist yet."""
    programs = [again.start() for _ in range(3)]
    desk.wait_for_page()
    wait_for(lambda: sum(program.process.poll() is None for program in programs) == 1, "one to stay")
    assert desk.screen.titles().count(TITLE) == 1
    assert {program.process.poll() for program in programs} == {None, 0}


def test_headless_gets_a_fresh_address_of_the_first(desk: Desk, again: Again) -> None:
    """One line, as of a first start; the address opens the same book, once."""
    with desk.window() as (first, _):
        second = again.start("--headless")
        address = second.address()
        assert second.wait() == 0
        assert [status_of(address), status_of(address)] == [303, 403]
        assert first.process.poll() is None


def test_a_headless_first_opens_in_the_browser(again: Again, browser: tuple[str, Path]) -> None:
    """It has no window to bring; somebody who double-clicks sees the book all the same."""
    command, opened = browser
    again.start("--headless").address()
    second = again.start(BROWSER=command)
    assert second.wait() == 0
    wait_for(opened.exists, "the browser")
    assert status_of(opened.read_text().strip()) == 303


def test_a_killed_first_is_not_in_the_way(desk: Desk, again: Again) -> None:
    """What it left behind is taken for what it is."""
    with desk.window() as (first, _):
        first.signal(signal.SIGKILL)
        first.wait()
        assert (desk.data / "instance.json").exists()
        wait_for(lambda: TITLE not in desk.screen.titles(), "its window gone")
        second = again.start()
        desk.wait_for_page()
        assert second.process.poll() is None


def test_a_hung_first_is_named(desk: Desk, again: Again) -> None:
    """After a few seconds, with its process and what to do, for somebody without a terminal too."""
    with desk.window() as (first, _):
        first.signal(signal.SIGSTOP)
        second = again.start()
        desk.wait_for_window(CANNOT_START)
        assert f"process {first.process.pid}" in second.complained
        desk.screen.close(CANNOT_START)
        assert second.wait() == 1
        first.signal(signal.SIGCONT)
