"""Another person takes over: one key and a password, and nothing is left behind or shown to the wrong one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.keyboard import sign_in_by_tile
from tests.browser.locking import AT_ONCE_MS, LOCKED, UNSAVED, cover, is_locked, lock, unlock
from tests.browser.routing import until
from tests.helpers.browser import ADA, GRACE, PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import NewProfile
    from tests.helpers.browser import Book, Profile

SIGN_IN = "**/login?switch=1"
SAVE = "() => { globalThis.saved = true; }"
MOST_KEYS = 6
"""Beside those of the password: one for switching, a few letters, Enter, Enter."""


def banner(page: Page) -> Locator:
    """Return where a page says who is signed in."""
    return page.get_by_role("banner")


def ready(page: Page) -> Page:
    """Wait until the page's scripts have started."""
    expect(page.get_by_role("button", name="Post", exact=True)).to_be_enabled()
    return page


def end_session(profile: Profile) -> None:
    """End the session as another window of the program would: the browser's pages do not know."""
    cookies = profile.cookies_for("/session/logout")
    assert profile.book.send("POST", "/session/logout", cookies).status in {200, 303}


def test_one_key_the_name_and_the_password_switch(book: Book, new_profile: NewProfile) -> None:
    """F2 in the middle of writing, two letters, Enter, the password, Enter: the page is Grace's."""
    profile = new_profile(book, ADA)
    profile.expect(LOCKED)
    page = ready(profile.open())
    page.get_by_label("What happened?").focus()
    keys = ["F2", "g", "r", "Enter", *PASSWORD, "Enter"]
    page.keyboard.press(keys[0])
    page.wait_for_url(SIGN_IN)
    assert is_locked(profile)
    for key in keys[1:]:
        page.keyboard.press(key)
    expect(page).to_have_url(f"{book.origin}/")
    expect(banner(page)).to_contain_text(GRACE)
    assert len(keys) <= MOST_KEYS + len(PASSWORD)
    ended = "SELECT ended_because FROM session WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT 1"
    assert book.rows(ended) == [("switched",)]


def test_the_cover_leads_to_the_others_by_key_and_by_link(book: Book, new_profile: NewProfile) -> None:
    """From the cover F2 and its link go to the sign-in page, and Back does not return to the covered page."""
    profile = new_profile(book, ADA)
    profile.expect(LOCKED)
    page = ready(profile.open())
    lock(page)
    page.keyboard.press("F2")
    page.wait_for_url(SIGN_IN)
    page.go_back()
    assert page.url == "about:blank"
    page.goto(book.origin)
    expect(cover(page)).to_be_visible()
    cover(page).get_by_role("link", name="Switch person").click()
    page.wait_for_url(SIGN_IN)


def test_the_others_windows_follow_the_new_person_within_a_second(
    book: Book, new_profile: NewProfile
) -> None:
    """What was Ada's is Grace's as soon as she is in: an open page, a covered one and a sign-in page."""
    profile = new_profile(book, ADA)
    profile.expect(LOCKED, "status of 409")
    one, other = ready(profile.open()), ready(profile.open())
    entrance = profile.open("/login?next=/account")
    one.bring_to_front()
    one.keyboard.press("F2")
    one.wait_for_url(SIGN_IN)
    expect(cover(other)).to_be_visible(timeout=AT_ONCE_MS)
    sign_in_by_tile(one, "gr")
    expect(one).to_have_url(f"{book.origin}/")
    expect(banner(other)).to_contain_text(GRACE, timeout=AT_ONCE_MS)
    expect(cover(other)).to_be_hidden()
    expect(entrance).to_have_url(f"{book.origin}/account", timeout=AT_ONCE_MS)


def test_a_password_being_typed_is_not_interrupted(book: Book, new_profile: NewProfile) -> None:
    """A sign-in page stays while somebody types there, and goes on when they have cleared it."""
    profile = new_profile(book)
    entrance = profile.open("/login")
    entrance.keyboard.type("ad")
    entrance.keyboard.press("Enter")
    entrance.keyboard.type("half of it")
    other = profile.open("/login")
    sign_in_by_tile(other, "gr")
    expect(other).to_have_url(f"{book.origin}/")
    until(entrance, lambda: profile.navigations.count(f"{book.origin}/") == 1)
    entrance.bring_to_front()
    expect(entrance.get_by_label("Password")).to_have_value("half of it")
    entrance.keyboard.press("Escape")
    expect(entrance).to_have_url(f"{book.origin}/")


def test_signing_out_reaches_the_other_window_also_when_it_is_locked(
    book: Book, new_profile: NewProfile
) -> None:
    """The session ends in one window; the covered other one goes to the sign-in page."""
    profile = new_profile(book, ADA)
    profile.expect(LOCKED, "status of 401")
    one, other = ready(profile.open()), ready(profile.open())
    lock(other)
    expect(cover(one)).to_be_visible()
    profile.context.request.post(f"{book.origin}/session/logout", headers={"Origin": book.origin})
    expect(other).to_have_url(f"{book.origin}/login?next=%2F")
    expect(one).to_have_url(f"{book.origin}/login?next=%2F")


def test_switching_waits_for_words_that_are_not_saved(book: Book, new_profile: NewProfile) -> None:
    """The cover says whose words wait, the password takes the switch back, and saved words let it go on."""
    profile = new_profile(book, ADA)
    profile.expect(LOCKED)
    page = ready(profile.open())
    page.evaluate(UNSAVED)
    page.keyboard.press("F2")
    expect(cover(page)).to_contain_text("Your last words are not saved yet.")
    unlock(page)
    expect(cover(page)).to_be_hidden()
    page.keyboard.press("F2")
    expect(cover(page)).to_contain_text("switching waits for them")
    page.evaluate(SAVE)
    page.wait_for_url(SIGN_IN)


def test_words_can_be_left_behind_when_asked_twice(book: Book, new_profile: NewProfile) -> None:
    """Leave without them asks once more, with the harmless answer in reach of Enter."""
    profile = new_profile(book, ADA)
    page = ready(profile.open())
    page.evaluate(UNSAVED)
    page.keyboard.press("F2")
    leave = cover(page).get_by_role("button", name="Leave without them")
    leave.click()
    page.keyboard.press("Enter")
    expect(leave).to_be_focused()
    leave.click()
    cover(page).get_by_role("button", name="Leave and lose them").click()
    page.wait_for_url(SIGN_IN)


def test_a_session_that_is_over_keeps_unsaved_words_until_their_writer_is_back(
    book: Book, new_profile: NewProfile
) -> None:
    """No redirect: the cover says so, and the same person's password brings the page back as it was."""
    profile = new_profile(book, ADA)
    profile.expect("status of 401")
    page = ready(profile.open())
    page.evaluate(UNSAVED)
    page.get_by_label("What happened?").fill("Not saved anywhere")
    end_session(profile)
    page.evaluate("() => { secureFetch('/api/session').catch(() => {}); }")
    expect(cover(page)).to_contain_text("Your session has ended, and your last words could not be saved yet.")
    expect(cover(page).get_by_role("button", name="Sign in")).to_be_visible()
    unlock(page)
    expect(cover(page)).to_be_hidden()
    expect(page.get_by_label("What happened?")).to_have_value("Not saved anywhere")
    assert page.evaluate("() => secureFetch('/api/session').then(({ status }) => status)") == 200


def test_another_persons_sign_in_keeps_unsaved_words_until_their_writer_is_back(
    book: Book, new_profile: NewProfile
) -> None:
    """Ada's words wait under the cover while Grace is signed in; Ada's password brings them back."""
    profile = new_profile(book, ADA)
    profile.expect("status of 409")
    page = ready(profile.open())
    page.evaluate(UNSAVED)
    page.get_by_label("What happened?").fill("Ada's, not saved anywhere")
    graces = profile.open("/login")
    sign_in_by_tile(graces, "gr")
    expect(graces).to_have_url(f"{book.origin}/")
    page.bring_to_front()
    expect(cover(page)).to_contain_text("Somebody else has signed in")
    expect(cover(page)).to_contain_text(ADA)
    unlock(page)
    expect(cover(page)).to_be_hidden()
    expect(page.get_by_label("What happened?")).to_have_value("Ada's, not saved anywhere")
    expect(banner(graces)).to_contain_text(ADA)
