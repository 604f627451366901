"""Somebody has copied the cookies: the session ends at their next refresh, and only that session."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from playwright.sync_api import Error, expect

from tests.helpers.browser import ADA, Book

if TYPE_CHECKING:
    from tests.browser.conftest import NewProfile

ASK = "() => secureFetch('/api/session').then(({ status }) => status)"
ASK_AND_LEAVE = "() => { secureFetch('/api/session').catch(() => {}); }"


def test_a_copied_token_ends_its_session_and_no_other(book: Book, new_profile: NewProfile) -> None:
    """A late copy and the session it was copied from end at sign-in; the person's other session lives."""
    owner, elsewhere = new_profile(book, ADA), new_profile(book, ADA)
    copy = new_profile(book)
    for profile in (owner, copy):
        profile.expect("status of 401")
    copy.context.add_cookies(cast("list[Any]", owner.context.cookies()))
    owners_page, copied_page = owner.open("/account"), copy.open()
    for _ in range(2):
        owner.lose_access_token()
        assert owners_page.evaluate(ASK) == 200
    copy.lose_access_token()

    for profile, page in ((copy, copied_page), (owner, owners_page)):
        with suppress(Error):  # it may have noticed by itself, and be on its way
            page.evaluate(ASK_AND_LEAVE)
        expect(page).to_have_url(re.compile(r"/login(\?|$)"))
        expect(page.get_by_role("alert").filter(has_text="Session expired.")).to_be_visible()
        assert "/login?flash=session_expired" in profile.navigations[-1]
    assert owner.refreshes()["reused"] == 1
    assert elsewhere.open().evaluate(ASK) == 200
    [(because,)] = book.rows("SELECT ended_because FROM session WHERE ended_at IS NOT NULL")
    assert because == "reused"
