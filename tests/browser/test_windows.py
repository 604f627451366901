"""Two windows of one profile share a session; however their refreshes cross, nobody is signed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.routing import REFRESH, REFRESHES, Held
from tests.helpers.browser import ADA, Answer, Book, Profile

if TYPE_CHECKING:
    from tests.browser.conftest import NewProfile

REFUSED = "status of 401"
ASK = "() => { globalThis.asked = secureFetch('/api/session').then(({ status }) => status); }"
ANSWER = "() => asked"
ASK_AND_WAIT = "() => secureFetch('/api/session').then(({ status }) => status)"
WITHOUT_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });"


def refresh_past_browser(profile: Profile) -> Answer:
    """Refresh as the profile's browser is about to: the server has answered, the browser knows nothing."""
    answer = profile.book.send("POST", REFRESH, profile.cookies_for(REFRESH))
    assert answer.status == 200
    return answer


def assert_signed_in(profile: Profile, *pages: Page) -> None:
    """Make sure that each page is where it was, and that the session can still be used and renewed."""
    for page in pages:
        assert page.evaluate(ASK_AND_WAIT) == 200
        profile.lose_access_token()
        assert page.evaluate(ASK_AND_WAIT) == 200
        expect(page).to_have_url(f"{profile.book.origin}/")
    assert profile.refreshes()["reused"] == 0


def test_two_windows_at_once_cost_one_refresh(book: Book, new_profile: NewProfile) -> None:
    """One window asks, the other sees that it has been done."""
    profile = new_profile(book, ADA)
    profile.expect(REFUSED)
    one, other = profile.open(), profile.open()
    held = Held(one, REFRESHES)
    before = profile.refreshes().total()
    profile.lose_access_token()
    one.evaluate(ASK)
    [asked] = held.wait_for(1)
    other.evaluate(ASK)
    held.end()
    asked.continue_()
    assert [one.evaluate(ANSWER), other.evaluate(ANSWER)] == [200, 200]
    assert profile.refreshes().total() == before + 1
    assert_signed_in(profile, one, other)


@pytest.mark.parametrize("second_first", [False, True], ids=["in order", "crossed"])
def test_two_refreshes_may_cross(book: Book, new_profile: NewProfile, *, second_first: bool) -> None:
    """Without a lock both windows refresh with one token; both stay signed in, however the answers come."""
    profile = new_profile(book, ADA)
    profile.expect(REFUSED)
    profile.context.add_init_script(WITHOUT_LOCKS)
    one, other = profile.open(), profile.open()
    held = [Held(one, REFRESHES), Held(other, REFRESHES)]
    profile.lose_access_token()
    one.evaluate(ASK)
    other.evaluate(ASK)
    answers = [(one_held.wait_for(1)[0], refresh_past_browser(profile)) for one_held in held]
    for route, answer in reversed(answers) if second_first else answers:
        answer.give(route)
    for one_held in held:
        one_held.end()
    assert [one.evaluate(ANSWER), other.evaluate(ANSWER)] == [200, 200]
    assert_signed_in(profile, one, other)


@pytest.mark.parametrize("answered", [False, True], ids=["before the server has it", "after its answer"])
def test_a_reload_in_the_middle_of_a_refresh(book: Book, new_profile: NewProfile, *, answered: bool) -> None:
    """F5 while a refresh is under way, its answer lost or not: the page comes back signed in."""
    profile = new_profile(book, ADA)
    profile.expect(REFUSED)
    page = profile.open()
    held = Held(page, REFRESHES)
    profile.lose_access_token()
    page.evaluate(ASK)
    held.wait_for(1)
    if answered:
        refresh_past_browser(profile)
    held.end()
    page.reload()
    assert_signed_in(profile, page)


def test_an_answer_cut_off_on_its_way(book: Book, new_profile: NewProfile) -> None:
    """The server has renewed the session and the connection breaks: the next try gets the same renewal."""
    profile = new_profile(book, ADA)
    profile.expect(REFUSED, "ERR_FAILED", "ERR_CONNECTION")
    page = profile.open()

    def cut(route: Route) -> None:
        refresh_past_browser(profile)
        route.abort()

    page.route(REFRESHES, cut, times=1)
    repeated = profile.refreshes()["repeated"]
    profile.lose_access_token()
    assert page.evaluate("secureFetch('/api/session').catch(({ name }) => name)") == "RefreshFailedError"
    expect(page.locator("#connection-banner")).to_be_visible()
    expect(page.locator("#connection-banner")).to_be_hidden()
    assert profile.refreshes()["repeated"] == repeated + 1
    assert_signed_in(profile, page)
