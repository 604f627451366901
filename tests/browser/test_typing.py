"""Somebody types, and the session does what sessions do: no word that stood on the screen is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from playwright.sync_api import expect

from tests.browser.typist import Typist, drafts_of, sign_in_again, unlock
from tests.helpers.browser import ADA, GRACE, Book

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.conftest import NewProfile
    from tests.helpers.browser import Profile
    from tests.helpers.fault_table import FaultTable

pytestmark = pytest.mark.slow

BOB, CEM, DORA = "Bob Finch", "Cem Öz", "Dora Lind"

RENEW = "() => secureFetch('/api/session').then(({ status }) => status)"


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A book whose access tokens last three seconds, and whose sessions lock after four without a key."""
    made = Book(tmp_path_factory.mktemp("short"), "--access-lifetime", "3s", "--idle-lock", "4s")
    made.add(ADA, GRACE, BOB, CEM, DORA)
    yield made
    made.stop()


class Row(NamedTuple):
    """What the book knows of a session."""

    id: str
    generation: int
    ended_because: str | None
    locked_at: int | None
    age: int


NEWEST = """SELECT s.id, s.generation, s.ended_because, s.locked_at, strftime('%s') - s.created_at
    FROM session s JOIN account a ON a.id = s.user_id WHERE a.name = ? ORDER BY s.created_at DESC LIMIT 1"""


def session(book: Book, person: str) -> Row:
    """Return the person's newest session; there is one."""
    return Row(*book.rows(NEWEST, person)[0])


def ask(profile: Profile, method: str, path: str) -> int:
    """Ask as another program does that has this profile's cookies."""
    return profile.book.send(method, path, profile.cookies_for(path)).status


def test_an_access_token_that_runs_out_is_not_noticed(
    short: Book, new_profile: NewProfile, fault_table: FaultTable
) -> None:
    """It is renewed twice meanwhile; the page, its field and its caret stay."""
    profile = new_profile(short, ADA)
    # Three seconds leave little time to renew ahead.
    profile.expect("status of 401")
    typist = Typist(profile.open(), drafts_of(short, ADA))
    typist.type_a_while()
    typist.type(until=lambda: session(short, ADA).generation == 3)
    typist.happens()
    typed = typist.text
    typist.assert_kept(fault_table, "typing: access token runs out", typist.settle())
    assert typed == typist.text
    assert profile.navigations == [f"{short.origin}/"]
    typist.goes_on()


def test_a_session_ended_elsewhere_loses_nothing(
    short: Book, new_profile: NewProfile, fault_table: FaultTable
) -> None:
    """What is typed until sign-in comes is saved before it, and is there after it."""
    profile = new_profile(short, GRACE)
    profile.expect("status of 401")
    typist = Typist(profile.open(), drafts_of(short, GRACE))
    typist.type_a_while()
    typist.happens()
    assert ask(profile, "DELETE", f"/api/account/sessions/{session(short, GRACE).id}") == 200
    typist.type(until=lambda: "/login" in typist.page.url)
    sign_in_again(typist.page, GRACE)
    expect(typist.field).to_have_value(re.compile(f"^{typist.text}"))
    typist.assert_kept(fault_table, "typing: session ended elsewhere", typist.field.input_value())
    typist.goes_on()


def test_a_thief_ends_the_session_and_takes_no_words(
    short: Book, new_profile: NewProfile, fault_table: FaultTable
) -> None:
    """An old refresh token is presented: the session is over at once, the draft is not."""
    profile = new_profile(short, BOB)
    profile.expect("status of 401")
    page = profile.open()
    copy = profile.cookies_for("/session/refresh")
    for _ in range(2):
        profile.lose_access_token()
        assert page.evaluate(RENEW) == 200
    typist = Typist(page, drafts_of(short, BOB))
    typist.type_a_while()
    typist.happens()
    assert short.send("POST", "/session/refresh", copy).status == 401
    assert session(short, BOB).ended_because == "reused"
    typist.type(until=lambda: "/login" in page.url)
    sign_in_again(page, BOB)
    expect(typist.field).to_have_value(re.compile(f"^{typist.text}"))
    typist.assert_kept(fault_table, "typing: refresh token reused by a thief", typist.field.input_value())
    typist.goes_on()


def test_a_lock_from_elsewhere_covers_what_is_saved(
    short: Book, new_profile: NewProfile, fault_table: FaultTable
) -> None:
    """The page learns of it by itself; after the password everything is as it was, caret and all."""
    profile = new_profile(short, CEM)
    profile.expect("status of 401", "status of 423")
    typist = Typist(profile.open(), drafts_of(short, CEM))
    typist.type_a_while()
    typist.happens()
    assert ask(profile, "POST", "/session/lock") == 200
    typist.type(until=typist.covered)
    typed = typist.settle()
    assert typed in typist.drafts()
    unlock(typist.page)
    typist.assert_kept(fault_table, "typing: locked from elsewhere", typist.field.input_value())
    expect(typist.field).to_have_value(typed)
    typist.goes_on()


def test_a_session_locks_when_the_typing_stops_and_not_before(
    short: Book, new_profile: NewProfile, fault_table: FaultTable
) -> None:
    """Keys keep it open past its time; then nobody touches it, and it is covered with all words saved."""
    profile = new_profile(short, DORA)
    profile.expect("status of 401", "status of 423")
    typist = Typist(profile.open(), drafts_of(short, DORA))
    typist.type_a_while()
    typist.type(until=lambda: session(short, DORA).age >= 5)
    assert session(short, DORA).locked_at is None
    typist.happens()
    typed = typist.settle()
    expect(typist.page.locator("html[data-covered]")).to_have_count(1)
    assert typed in typist.drafts()
    unlock(typist.page)
    typist.assert_kept(fault_table, "typing: locked when idle", typist.field.input_value())
    expect(typist.field).to_have_value(typed)
    typist.goes_on()
