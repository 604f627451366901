"""Standing between a page and the server: holding, losing and reordering answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.browser import PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Callable
    from re import Pattern

    from playwright.sync_api import Page, Route

REFRESH = "/session/refresh"
REFRESHES = f"**{REFRESH}"
POLL_MS = 10


def until(page: Page, condition: Callable[[], bool]) -> None:
    """Let the browser go on until *condition* holds; for what a page cannot tell.

    Raises:
        AssertionError: if it does not within a test's patience.
    """
    for _ in range(PATIENCE_MS // POLL_MS):
        if condition():
            return
        page.wait_for_timeout(POLL_MS)
    raise AssertionError("what was waited for did not happen")


class Held:
    """Requests that wait, in the order they came, for the test to let them go."""

    def __init__(self, page: Page, address: str | Pattern[str]) -> None:
        """Hold what *page* sends to *address*, a glob or an expression, from now on."""
        self._page = page
        self._holding = True
        self.routes: list[Route] = []
        page.route(address, self._hold)

    def wait_for(self, count: int) -> list[Route]:
        """Wait until so many are held, and return them."""
        until(self._page, lambda: len(self.routes) >= count)
        return self.routes

    def end(self) -> None:
        """Let everything pass from now on; what is held stays so."""
        # Not unroute: it would let go of what is held.
        self._holding = False

    def _hold(self, route: Route) -> None:
        if self._holding:
            self.routes.append(route)
        else:
            route.continue_()
