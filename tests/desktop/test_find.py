"""Find and print in the real window, whose engine has no keys for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from Xlib.xobject.drawable import Window

    from tests.helpers.desk import Desk

FOUND = (0xFF, 0xE6, 0x94)
FOUND_HERE = (0xF5, 0x9F, 0x1F)
PRINT_DIALOG = "Print"
BYTES_A_PIXEL = 4

BELOW_THE_COMPOSER = (0, 440, 1090, 300)
"""The entries; of what stands above them single letters match while a word is being typed."""


def lines_of(desk: Desk, window: Window, colour: tuple[int, int, int]) -> list[int]:
    """Return the heights in the timeline at which something is painted in this colour."""
    _, _, width, height = BELOW_THE_COMPOSER
    painted = desk.screen.region(window, BELOW_THE_COMPOSER)
    row = width * BYTES_A_PIXEL
    wanted = bytes(reversed(colour))
    return [line for line in range(height) if wanted in painted[line * row : (line + 1) * row]]


def is_above(desk: Desk, window: Window, upper: tuple[int, int, int], lower: tuple[int, int, int]) -> bool:
    """Return whether both colours are painted, all of one above all of the other."""
    above, below = lines_of(desk, window, upper), lines_of(desk, window, lower)
    return bool(above and below) and max(above) < min(below)


def test_what_is_looked_for_is_marked_and_writing_goes_on(desk: Desk) -> None:
    """Ctrl+F, a word, Enter: all matches light up, the next one brighter; Esc leads back to the text."""
    with desk.window() as (_, window):
        desk.set_up(window)
        desk.post(window, "Pump two off.")
        desk.post(window, "The pump is on.")
        # So that both entries are in view below the composer and the search.
        desk.screen.press("ctrl+minus")
        desk.screen.press("ctrl+minus")
        desk.screen.type("Now ")
        desk.screen.press("ctrl+f")
        desk.screen.type("pump")
        try:
            wait_for(lambda: is_above(desk, window, FOUND_HERE, FOUND), "the first match brighter")
            desk.screen.press("Return")
            wait_for(lambda: is_above(desk, window, FOUND, FOUND_HERE), "the second match brighter")
            desk.screen.press("Escape")
            desk.screen.type("this.")
            desk.screen.press("ctrl+Return")
            newest = "SELECT text FROM entry ORDER BY number DESC LIMIT 1"
            wait_for(lambda: desk.rows(newest) == [("Now this.",)], "the text that was interrupted")
            wait_for(lambda: not lines_of(desk, window, FOUND_HERE), "a page without marks")
        except (AssertionError, TimeoutError):
            desk.keep_picture("find")
            raise


def test_ctrl_p_opens_the_systems_own_dialog(desk: Desk) -> None:
    """Nothing is printed, and the window goes on, when it is cancelled."""
    with desk.window() as (_, window):
        desk.set_up(window)
        desk.post(window, "For the folder.")
        desk.screen.press("ctrl+p")
        dialog = desk.wait_for_window(PRINT_DIALOG)
        wait_for(lambda: desk.screen.active(dialog), "the keyboard in the dialog")
        desk.screen.press("Escape")
        wait_for(lambda: desk.screen.window(PRINT_DIALOG) is None, "the dialog closed")
        wait_for(lambda: desk.screen.active(window), "the keyboard in the window")
        desk.post(window, "Still here.")
