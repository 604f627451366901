"""The lock: nothing of the book is to be had until the password is typed, and then all is as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.locking import AT_ONCE_MS, LOCKED, cover, is_locked, lock, unlock
from tests.browser.routing import until
from tests.helpers.browser import ADA, OWN_WINDOW, Book

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import NewBook, NewProfile

WORDS = "Valve V-12 unlocked,\ntag 0417 back on the board."
ENTRY = "Pump 2 back on line"
MOST_TABS = 12

CARET = "() => [document.activeElement.id, text.selectionStart, text.selectionEnd, scrollY]"
ON_THE_COVER = "() => document.activeElement.closest('[data-cover]') !== null"
COPIED = "() => { getSelection().selectAllChildren(document.body); return getSelection().toString(); }"
CALL = """() => {
  globalThis.call = secureFetch('/api/entries', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ text: 'Sent while it was locked' }),
  }).then(({ status }) => status);
}"""


def write(page: Page) -> None:
    """Begin an entry, with the caret in the middle of it."""
    page.get_by_label("What happened?").fill(WORDS)
    page.evaluate("() => text.setSelectionRange(6, 10)")


def test_the_keys_cover_at_once_and_the_password_brings_all_back(book: Book, new_profile: NewProfile) -> None:
    """Text, caret and scroll are as they were, after Ctrl+L and the password."""
    profile = new_profile(book, ADA)
    profile.expect(LOCKED)
    page = profile.open()
    write(page)
    before = page.evaluate(CARET)
    shown = lock(page)
    expect(shown).to_contain_text(ADA)
    expect(shown).to_contain_text("Locked since")
    expect(page).to_have_title("Locked · Shiftbook")
    until(page, lambda: is_locked(profile))
    unlock(page)
    expect(shown).to_be_hidden()
    expect(page).to_have_title("Book · Shiftbook")
    expect(page.get_by_label("What happened?")).to_have_value(WORDS)
    assert page.evaluate(CARET) == before
    assert not is_locked(profile)


def test_nothing_of_the_page_can_be_seen_reached_copied_or_printed(
    book: Book, new_profile: NewProfile
) -> None:
    """Under the cover there is nothing to see, to tab to, to copy or to print; Escape is no way out."""
    profile = new_profile(book, ADA)
    profile.expect(LOCKED)
    profile.post(ENTRY)
    page = profile.open()
    entry = page.get_by_text(ENTRY)
    expect(entry).to_be_visible()
    lock(page)
    expect(entry).to_be_hidden()
    expect(page.get_by_role("article")).to_have_count(0)
    for key in ["Tab"] * MOST_TABS + ["Shift+Tab"] * MOST_TABS + ["Escape"]:
        page.keyboard.press(key)
        assert page.evaluate(ON_THE_COVER), key
    assert ENTRY not in page.evaluate(COPIED)
    page.mouse.click(5, 5)
    assert page.evaluate(ON_THE_COVER)
    page.emulate_media(media="print")
    expect(entry).to_be_hidden()
    expect(cover(page)).to_be_visible()


def test_the_find_bar_goes_and_does_not_come_back(book: Book, new_profile: NewProfile) -> None:
    """In our own window the find bar is closed by locking, and its keys do nothing on the cover."""
    profile = new_profile(book, ADA, user_agent=OWN_WINDOW)
    profile.expect(LOCKED)
    page = profile.open()
    page.keyboard.press("Control+f")
    bar = page.locator("[data-find]")
    expect(bar).to_be_visible()
    page.keyboard.type("pump")
    lock(page)
    page.keyboard.press("Control+f")
    page.keyboard.press("F3")
    expect(bar).to_be_hidden()
    unlock(page)
    expect(cover(page)).to_be_hidden()
    expect(bar).to_be_hidden()


def test_a_wrong_password_is_said_in_words_and_leaves_all_covered(
    new_book: NewBook, new_profile: NewProfile
) -> None:
    """The server's sentence stands beside the field, whose words are ready to be typed over."""
    book = new_book()
    book.add(ADA)
    profile = new_profile(book, ADA)
    profile.expect(LOCKED)
    profile.expect("status of 401")
    page = profile.open()
    shown = lock(page)
    unlock(page, "not her password")
    expect(shown.get_by_text("That password does not match. Try again.")).to_be_visible()
    expect(shown.get_by_label("Password")).to_be_focused()
    expect(shown.get_by_role("button", name="Unlock")).to_be_enabled()
    assert is_locked(profile)


def test_locking_without_the_server_holds_and_reaches_it_later(book: Book, new_profile: NewProfile) -> None:
    """Covered at once, the password stays typed, and the server is told as soon as it answers."""
    profile = new_profile(book, ADA)
    profile.expect(LOCKED)
    profile.expect("ERR_INTERNET_DISCONNECTED")
    page = profile.open()
    profile.context.set_offline(offline=True)
    shown = lock(page)
    unlock(page)
    expect(shown.get_by_text("Shiftbook cannot be reached just now.")).to_be_visible()
    assert not is_locked(profile)
    profile.context.set_offline(offline=False)
    until(page, lambda: is_locked(profile))
    page.keyboard.press("Enter")
    expect(shown).to_be_hidden()
    assert not is_locked(profile)


def test_locking_and_unlocking_reach_the_other_window_within_a_second(
    book: Book, new_profile: NewProfile
) -> None:
    """One window locks both, the password in the other opens both."""
    profile = new_profile(book, ADA)
    profile.expect(LOCKED)
    one, other = profile.open(), profile.open("/account")
    expect(other.locator("html")).to_have_attribute("data-script", "on")
    lock(one)
    expect(cover(other)).to_be_visible(timeout=AT_ONCE_MS)
    other.bring_to_front()
    unlock(other)
    expect(cover(other)).to_be_hidden()
    expect(cover(one)).to_be_hidden(timeout=AT_ONCE_MS)


def test_a_call_waits_for_the_password_and_is_sent_once_more(book: Book, new_profile: NewProfile) -> None:
    """A call that meets the lock covers the page, waits, and succeeds after the password."""
    profile = new_profile(book, ADA)
    profile.expect(LOCKED)
    page = profile.open()
    locked = profile.context.request.post(f"{book.origin}/session/lock", headers={"Origin": book.origin})
    assert locked.ok
    page.evaluate(CALL)
    expect(cover(page)).to_be_visible()
    unlock(page)
    assert page.evaluate("() => call") == 201
    expect(cover(page)).to_be_hidden()
    assert book.rows("SELECT count(*) FROM entry WHERE text = 'Sent while it was locked'") == [(1,)]


def test_a_simulated_lock_leaves_nothing_covered(book: Book, new_profile: NewProfile) -> None:
    """The server says that nothing is locked: the page is open, and the second 423 is the caller's."""
    profile = new_profile(book, ADA)
    profile.expect(LOCKED)
    page = profile.open()
    call = "() => secureFetch('/api/test-auth-failure?status=423').then(({ status }) => status)"
    assert page.evaluate(call) == 423
    expect(cover(page)).to_be_hidden()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_page_that_comes_locked_leads_back_to_itself(
    book: Book, new_profile: NewProfile, *, script: bool
) -> None:
    """A locked session gets the cover alone, at the address that was wanted, and then the page."""
    profile = new_profile(book, ADA, java_script_enabled=script)
    profile.expect(LOCKED)
    profile.context.request.post(f"{book.origin}/session/lock", headers={"Origin": book.origin})
    page = profile.open("/account?from=here")
    expect(page).to_have_title("Locked · Shiftbook")
    expect(page).to_have_url(f"{book.origin}/account?from=here")
    assert ADA in page.content()
    assert "Change your password" not in page.content()
    page.get_by_label("Password").focus()
    unlock(page)
    expect(page.get_by_role("heading", name="Change your password")).to_be_visible()
    expect(page).to_have_url(f"{book.origin}/account?from=here")


def test_a_page_nobody_touches_warns_and_covers_itself(new_book: NewBook, new_profile: NewProfile) -> None:
    """A quiet strip counts down; a key takes it back; without one the page is covered."""
    book = new_book("--idle-lock", "5s")
    book.add(ADA)
    profile = new_profile(book, ADA)
    profile.expect(LOCKED)
    page = profile.open()
    warning = page.get_by_text("Move the mouse or press a key to stay.")
    expect(warning.first).to_be_attached()
    page.keyboard.press("Shift")
    expect(warning.first).not_to_be_attached(timeout=AT_ONCE_MS)
    expect(cover(page)).to_be_visible()
    assert is_locked(profile)
    unlock(page)
    expect(cover(page)).to_be_hidden()
