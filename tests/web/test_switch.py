"""Somebody else takes over this window: one signs in, the session before ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import PASSWORD

if TYPE_CHECKING:
    from tests.helpers.client import Client
    from tests.web.conftest import Book


@pytest.fixture
def ada(book: Book) -> Client:
    """Ada's window, in a book that Bob is in, too."""
    client = book.signed_in()
    book.services.accounts.add("Bob Kahn", PASSWORD, administrator=False, now=book.clock.now())
    return client


def sign_in(client: Client, name: str) -> None:
    """Sign in where somebody else was until now."""
    assert client.post("/login", {"name": name, "password": PASSWORD}).status == 200


def ends(book: Book) -> list[tuple[str]]:
    """Why sessions ended, as the access log tells it."""
    return book.rows("SELECT detail FROM access_log WHERE event = 'session_ended' ORDER BY id")


@pytest.mark.parametrize("pause", [0, 1800, 80 * 86_400], ids=["at once", "access over", "weeks later"])
@pytest.mark.parametrize("locked", [False, True], ids=["open", "locked"])
def test_signing_in_as_another_ends_the_session_before(
    book: Book, ada: Client, pause: int, *, locked: bool
) -> None:
    """Also when its access token has run out: the sign-in page is told which session this window held."""
    if locked:
        ada.post("/session/lock")
    before = ada.copy()
    book.clock.wind(pause)
    sign_in(ada, "Bob Kahn")
    assert ada.get("/api/session").json["person"]["name"] == "Bob Kahn"
    assert before.post("/session/refresh").code == "session_ended"
    assert before.post("/session/unlock", {"password": PASSWORD}).code == "auth_required"
    assert ends(book) == [("switched",)]


@pytest.mark.parametrize("locked", [False, True], ids=["open", "locked"])
def test_the_same_person_signs_in_again(book: Book, ada: Client, *, locked: bool) -> None:
    """A new session all the same; the log tells it from a switch."""
    if locked:
        ada.post("/session/lock")
    before = ada.copy()
    sign_in(ada, "Ada Byron")
    assert ada.get("/api/session").status == 200
    assert before.get("/api/session").code == "session_ended"
    assert ends(book) == [("signed_in_again",)]


def test_a_wrong_password_ends_nothing(book: Book, ada: Client) -> None:
    """Whoever fails to take over leaves everything as it was."""
    ada.post("/session/lock")
    assert ada.post("/login", {"name": "Bob Kahn", "password": "wrong"}).status == 401
    assert ada.post("/session/unlock", {"password": PASSWORD}).status == 200
    assert ends(book) == []


def test_another_browser_goes_on(book: Book, ada: Client) -> None:
    """Only the session this window held ends."""
    elsewhere = book.signed_in()
    sign_in(ada, "Bob Kahn")
    assert elsewhere.get("/api/session").status == 200


def test_the_name_of_the_session_goes_to_the_sign_in_page_alone(ada: Client) -> None:
    """No other page is sent it, and scripts cannot read it."""
    switch, refresh = ada.cookie("switch"), ada.cookie("refresh")
    assert switch is not None
    assert refresh is not None
    assert (switch.path, switch.http_only, switch.value) == ("/login", True, refresh.value)


def test_garbage_in_its_place_names_nothing(book: Book, ada: Client) -> None:
    """Signing in works, and nobody's session ends."""
    elsewhere = book.signed_in()
    stranger = book.window()
    stranger.jar["shiftbook_switch_0123abcd"] = ada.jar["shiftbook_switch_0123abcd"]
    stranger.jar["shiftbook_switch_0123abcd"].value = "garbage"
    sign_in(stranger, "Bob Kahn")
    assert elsewhere.get("/api/session").status == ada.get("/api/session").status == 200
