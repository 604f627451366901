"""Signing out reaches every window of the profile, and Back does not undo it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.helpers.browser import ADA, Book, Profile, launch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright

    from tests.browser.conftest import NewProfile

SOON_MS = 5_000
"""A second for the window to look, and some for a busy machine."""

AT_SIGN_IN = re.compile(r"/login(\?|$)")
SECRET = "Combination of the cabinet: 4711"


@pytest.fixture
def remembering_chromium(playwright_driver: Playwright, executable: str) -> Iterator[Browser]:
    """A Chromium that may bring back a page just as it was left, as people's own does."""
    browser = launch(playwright_driver.chromium, executable, spared=("--disable-back-forward-cache",))
    yield browser
    browser.close()


def sign_out(page: Page) -> None:
    """Press the button, and wait until the server has done it."""
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(AT_SIGN_IN)
    expect(page.get_by_role("status").filter(has_text="You are signed out.")).to_be_visible()


def test_signing_out_in_one_window_reaches_the_other(book: Book, new_profile: NewProfile) -> None:
    """The other window goes to the sign-in page by itself, and says where it would go back to."""
    profile = new_profile(book, ADA)
    profile.expect("status of 401")
    one, other = profile.open(), profile.open("/account")
    sign_out(one)
    expect(other).to_have_url(AT_SIGN_IN, timeout=SOON_MS)
    expect(other).to_have_url(f"{book.origin}/login?next=%2Faccount")
    assert not profile.cookies_for("/").count("shiftbook_access")


def test_back_after_signing_out_shows_no_page_of_the_book(book: Book, new_profile: NewProfile) -> None:
    """Back leads to the sign-in page: nothing of the book was kept by the browser."""
    profile = new_profile(book, ADA)
    profile.post(SECRET)
    page = profile.open()
    expect(page.get_by_text(SECRET)).to_be_visible()
    sign_out(page)
    page.go_back()
    expect(page).to_have_url(AT_SIGN_IN)
    expect(page.get_by_text(SECRET)).to_have_count(0)


def test_back_shows_nothing_in_a_browser_that_remembers_pages(
    book: Book, remembering_chromium: Browser
) -> None:
    """The same where the browser keeps whole pages for Back."""
    profile = Profile(remembering_chromium.new_context(), book).enter().sign_in(ADA)
    profile.post(SECRET)
    page = profile.open()
    sign_out(page)
    page.go_back(wait_until="commit")
    expect(page).to_have_url(AT_SIGN_IN)
    expect(page.get_by_text(SECRET)).to_have_count(0)
