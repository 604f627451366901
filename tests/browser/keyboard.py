"""Getting about a page without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.browser import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MOST_TABS = 60


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until *target* has the focus.

    Raises:
        AssertionError: if it never gets there.
    """
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {target}")


def sign_in_by_tile(page: Page, letters: str) -> None:
    """On a sign-in page with several people: a few *letters* of the name, Enter, the password, Enter."""
    page.keyboard.type(letters)
    page.keyboard.press("Enter")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
