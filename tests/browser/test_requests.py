"""Nothing leaves the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser import sample
from tests.browser.keyboard import sign_in_by_tile
from tests.helpers.browser import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import NewBook, NewProfile

NEW_PASSWORD = "staple wrench gasket"
LOCAL_SCHEMES = ("data:", "blob:")


def use_everything(page: Page, origin: str) -> None:
    """Do everything a person can do, on every page there is."""
    page.get_by_label("What happened?").fill(f"[manual](https://example.org/) {sample.READINGS}")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Posted as #1")).to_be_visible()
    page.get_by_role("article").hover()
    page.get_by_role("link", name="Entry 1").click()
    page.get_by_role("link", name="Back to the book").click()
    for theme in ("Dark", "Light", "Like the system"):
        page.get_by_role("radio", name=theme).check(force=True)
    page.emulate_media(media="print")
    page.emulate_media(media="screen")

    page.goto(f"{origin}/people")
    page.get_by_label("Name", exact=True).fill(sample.GRACE)
    page.get_by_label("First password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{sample.GRACE} can sign in now.")).to_be_visible()
    page.get_by_role("button", name=f"Stop sign-in for {sample.GRACE}").click()
    page.get_by_role("button", name=f"Let in again for {sample.GRACE}").click()
    expect(page.get_by_role("button", name=f"Stop sign-in for {sample.GRACE}")).to_be_visible()

    page.goto(f"{origin}/account")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Your name")).to_be_focused()
    sign_in_by_tile(page, "grace")
    expect(page.get_by_role("banner")).to_contain_text(sample.GRACE)


def test_no_request_leaves_the_machine(new_book: NewBook, new_profile: NewProfile) -> None:
    """In a day's work with everything there is, each request goes to the book's own address."""
    book = new_book()
    book.add(sample.ADA)
    profile = new_profile(book, sample.ADA)
    use_everything(profile.open(), book.origin)
    asked = [address for address in profile.addresses if not address.startswith(LOCAL_SCHEMES)]
    assert [address for address in asked if not address.startswith(f"{book.origin}/")] == []
    assert len(asked) > len(profile.navigations) > 0
