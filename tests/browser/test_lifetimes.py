"""Real, short lifetimes: who is at work stays, who has left signs in again and is back where they were."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import sign_in_by_tile
from tests.helpers.browser import ADA, GRACE

if TYPE_CHECKING:
    from tests.browser.conftest import NewBook, NewProfile

pytestmark = pytest.mark.slow

REFUSED = "status of 401"
AWAY_MS = 130_000
"""Longer than the two minutes for which the session clock takes somebody to be at work."""


def test_who_keeps_writing_is_never_sent_to_the_sign_in_page(
    new_book: NewBook, new_profile: NewProfile
) -> None:
    """In three access lifetimes of typing the session is renewed by itself; the text is posted whole."""
    book = new_book("--access-lifetime", "4s")
    book.add(ADA)
    profile = new_profile(book, ADA)
    profile.expect(REFUSED)
    page = profile.open()
    words = "Bearing temperature of pump 2, read while it cools down: " + "78 77 75 72 " * 6
    # However long the page took to load, its access token is new now.
    page.evaluate("secureFetch('/api/test-token-expired?times=1').then(({ status }) => status)")
    renewed = profile.refreshes()["rotated"]
    page.keyboard.type(words, delay=12_500 / len(words))
    assert profile.refreshes()["rotated"] >= renewed + 3
    expect(page.get_by_label("What happened?")).to_have_value(words)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("article")).to_contain_text(words.strip())
    assert not [address for address in profile.navigations if "/login" in address]


def test_who_left_finds_one_message_and_comes_back_to_the_same_page(
    new_book: NewBook, new_profile: NewProfile
) -> None:
    """Out of time, an idle page goes to sign-in once, says so once, and signing in leads back to it."""
    book = new_book("--access-lifetime", "1s", "--refresh-lifetime", "6s")
    book.add(ADA, GRACE)
    profile = new_profile(book)
    profile.expect(REFUSED)
    page = profile.context.new_page()
    page.clock.install()
    profile.sign_in(ADA)
    page.goto(f"{book.origin}/?before=2")
    page.clock.fast_forward(AWAY_MS)

    expect(page).to_have_url(re.compile("/login"))
    message = page.get_by_role("alert").filter(has_text="Session expired. Please sign in again.")
    expect(message).to_have_count(1)
    expect(page).to_have_url(f"{book.origin}/login?next=%2F%3Fbefore%3D2")
    assert [address for address in profile.navigations if "/login" in address] == [
        f"{book.origin}/login?flash=session_expired&next=%2F%3Fbefore%3D2"
    ]
    page.reload()
    expect(page.get_by_label("Your name")).to_be_focused()
    expect(message).to_have_count(0)

    sign_in_by_tile(page, "Ada")
    expect(page).to_have_url(f"{book.origin}/?before=2")
    expect(page.get_by_label("What happened?")).to_be_visible()
