"""The server is out of reach or refuses to refresh: page and text stay, and so does the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.routing import REFRESHES, Held
from tests.helpers.browser import ADA, Book, Profile

if TYPE_CHECKING:
    from tests.browser.conftest import NewBook, NewProfile

HALF = "Half a sentence about pump"
WHOLE = f"{HALF} 2"
NO_ANSWER_MS = 10_000
"""How long a refresh may take before the page gives it up."""


def write(profile: Profile) -> Page:
    """Open the book and begin to write."""
    page = profile.open()
    page.keyboard.type(HALF)
    return page


def assert_in_trouble(page: Page) -> None:
    """Make sure that the page is where it was, says so, and has the text."""
    expect(page.locator("#connection-banner")).to_have_text(
        "Can't reach Shiftbook, trying again. You stay signed in; your text is kept."
    )
    expect(page.get_by_label("What happened?")).to_have_value(HALF)


def assert_well_again(profile: Profile, page: Page) -> None:
    """Make sure that the banner has gone by itself and that what was being written can be posted, once."""
    expect(page.locator("#connection-banner")).to_be_hidden()
    page.keyboard.type(" 2")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("article").filter(has_text=WHOLE)).to_have_count(1)
    assert not [address for address in profile.navigations if "/login" in address]


@pytest.mark.parametrize("status", [500, 503])
def test_a_refused_refresh_keeps_page_text_and_session(
    new_book: NewBook, new_profile: NewProfile, status: int
) -> None:
    """While the server answers refreshes with an error nothing is lost; it is asked again by itself."""
    book = new_book()
    book.add(ADA)
    profile = new_profile(book, ADA)
    profile.expect("status of 401", f"status of {status}")
    page = write(profile)
    page.route(REFRESHES, lambda route: route.fulfill(status=status, headers={"Retry-After": "1"}))
    profile.lose_access_token()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="Nothing is lost")).to_be_visible()
    assert_in_trouble(page)
    page.unroute(REFRESHES)
    assert_well_again(profile, page)


def test_a_network_gone_and_back_again(new_book: NewBook, new_profile: NewProfile) -> None:
    """Without a network posting fails with a sentence; with it the banner goes and the text is posted."""
    book = new_book()
    book.add(ADA)
    profile = new_profile(book, ADA)
    profile.expect("ERR_INTERNET_DISCONNECTED")
    page = write(profile)
    profile.context.set_offline(offline=True)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="Nothing is lost")).to_be_visible()
    assert_in_trouble(page)
    profile.context.set_offline(offline=False)
    assert_well_again(profile, page)


def test_an_entry_whose_answer_was_lost_is_posted_once(new_book: NewBook, new_profile: NewProfile) -> None:
    """The entry is in the book, the page cannot know; posting the same words again finds that entry."""
    book = new_book()
    book.add(ADA)
    profile = new_profile(book, ADA)
    profile.expect("ERR_FAILED")
    page = write(profile)

    def lose_answer(route: Route) -> None:
        assert route.fetch(headers={**route.request.headers, "Origin": book.origin}).ok
        route.abort()

    # The question each page asks by itself would be answered, and the trouble be over.
    page.route("**/api/session", lambda route: route.abort())
    page.route("**/api/entries", lose_answer, times=1)
    page.keyboard.press("Control+Enter")
    assert_in_trouble(page)
    page.unroute("**/api/session")
    assert book.rows("SELECT text FROM entry") == [(HALF,)]
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Posted as #1")).to_be_visible()
    assert book.rows("SELECT text FROM entry") == [(HALF,)]


def test_a_server_that_hangs(new_book: NewBook, new_profile: NewProfile) -> None:
    """A refresh that gets no answer is given up; when the server goes on, so does the page."""
    book = new_book()
    book.add(ADA)
    profile = new_profile(book, ADA)
    profile.expect("status of 401")
    page = profile.context.new_page()
    page.clock.install()
    page.goto(book.origin)
    page.keyboard.type(HALF)
    held = Held(page, REFRESHES)
    page.evaluate("() => { secureFetch('/api/test-token-expired?times=1').catch(() => {}); }")
    [refresh] = held.wait_for(1)
    held.end()
    book.freeze()
    refresh.continue_()
    page.clock.fast_forward(NO_ANSWER_MS)
    assert_in_trouble(page)
    book.thaw()
    assert_well_again(profile, page)


@pytest.mark.faults
def test_a_killed_program_started_again(new_book: NewBook, new_profile: NewProfile) -> None:
    """After `kill -9` and a new start a window goes on with text and session, once the new run lets it in."""
    book = new_book()
    book.add(ADA)
    profile = new_profile(book, ADA)
    profile.expect("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "status of 403")
    profile.post("Posted before the kill")
    page = write(profile)
    book.kill()
    page.keyboard.press("Control+Enter")
    assert_in_trouble(page)
    book.start()
    expect(page.locator("#connection-banner")).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="Nothing is lost")).to_be_visible()

    window = profile.context.new_page()
    window.goto(book.address)
    expect(window.get_by_role("article")).to_contain_text("Posted before the kill")
    page.bring_to_front()
    assert_well_again(profile, page)
    assert book.rows("SELECT number, text FROM entry") == [(1, "Posted before the kill"), (2, WHOLE)]


def test_work_goes_on_where_no_refresh_is_needed(book: Book, new_profile: NewProfile) -> None:
    """A refused refresh in one window does not keep another, whose token lives, from posting."""
    profile = new_profile(book, ADA)
    profile.expect("status of 401", "status of 503")
    refused, page = profile.open(), write(profile)
    refused.route(REFRESHES, lambda route: route.fulfill(status=503, headers={"Retry-After": "5"}))
    refused.evaluate("secureFetch('/api/test-token-expired').catch(() => {})")
    expect(refused.locator("#connection-banner")).to_be_visible()
    assert_well_again(profile, page)
