"""Two people at one computer: entries carry the name of who wrote them, and pages show who that would be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from tests.browser.keyboard import sign_in_by_tile
from tests.helpers.browser import ADA, GRACE, Book, Profile

if TYPE_CHECKING:
    from tests.browser.conftest import NewProfile

BY_ADA = "Written by the first of two"
BY_GRACE = "Written by the second of two"
BEGUN = "Begun by Ada, sent after Grace had signed in"


def write(page: Page, text: str) -> None:
    """Post an entry from the composer, once its script is there."""
    expect(page.get_by_role("button", name="Post", exact=True)).to_be_enabled()
    page.get_by_label("What happened?").fill(text)
    page.keyboard.press("Control+Enter")


def authors(book: Book, text: str) -> list[str]:
    """Return who the book says has written this."""
    found = book.rows("SELECT entry.text, account.name FROM entry JOIN account ON account.id = author_id")
    return [name for written, name in found if written == text]


def switch_to_grace(profile: Profile) -> Page:
    """Sign Grace in by her tile, in another window of the same profile."""
    page = profile.open("/login")
    sign_in_by_tile(page, "gr")
    expect(page).to_have_url(f"{profile.book.origin}/")
    return page


def test_every_page_shows_who_is_signed_in(book: Book, new_profile: NewProfile) -> None:
    """The person's full name is in view before anything is scrolled, also where there is nothing to see."""
    profile = new_profile(book, ADA)
    profile.expect("status of 404")
    profile.post("Something to show")
    page = profile.context.new_page()
    for path in ("/", "/?before=2", "/entries/1", "/account", "/people", "/entries/99", "/nothing"):
        page.goto(book.origin + path)
        expect(page.get_by_role("banner").get_by_text(ADA)).to_be_in_viewport(ratio=1)


def test_after_a_switch_pages_show_and_entries_carry_the_second_person(
    book: Book, new_profile: NewProfile
) -> None:
    """Grace signs in where Ada was: the page shows Grace, and what is written from then on is hers."""
    profile = new_profile(book, ADA)
    profile.expect("status of 409")
    write(profile.open(), BY_ADA)
    page = switch_to_grace(profile)
    expect(page.get_by_role("banner")).to_contain_text(GRACE)
    expect(page.get_by_role("banner")).not_to_contain_text(ADA)
    write(page, BY_GRACE)
    expect(page.get_by_role("article").filter(has_text=BY_GRACE)).to_contain_text(GRACE)
    assert authors(book, BY_GRACE) == [GRACE]


def test_a_window_that_shows_one_person_becomes_the_next_ones(book: Book, new_profile: NewProfile) -> None:
    """Ada's window is Grace's once Grace has signed in beside it; what Ada had begun is not posted."""
    profile = new_profile(book, ADA)
    profile.expect("status of 409")
    adas = profile.open()
    adas.get_by_label("What happened?").fill(BEGUN)
    switch_to_grace(profile)
    expect(adas.get_by_role("banner")).to_contain_text(GRACE)
    expect(adas.get_by_label("What happened?")).to_have_value("")
    assert authors(book, BEGUN) == []
