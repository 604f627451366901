"""Finding and answering in the real window, by the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.desk import CAN_POST, RING
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from tests.helpers.desk import Desk

LIST = (150, 560, 800, 210)
"""An area of the window where what is found is shown."""

FOUND = bytes((0x94, 0xE6, 0xFF))
"""The colour behind a word that was searched for, as the screen keeps it."""

POST_REPLY = (885, 560, 1, 70)
"""A line through the button Post where somebody replies: below the entry that is answered."""

PRESSABLE = bytes((*reversed(CAN_POST), 0)) * RING

NEWEST = "SELECT text, kind, refers_to FROM entry ORDER BY number DESC LIMIT 1"


def test_an_entry_is_found_and_answered_by_keys(desk: Desk) -> None:
    """Search, to the entry, reply, post: what is found is the only one that can be answered."""
    with desk.window() as (_, window):
        desk.set_up(window)
        for text in ("Pump 2 is hot.", "Valve shut."):
            desk.post(window, text)
        desk.screen.press("ctrl+k")
        desk.screen.type("pump")
        wait_for(lambda: FOUND in desk.screen.region(window, LIST), "a marked word")
        desk.screen.press("Escape")
        desk.screen.type("r")
        wait_for(lambda: PRESSABLE in desk.screen.region(window, POST_REPLY), "the page to reply on")
        desk.screen.type("Cooling now.")
        desk.screen.press("ctrl+Return")
        wait_for(lambda: desk.rows(NEWEST) == [("Cooling now.", "reply", 1)], "the reply in the book")
