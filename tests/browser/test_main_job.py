"""What Shiftbook is for, from the first start to the next sign-in, without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.keyboard import tab_to
from tests.helpers.browser import ADA, PASSWORD, Profile

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.conftest import NewBook

WORDS = "Pump 2 runs hot: 78 °C at the bearing."


def test_from_the_first_start_to_the_next_sign_in_by_keyboard(new_book: NewBook, chromium: Browser) -> None:
    """From the printed address to an entry that a reload and a new sign-in, by tile, find again."""
    book = new_book()
    profile = Profile(chromium.new_context(), book)
    page = profile.context.new_page()
    keys = page.keyboard

    page.goto(book.address)
    expect(page).to_have_url(f"{book.origin}/setup")
    keys.type(ADA)
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")

    expect(page).to_have_url(f"{book.origin}/")
    expect(page.get_by_label("What happened?")).to_be_focused()
    expect(page.get_by_role("button", name="Post", exact=True)).to_be_enabled()
    keys.type(WORDS)
    keys.press("Control+Enter")
    entry = page.get_by_role("article").filter(has_text=WORDS)
    expect(entry).to_contain_text(ADA)
    expect(page.get_by_role("status").filter(has_text="Posted as #1")).to_be_visible()
    expect(page.get_by_label("What happened?")).to_have_value("")

    page.reload()
    expect(entry).to_have_count(1)

    tab_to(page, page.get_by_role("button", name="Sign out"))
    keys.press("Enter")
    expect(page.get_by_role("status").filter(has_text="You are signed out.")).to_be_visible()
    expect(page).to_have_url(f"{book.origin}/login")
    expect(page.get_by_role("radio", name=ADA)).to_be_checked()
    expect(page.get_by_label("Password")).to_be_focused()
    keys.type(PASSWORD)
    keys.press("Enter")
    expect(page).to_have_url(f"{book.origin}/")
    expect(entry).to_have_count(1)

    profile.context.close()
    assert profile.unexpected() == []
