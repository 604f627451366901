"""The lock in the real window: everything is covered at once, and the password brings it back as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.desk import PASSWORD
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from tests.helpers.desk import Desk
    from tests.helpers.fault_table import FaultTable

NAVIGATION = (100, 10, 600, 40)
"""An area of the bar at the page's top, in which nothing blinks."""

LOCKED = "SELECT count(*) FROM session WHERE locked_at IS NOT NULL"


def test_after_the_password_the_window_is_as_it_was(desk: Desk, fault_table: FaultTable) -> None:
    """Locked by key in the middle of a word: it is saved, hidden, and gone on with where the caret was."""
    with desk.window() as (_, window):
        desk.set_up(window)
        desk.screen.type("Pump 2 is hot.")
        desk.screen.press(*["Left"] * len("hot."))
        before = desk.screen.region(window, NAVIGATION)
        desk.screen.press("ctrl+l")
        wait_for(lambda: desk.screen.region(window, NAVIGATION) != before, "the cover")
        wait_for(lambda: desk.rows(LOCKED) == [(1,)], "the lock")
        kept = desk.draft() == "Pump 2 is hot."
        fault = "typing: locked by key (WebKitGTK)"
        fault_table.add(fault=fault, runs=1, acknowledged=1, found=int(kept), lost=int(not kept))
        assert kept
        desk.screen.type(PASSWORD)
        desk.screen.press("Return")
        wait_for(lambda: desk.screen.region(window, NAVIGATION) == before, "the page as it was")
        assert desk.rows(LOCKED) == [(0,)]
        desk.screen.type("very ")
        desk.wait_for_draft("Pump 2 is very hot.")
