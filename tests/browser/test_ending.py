"""A session ended by somebody is over at once, wherever its pages are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from tests.helpers.browser import ADA, GRACE, PASSWORD, Book, Profile

if TYPE_CHECKING:
    from tests.browser.conftest import NewBook, NewProfile

NEW_PASSWORD = "staple wrench gasket"
HAS_ASKED = "() => globalThis[Symbol.for('shiftbook.secureFetch')].session.lock.facts !== null"


def test_stopping_sign_in_ends_that_persons_session_and_no_other(
    new_book: NewBook, new_profile: NewProfile
) -> None:
    """Grace's next action leads to a sign-in page without her tile; Ada goes on, and can let her in again."""
    book = new_book()
    book.add(ADA, GRACE)
    adas, graces = new_profile(book, ADA), new_profile(book, GRACE)
    people, page = adas.open("/people"), asked_already(graces.open())
    people.get_by_role("button", name=f"Stop sign-in for {GRACE}").click()
    expect(people.get_by_text(f"{GRACE} can no longer sign in.")).to_be_visible()
    assert_over_at_next_action(graces, page)
    expect(page.get_by_role("radio", name=GRACE)).to_have_count(0)

    people.get_by_role("button", name=f"Let in again for {GRACE}").click()
    expect(people.get_by_text(f"{GRACE} can sign in again.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("radio", name=GRACE)).to_have_count(1)


def test_one_of_my_other_sessions_can_be_ended(book: Book, new_profile: NewProfile) -> None:
    """The button on the account page ends the session it stands beside; the one used for it stays."""
    here, elsewhere = new_profile(book, GRACE), new_profile(book, GRACE)
    page, account = asked_already(elsewhere.open()), here.open("/account")
    account.get_by_role("button", name="End Web browser").click()
    expect(account.get_by_text("That session has ended.")).to_be_visible()
    assert_over_at_next_action(elsewhere, page)
    account.reload()
    expect(account.get_by_text("You are signed in nowhere else.")).to_be_visible()


def test_a_new_password_ends_my_other_sessions(new_book: NewBook, new_profile: NewProfile) -> None:
    """Whoever knew the old one is out at once; the window it was changed in goes on."""
    book = new_book()
    book.add(ADA)
    here, elsewhere = new_profile(book, ADA), new_profile(book, ADA)
    page, account = asked_already(elsewhere.open()), here.open("/account")
    account.get_by_label("Current password").fill(PASSWORD)
    account.get_by_label("New password").fill(NEW_PASSWORD)
    account.keyboard.press("Enter")
    expect(account.get_by_text("One other session has ended.")).to_be_visible()
    assert_over_at_next_action(elsewhere, page)
    account.reload()
    expect(account).to_have_url(f"{book.origin}/account")


def asked_already(page: Page) -> Page:
    """Wait until a page has asked how its session stands, as each does once; then it waits for somebody."""
    page.wait_for_function(HAS_ASKED)
    return page


def assert_over_at_next_action(profile: Profile, page: Page) -> None:
    """Post something, and make sure that it leads to sign-in, with the message, and is not posted."""
    profile.expect("status of 401")
    page.get_by_label("What happened?").fill("too late")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(f"{profile.book.origin}/login?next=%2F")
    expect(page.get_by_role("alert").filter(has_text="Session expired.")).to_be_visible()
    assert profile.book.rows("SELECT text FROM entry WHERE text = 'too late'") == []
