"""An access token that has run out costs one refresh, however many calls find out, and nobody a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.routing import Held
from tests.helpers.browser import ADA, Book, Profile

if TYPE_CHECKING:
    from tests.browser.conftest import NewProfile

REFUSED = "status of 401"
CALLS = 100

ASK_MANY = """calls => {
  globalThis.statuses = [];
  for (let call = 0; call < calls; call += 1) {
    secureFetch(`/api/session?call=${call}`).then(({ status }) => statuses.push(status));
  }
}"""
STATUS_OF = "path => secureFetch(path).then(({ status }) => status)"


def refreshed(profile: Profile, before: int) -> int:
    """Return how many refreshes of any outcome there were since there were *before*."""
    return profile.refreshes().total() - before


def answers(page: Page, expected: int) -> list[int]:
    """Wait for so many answers and return their statuses."""
    page.wait_for_function("expected => statuses.length === expected", arg=expected)
    found: list[int] = page.evaluate("statuses")
    return found


def test_a_hundred_calls_at_once_cost_one_refresh(book: Book, new_profile: NewProfile) -> None:
    """A hundred parallel calls with a token that has run out all succeed, after exactly one refresh."""
    profile = new_profile(book, ADA)
    profile.expect(REFUSED)
    page = profile.open()
    before = profile.refreshes().total()
    profile.lose_access_token()
    page.evaluate(ASK_MANY, CALLS)
    assert answers(page, CALLS) == [200] * CALLS
    assert refreshed(profile, before) == 1


def test_a_refusal_that_arrives_late_costs_no_second_refresh(book: Book, new_profile: NewProfile) -> None:
    """A 401 to a call sent before the refresh and answered after it is just sent again."""
    profile = new_profile(book, ADA)
    profile.expect(REFUSED)
    page = profile.open()
    late = Held(page, re.compile("call=[01]$"))
    before = profile.refreshes().total()
    profile.lose_access_token()
    refusal = book.send("GET", "/api/session", profile.cookies_for("/api/session"))
    assert refusal.status == 401
    page.evaluate(ASK_MANY, 10)
    assert answers(page, 8) == [200] * 8
    refused = late.wait_for(2)
    late.end()
    for route in refused:
        refusal.give(route)
    assert answers(page, 10) == [200] * 10
    assert refreshed(profile, before) == 1


def test_an_entry_sent_with_an_expired_token_is_posted_once_and_whole(
    book: Book, new_profile: NewProfile
) -> None:
    """The composer's request is sent again with its body, and no second entry comes of it."""
    profile = new_profile(book, ADA)
    profile.expect(REFUSED)
    page = profile.open()
    profile.lose_access_token()
    page.keyboard.type("Valve V-12 replaced: “torque 40 N·m”")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Posted as")).to_be_visible()
    assert book.rows("SELECT text FROM entry") == [("Valve V-12 replaced: “torque 40 N·m”",)]


def test_a_simulated_expiry_is_answered_by_one_refresh(book: Book, new_profile: NewProfile) -> None:
    """`/api/test-token-expired?times=1` fails once; the caller sees only the success after the refresh."""
    profile = new_profile(book, ADA)
    profile.expect(REFUSED)
    page = profile.open()
    before = profile.refreshes().total()
    assert page.evaluate(STATUS_OF, "/api/test-token-expired?times=1") == 200
    assert refreshed(profile, before) == 1


def test_a_second_refusal_is_the_callers(book: Book, new_profile: NewProfile) -> None:
    """When the repeated call is refused too, the caller gets that 401, and nobody is signed out."""
    profile = new_profile(book, ADA)
    profile.expect(REFUSED)
    page = profile.open()
    before = profile.refreshes().total()
    assert page.evaluate(STATUS_OF, "/api/test-token-expired?times=2") == 401
    assert refreshed(profile, before) == 1
    assert page.evaluate(STATUS_OF, "/api/session") == 200
    assert profile.navigations == [f"{book.origin}/"]


@pytest.mark.parametrize("status", [403, 423, 429, 500, 503])
def test_other_failures_are_the_callers(book: Book, new_profile: NewProfile, status: int) -> None:
    """What is no 401 neither refreshes nor signs out: the caller gets it as it is."""
    profile = new_profile(book, ADA)
    profile.expect(f"status of {status}")
    page = profile.open()
    before = profile.refreshes().total()
    assert page.evaluate(STATUS_OF, f"/api/test-auth-failure?status={status}") == status
    assert refreshed(profile, before) == 0
    assert page.evaluate(STATUS_OF, "/api/session") == 200
    assert profile.navigations == [f"{book.origin}/"]
