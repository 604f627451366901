"""Locking and what stands over a locked page, as tests meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.helpers.browser import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.helpers.browser import Profile

LOCKED = "status of 423"
"""What a browser's console says of a call that meets a locked session."""

AT_ONCE_MS = 1000
"""How long word from one window to another may take."""

UNSAVED = """async () => {
  const { session } = await import("/static/js/secureFetch.js");
  session.beforeLeaving(async () => globalThis.saved === true);
}"""
"""Makes a page hold words that cannot be saved until `saved` is set on it."""


def cover(page: Page) -> Locator:
    """Return what stands over a locked page."""
    return page.locator("[data-cover]")


def lock(page: Page) -> Locator:
    """Lock with the keys, and return the cover."""
    expect(page.locator("html")).to_have_attribute("data-script", "on")
    page.keyboard.press("Control+l")
    expect(cover(page)).to_be_visible()
    return cover(page)


def unlock(page: Page, password: str = PASSWORD) -> None:
    """Type the password on the cover, whose field has the cursor, and press Enter."""
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def is_locked(profile: Profile) -> bool:
    """Ask the server, past the pages."""
    return profile.get("/api/session").status == 423
