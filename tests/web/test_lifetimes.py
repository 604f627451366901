"""P2: cookie, token and row end at the same second, from one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jwt
import pytest

from desktop_app.config import ACCESS_TOKEN_EXPIRY, REFRESH_TOKEN_EXPIRY
from tests.web.conftest import PASSWORD

if TYPE_CHECKING:
    from tests.helpers.client import Client
    from tests.web.conftest import Book


def claims(client: Client, kind: str) -> dict[str, int]:
    """What the token in this cookie says."""
    cookie = client.cookie(kind)
    assert cookie is not None
    return jwt.decode(cookie.value, options={"verify_signature": False})


def assert_aligned(book: Book, client: Client) -> None:
    """Read all three where they really are: the jar, the token, the row."""
    access, refresh, stamp = client.cookie("access"), client.cookie("refresh"), client.cookie("session")
    switch = client.cookie("switch")
    assert access is not None
    assert refresh is not None
    assert stamp is not None
    assert switch is not None
    assert access.ends == claims(client, "access")["exp"]
    (row,) = book.rows("SELECT expires_at FROM refresh_token WHERE id = ?", claims(client, "refresh")["jti"])
    assert refresh.ends == claims(client, "refresh")["exp"] == row[0] == stamp.ends == switch.ends


def test_the_configured_lifetimes_are_the_owners() -> None:
    """Thirty minutes and ninety days, in `config` and nowhere else."""
    assert ACCESS_TOKEN_EXPIRY.total_seconds() == 1800
    assert REFRESH_TOKEN_EXPIRY.total_seconds() == 7_776_000


def test_signing_in_aligns_cookie_token_and_row(book: Book) -> None:
    """At the first issue Max-Age is the whole lifetime."""
    client = book.window()
    answer = client.post("/setup", {"name": "Ada", "password": PASSWORD})
    assert "Max-Age=1800;" in answer.set_cookies["access"]
    assert "Max-Age=7776000;" in answer.set_cookies["refresh"]
    assert "Max-Age=7776000;" in answer.set_cookies["session"]
    assert_aligned(book, client)


@pytest.mark.parametrize("pause", [1, 600, 1800, 86_400])
def test_refreshing_keeps_them_aligned(book: Book, pause: int) -> None:
    """A rotation moves all three together."""
    client = book.signed_in()
    book.clock.wind(pause)
    assert client.post("/session/refresh").status == 200
    assert_aligned(book, client)


def test_a_repeated_answer_carries_the_remaining_time(book: Book) -> None:
    """The same refresh token handed out again does not live a second longer."""
    client = book.signed_in()
    earlier = client.copy()
    first = client.post("/session/refresh")
    book.clock.wind(100)
    again = earlier.post("/session/refresh")
    assert again.json["refresh_expires_at"] == first.json["refresh_expires_at"]
    assert f"Max-Age={7_776_000 - 100};" in again.set_cookies["refresh"]
    assert_aligned(book, earlier)


def test_every_cookie_has_its_attributes(book: Book) -> None:
    """SameSite=Strict, narrow paths, HttpOnly but for the stamp; never Expires, Domain or Secure."""
    cookies = book.window().post("/setup", {"name": "Ada", "password": PASSWORD}).set_cookies
    assert "Path=/session;" in cookies["refresh"]
    assert "Path=/login;" in cookies["switch"]
    for kind, header in cookies.items():
        assert "SameSite=Strict" in header
        assert ("HttpOnly" in header) is (kind != "session")
        assert not any(word in header for word in ("Expires", "Domain", "Secure"))
        assert len(header) < 4096


def test_the_stamp_tells_generation_and_access_expiry(book: Book) -> None:
    """That is all a script may know."""
    client = book.signed_in()
    client.post("/session/refresh")
    stamp = client.cookie("session")
    assert stamp is not None
    assert stamp.value == f"2.{claims(client, 'access')['exp']}"
    assert not stamp.http_only


def test_clearing_uses_the_attributes_of_setting(book: Book) -> None:
    """A cookie under another path would stay behind."""
    client = book.window()
    set_ = client.post("/setup", {"name": "Ada", "password": PASSWORD}).set_cookies
    cleared = client.post("/session/logout").set_cookies
    for kind in ("access", "refresh", "switch", "session"):
        assert cleared[kind].partition("Path")[2] == set_[kind].partition("Path")[2]
        assert "Max-Age=0" in cleared[kind]
        assert client.cookie(kind) is None


def test_no_token_stands_in_a_body_or_in_the_database(book: Book) -> None:
    """The file alone lets nobody in, and scripts never see a token."""
    client = book.window()
    answers = [client.post("/setup", {"name": "Ada", "password": PASSWORD}), client.post("/session/refresh")]
    tokens = [cookie.value for kind in ("access", "refresh") if (cookie := client.cookie(kind))]
    stored = b"".join(path.read_bytes() for path in book.database.path.parent.glob("shiftbook.db*"))
    for token in tokens:
        signature = token.rpartition(".")[2].encode()
        assert signature not in stored
        assert all(signature not in answer.body for answer in answers)
