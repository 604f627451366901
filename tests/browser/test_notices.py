"""Short messages from the program around the page: seen, told to screen readers, and text only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import tell
from tests.browser.test_hostile_text import NAMES, assert_harmless
from tests.helpers.browser import ADA, OWN_WINDOW

if TYPE_CHECKING:
    from tests.browser.conftest import NewProfile
    from tests.helpers.browser import Book, Profile

GLANCE_MS = 1500


@pytest.fixture
def profile(book: Book, new_profile: NewProfile) -> Profile:
    """Ada's own window."""
    return new_profile(book, ADA, user_agent=OWN_WINDOW)


def test_a_saved_file_is_told_until_it_is_dismissed(profile: Profile) -> None:
    """By a status, and by the keyboard; what is being written keeps the focus."""
    page = profile.open()
    tell(page, "downloaded", {"path": "/home/ada/book.csv"})
    expect(page.get_by_role("status").filter(has_text="Saved as /home/ada/book.csv")).to_be_visible()
    expect(page.get_by_label("What happened?")).to_be_focused()
    page.get_by_role("button", name="Dismiss").press("Enter")
    expect(page.get_by_text("Saved as")).to_have_count(0)
    expect(page.get_by_role("button", name="Dismiss")).to_have_count(0)


def test_a_file_that_was_not_saved_is_an_alert(profile: Profile) -> None:
    """What happened, that nothing is lost, what to do."""
    page = profile.open()
    tell(page, "download-failed", {"name": "book.csv", "why": "The disk is full."})
    words = "book.csv was not saved. The disk is full. Nothing in the book is lost. Download it again"
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_file_name_is_text(profile: Profile, name: str) -> None:
    """Nothing in it runs, loads or links."""
    page = profile.open()
    tell(page, "downloaded", {"path": f"/home/ada/{name}"})
    tell(page, "download-failed", {"name": name, "why": name})
    expect(page.get_by_role("status").filter(has_text=f"/home/ada/{name}")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text=name)).to_be_visible()
    assert_harmless(profile, page)
    assert page.locator(".notices :is(img, svg:not(.lucide), script)").count() == 0


def shown(page: Page) -> str:
    """Return how much of the zoom message can be seen."""
    opacity: str = page.locator(".glance").evaluate("element => getComputedStyle(element).opacity")
    return opacity


def test_the_zoom_is_shown_for_a_moment(profile: Profile) -> None:
    """By a status, which goes by itself; at once where people want no motion."""
    page = profile.context.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.clock.install()
    page.goto(profile.book.origin)
    assert shown(page) == "0"
    tell(page, "zoomed", {"percent": 125})
    expect(page.get_by_role("status").filter(has_text="125 %")).to_be_visible()
    assert shown(page) == "1"
    page.clock.run_for(GLANCE_MS)
    assert shown(page) == "0"
