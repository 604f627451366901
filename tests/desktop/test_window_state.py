"""The window comes back where it was, as large as it was, and where it can be seen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers.desk import NOBODY, TITLE
from tests.helpers.screen import SIZE
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from Xlib.xobject.drawable import Window

    from tests.helpers.desk import Desk

MAXIMISED = {"_NET_WM_STATE_MAXIMIZED_HORZ", "_NET_WM_STATE_MAXIMIZED_VERT"}
PLACE = (140, 160, 720, 560)
"""What a test asks the window manager for; the frame is counted differently by everybody."""

BELOW_THE_BAND = (300, 20)
"""A point that the band along the top of a page reaches at 300 % only."""


def close(desk: Desk) -> None:
    """Close the window and wait until it is gone."""
    desk.screen.close(TITLE)
    wait_for(lambda: TITLE not in desk.screen.titles(), "the window gone")


def put(desk: Desk, window: Window) -> tuple[int, int, int, int]:
    """Move and resize the window, and return where it came to be."""
    before = desk.screen.place(window)
    desk.screen.manage(TITLE, "-e", ",".join(map(str, (0, *PLACE))))
    wait_for(lambda: desk.screen.place(window)[2:] == PLACE[2:] != before[2:], "the new size")
    return desk.screen.place(window)


def test_size_and_place_are_remembered(desk: Desk) -> None:
    """To the pixel, and without creeping: the third start is where the first was."""
    with desk.window() as (program, window):
        place = put(desk, window)
        close(desk)
        assert program.wait() == 0
    for _ in range(2):
        with desk.window() as (program, window):
            assert desk.screen.place(window) == place
            close(desk)
            assert program.wait() == 0


def test_a_maximised_window_comes_back_maximised(desk: Desk) -> None:
    """And remembers the size it had before."""
    with desk.window() as (program, window):
        place = put(desk, window)
        desk.screen.manage(TITLE, "-b", "add,maximized_vert,maximized_horz")
        wait_for(lambda: desk.screen.states(window) >= MAXIMISED, "a maximised window")
        wait_for(lambda: desk.screen.place(window)[2] == SIZE[0], "its new size")
        close(desk)
        assert program.wait() == 0
    with desk.window() as (_, window):
        assert desk.screen.states(window) >= MAXIMISED
        desk.screen.manage(TITLE, "-b", "remove,maximized_vert,maximized_horz")
        wait_for(lambda: desk.screen.place(window)[2:] == place[2:], "the size it had before")


@pytest.mark.parametrize(
    "kept",
    [
        {"width": 800, "height": 600, "place": [5000, -4000]},
        {"width": 9000, "height": 9000, "place": [0, 0]},
        {"width": -5, "height": 0, "place": None},
    ],
    ids=["on a screen that is gone", "larger than the screen", "no size at all"],
)
def test_the_window_is_where_it_can_be_seen(desk: Desk, kept: dict[str, object]) -> None:
    """Whatever screens there were yesterday."""
    desk.data.mkdir(mode=0o700)
    whole = {"maximised": False, "zoom": 100, "ground": None, **kept}
    (desk.data / "window.json").write_text(json.dumps(whole))
    with desk.window() as (_, window):
        x, y, width, height = desk.screen.place(window)
        assert -40 <= x <= SIZE[0] - 80
        assert 0 <= y <= SIZE[1] - 80
        assert 480 <= width <= SIZE[0]
        assert 400 <= height <= SIZE[1]


def test_a_state_nobody_can_read_is_ignored(desk: Desk) -> None:
    """The window opens as if for the first time."""
    desk.data.mkdir(mode=0o700)
    (desk.data / "window.json").write_bytes(b"\xff{not json")
    with desk.window() as (_, window):
        assert desk.screen.place(window)[2:] == (1100, 780)


def test_zoom_is_remembered(desk: Desk) -> None:
    """Ctrl + and Ctrl - and Ctrl 0 work on every page, and the next start is as large."""
    with desk.window() as (program, window):
        assert desk.screen.pixel(window, *BELOW_THE_BAND) != NOBODY
        desk.screen.press(*["ctrl+plus"] * 9)
        wait_for(lambda: desk.screen.pixel(window, *BELOW_THE_BAND) == NOBODY, "large pages")
        close(desk)
        assert program.wait() == 0
    with desk.window() as (_, window):
        wait_for(lambda: desk.screen.pixel(window, *BELOW_THE_BAND) == NOBODY, "pages as large as before")
        desk.screen.press("ctrl+0")
        wait_for(lambda: desk.screen.pixel(window, *BELOW_THE_BAND) != NOBODY, "pages of the usual size")
