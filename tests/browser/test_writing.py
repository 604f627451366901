"""What stands beside the text of an entry, on the page: it comes back, and it is posted with the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.keyboard import tab_to
from tests.helpers.browser import ADA

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import NewBook, NewProfile
    from tests.helpers.browser import Book

SAVED = re.compile(r"^Draft saved \d\d:\d\d:\d\d$")
WORDS = {"Happened at": "2026-01-02T03:04", "Category": "Vacuum", "Tags": "pump, seal"}


def text(page: Page) -> Locator:
    """Where one writes."""
    return page.locator("#text")


def expect_saved(page: Page) -> None:
    """Wait until everything is on disk."""
    expect(page.locator("[data-draft-line]")).to_have_text(SAVED)


def expect_fields(page: Page) -> None:
    """See what was typed in every field."""
    for label, words in WORDS.items():
        expect(composer(page).get_by_label(label)).to_have_value(words)


def composer(page: Page) -> Locator:
    """Return where one writes: the search has fields of the same names."""
    return page.locator("[data-composer]")


def test_fields_survive_a_reload_and_the_end_of_the_session(book: Book, new_profile: NewProfile) -> None:
    """With the last key unsaved each time; then all of it is posted, and the fields are empty."""
    profile = new_profile(book, ADA)
    profile.expect("status of 401")
    page = profile.open()
    expect(page.get_by_role("button", name="Post", exact=True)).to_be_enabled()
    text(page).fill("Pump 3 is off")
    for label, words in WORDS.items():
        composer(page).get_by_label(label).fill(words)
    # Enter belongs to the text; here it must not post.
    page.keyboard.press("Enter")
    page.reload()
    expect_fields(page)
    composer(page).get_by_label("Tags").fill("pump")
    expect_saved(page)
    composer(page).get_by_label("Tags").fill(WORDS["Tags"])
    profile.context.clear_cookies(name=re.compile("^shiftbook_(access|refresh)_"))
    page.get_by_role("link", name="Drafts").first.click()
    page.wait_for_url("**/login**")
    profile.sign_in(ADA)
    page.goto(f"{book.origin}/drafts")
    page.get_by_role("link", name="Go on").click()
    expect_fields(page)
    expect(page.get_by_role("button", name="Post", exact=True)).to_be_enabled()
    text(page).press("Control+Enter")
    expect(page.get_by_role("article").filter(has_text="Pump 3 is off")).to_have_count(1)
    for label in WORDS:
        expect(composer(page).get_by_label(label)).to_have_value("")
    (posted,) = book.rows("SELECT category, tags, happened_at IS NOT NULL FROM entry")
    assert posted == ("Vacuum", '["pump", "seal"]', 1)


def test_an_amendment_starts_from_the_entry_and_leads_to_the_new_one(
    new_book: NewBook, new_profile: NewProfile
) -> None:
    """Refused without a reason, nothing is lost; with one it is posted, and shown."""
    book = new_book()
    book.add(ADA)
    profile = new_profile(book, ADA)
    profile.expect("status of 400")
    profile.post("Pump 3 is off")
    page = profile.open("/entries/1/amend")
    expect(page.get_by_role("button", name="Post", exact=True)).to_be_enabled()
    text(page).fill("Pump 4 is off")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="Say why")).to_be_visible()
    page.get_by_label("What was wrong?").fill("It was the other pump")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(f"{book.origin}/entries/2")
    expect(page.get_by_text("Posted. It stands in the book")).to_be_visible()
    amended = "SELECT text, reason, refers_to FROM entry WHERE kind = 'amendment'"
    assert book.rows(amended) == [("Pump 4 is off", "It was the other pump", 1)]
    assert book.rows("SELECT count(*) FROM draft") == [(0,)]


def test_a_template_and_its_preview_by_keyboard_alone(new_book: NewBook, new_profile: NewProfile) -> None:
    """Inserted after what stands there, taken back by Ctrl+Z, looked at without leaving the text."""
    book = new_book()
    book.add(ADA)
    profile = new_profile(book, ADA)
    page = profile.open("/presets")
    example = page.get_by_role("button", name="Add “Shift handover”")
    expect(example).to_be_enabled()
    tab_to(page, example)
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Shift handover” is added.")).to_be_visible()
    page.goto(f"{book.origin}/")
    expect(page.get_by_role("button", name="Post", exact=True)).to_be_enabled()
    page.keyboard.type("Quiet night")
    tab_to(page, page.get_by_label("Start from a template"))
    page.keyboard.type("S")
    page.keyboard.press("Enter")
    expect(text(page)).to_have_value(re.compile(r"^Quiet night\n\n## Shift handover\n"))
    expect(text(page)).to_be_focused()
    expect(composer(page).get_by_label("Category")).to_have_value("Shift handover")
    page.keyboard.press("Control+Shift+P")
    preview = page.get_by_role("region", name="Preview")
    expect(preview.get_by_role("checkbox", name="Open alarms looked at")).to_be_disabled()
    expect(text(page)).to_be_focused()
    page.keyboard.press("Control+z")
    expect(text(page)).to_have_value("Quiet night")
    expect(preview.locator("[data-preview-place]")).to_have_text("Quiet night")
    expect_saved(page)
