"""What somebody is writing: saved, brought back, discarded and put back, never lost to a second window."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.helpers.browser import ADA, GRACE

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import NewBook, NewProfile
    from tests.helpers.browser import Book, Profile

SAVED = re.compile(r"^Draft saved \d\d:\d\d:\d\d$")


def field(page: Page) -> Locator:
    """Where one writes."""
    return page.get_by_label("What happened?")


def caret(page: Page) -> int:
    """Return how many characters stand before the caret."""
    found: int = field(page).evaluate("area => area.selectionStart")
    return found


def assert_saved(page: Page) -> None:
    """Wait until the foot says that what stands in the field is on disk."""
    expect(page.locator("[data-draft-state=saved] [data-draft-line]")).to_have_text(SAVED)
    expect(page.locator("html[data-unsaved]")).to_have_count(0)


def write(profile: Profile, words: str) -> Page:
    """Open the book, write *words* and wait until they are saved."""
    page = profile.open()
    expect(page.get_by_role("button", name="Post", exact=True)).to_be_enabled()
    field(page).fill("")
    page.keyboard.type(words)
    assert_saved(page)
    return page


def kept(book: Book) -> set[str]:
    """Return the words of the open drafts, as somebody with the file would see them."""
    return {text for (text,) in book.rows("SELECT text FROM draft WHERE discarded_at IS NULL AND text != ''")}


def test_words_come_back_with_their_caret_after_a_reload(book: Book, new_profile: NewProfile) -> None:
    """A reload in the middle of a word, before it was saved, loses neither word nor caret."""
    page = write(new_profile(book, ADA), "Pump 3 is off.")
    page.keyboard.type(" Seal")
    page.keyboard.press("ArrowLeft")
    page.reload()
    expect(field(page)).to_have_value("Pump 3 is off. Seal")
    assert caret(page) == len("Pump 3 is off. Sea")
    page.keyboard.type("a")
    assert_saved(page)
    assert "Pump 3 is off. Seaal" in kept(book)


def test_a_link_waits_for_the_last_words(book: Book, new_profile: NewProfile) -> None:
    """Who follows a link straight after the last key finds these words on disk."""
    page = write(new_profile(book, ADA), "Valve V-12")
    page.keyboard.type(" unlocked")
    page.get_by_role("link", name="Account").click()
    expect(page).to_have_url(f"{book.origin}/account")
    assert "Valve V-12 unlocked" in kept(book)


def test_a_failed_save_is_said_and_made_up_for(new_book: NewBook, new_profile: NewProfile) -> None:
    """While the program answers nothing the foot says so; afterwards the words are saved by themselves."""
    book = new_book()
    book.add(ADA)
    profile = new_profile(book, ADA)
    profile.expect("ERR_INTERNET_DISCONNECTED")
    page = write(profile, "Pump")
    profile.context.set_offline(offline=True)
    page.keyboard.type(" 3")
    alert = page.get_by_role("alert").filter(has_text="Not saved: Shiftbook cannot be reached.")
    expect(alert).to_be_visible()
    expect(page.get_by_role("button", name="Save now")).to_be_visible()
    expect(page.locator("html[data-unsaved]")).to_have_count(1)
    profile.context.set_offline(offline=False)
    assert_saved(page)
    assert kept(book) == {"Pump 3"}


def test_two_windows_at_once_keep_both_texts(book: Book, new_profile: NewProfile) -> None:
    """A window follows the other while nothing is unsaved in it; written in both at once, both texts stay."""
    profile = new_profile(book, GRACE)
    one = write(profile, "Dewar")
    two = profile.open()
    expect(field(two)).to_have_value("Dewar")
    two.keyboard.press("Control+End")
    two.keyboard.type(" full")
    expect(field(one)).to_have_value("Dewar full")
    for page, words in ((one, " at nine"), (two, " at ten")):
        field(page).evaluate("area => area.setSelectionRange(area.value.length, area.value.length)")
        page.keyboard.type(words)
    for page, words in ((one, "Dewar full at nine"), (two, "Dewar full at ten")):
        assert_saved(page)
        expect(field(page)).to_have_value(words)
    assert {"Dewar full at nine", "Dewar full at ten"} <= kept(book)
    assert [page.get_by_text("both texts are kept").count() for page in (one, two)].count(1) == 1


def test_discarding_asks_once_and_undo_brings_everything_back(book: Book, new_profile: NewProfile) -> None:
    """By keyboard: Keep is what Enter does, Undo is one Tab away, and typing goes on where it was."""
    page = write(new_profile(book, ADA), "Not this one")
    page.get_by_role("button", name="Discard").press("Enter")
    expect(page.get_by_role("button", name="Keep")).to_be_focused()
    page.keyboard.press("Escape")
    expect(field(page)).to_be_focused()
    page.get_by_role("button", name="Discard").press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value("")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value("Not this one")
    expect(field(page)).to_be_focused()
    assert_saved(page)


def test_the_page_drafts_leads_on_discards_and_puts_back(new_book: NewBook, new_profile: NewProfile) -> None:
    """What was begun is found there; discarded there, it can be put back there."""
    book = new_book()
    book.add(ADA)
    profile = new_profile(book, ADA)
    page = profile.open("/drafts")
    expect(page.get_by_text("You have begun nothing.")).to_be_visible()
    write(profile, "Half a sentence").close()
    page.reload()
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("button", name="Discard", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Draft discarded.")).to_be_visible()
    assert kept(book) == set()
    page.get_by_role("button", name="Put back").click()
    expect(page.get_by_role("status").filter(has_text="Draft put back.")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    expect(field(page)).to_have_value("Half a sentence")
    assert_saved(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("article").filter(has_text="Half a sentence")).to_have_count(1)
    assert kept(book) == set()
