"""P5: nobody else gets in, and what they try changes nothing."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING

import jwt
import pytest

from desktop_app.config import MAX_BODY_BYTES
from desktop_app.web.headers import SECURITY_HEADERS
from desktop_app.web.own_files import edition
from tests.helpers.client import HOST, HTML, ORIGIN, Client
from tests.web.conftest import KEY, PASSWORD

if TYPE_CHECKING:
    from tests.web.conftest import Book

UNSAFE = [
    ("POST", "/setup"),
    ("POST", "/login"),
    ("POST", "/session/refresh"),
    ("POST", "/session/logout"),
    ("POST", "/api/entries"),
    ("POST", "/api/people"),
    ("POST", "/api/account/password"),
    ("DELETE", "/api/account/sessions"),
]
EVERYWHERE = [
    "/",
    "/login",
    "/setup",
    "/account",
    "/api/session",
    "/static/css/app.css",
    "/api/openapi.json",
    "/nothing",
]


def contents(book: Book) -> list[object]:
    """Everything in the database that a request could change."""
    tables = ("account", "session", "refresh_token", "entry", "access_log", "sign_in_attempt")
    return [book.rows(f"SELECT * FROM {table}") for table in tables]  # noqa: S608 - the names above


class TestWindowKey:
    """Loopback belongs to every program of the machine."""

    @pytest.mark.parametrize("path", EVERYWHERE)
    def test_every_path_is_refused_without_it(self, book: Book, path: str) -> None:
        """A browser gets a plain page that says what to do."""
        stranger = Client(book.app, book.clock)
        answer = stranger.request("GET", path, headers={"Accept": HTML})
        assert answer.status == 403
        assert "Open Shiftbook from its icon" in answer.text
        assert "<link" not in answer.text
        assert stranger.get(path).code == "no_window_key"

    def test_readiness_needs_none(self, book: Book) -> None:
        """It tells nothing but that."""
        assert Client(book.app, book.clock).get("/readyz").json == {"ready": True}

    def test_a_key_opens_one_window_and_a_clean_address(self, book: Book) -> None:
        """Used up, it opens no second one; the window it opened may reload."""
        key = book.services.window_keys.issue(book.clock.now())
        first, second = Client(book.app, book.clock), Client(book.app, book.clock)
        assert first.get(f"/open?key={key}").location == "/"
        assert second.get(f"/open?key={key}").code == "no_window_key"
        assert first.get(f"/open?key={key}").status == 303

    @pytest.mark.parametrize("wind", [60, 3600, -60])
    def test_a_key_waits_a_minute(self, book: Book, wind: int) -> None:
        """Also when the clock is set back meanwhile."""
        key = book.services.window_keys.issue(book.clock.now())
        book.clock.wind(wind)
        assert Client(book.app, book.clock).get(f"/open?key={key}").status == 403

    @pytest.mark.parametrize("key", ["", "x", "é", "%00", "a" * 5000])
    def test_a_guessed_key_opens_nothing(self, book: Book, key: str) -> None:
        """Whatever it looks like."""
        assert Client(book.app, book.clock).get(f"/open?key={key}").status == 403

    def test_another_runs_cookie_is_refused(self, book: Book) -> None:
        """The secret is this run's."""
        client = book.signed_in()
        client.jar["shiftbook_window_0123abcd"].value = "another"
        assert client.get("/api/session").code == "no_window_key"


class TestHost:
    """DNS rebinding."""

    @pytest.mark.parametrize(
        "host",
        [
            "evil.example:8765",
            "localhost:8765",
            "127.0.0.1",
            "127.0.0.1:80",
            "127.0.0.1:8765, evil.example",
            "127.0.0.1:8765.evil.example",
            "evil.example:8765@127.0.0.1:8765",
            "127.1:8765",
            "2130706433:8765",
            "[::1]:8765",
            "0.0.0.0:8765",
            " 127.0.0.1:8765",
            "127.0.0.1:08765",
            "",
        ],
    )
    def test_any_other_name_is_refused(self, book: Book, host: str) -> None:
        """Before anything else, readiness included."""
        client = book.signed_in()
        before = contents(book)
        for path in ("/api/session", "/readyz", "/nothing"):
            assert client.get(path, Host=host).code == "cross_site"
        assert contents(book) == before


class TestOrigin:
    """Cross-site requests."""

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN},
            {"Origin": "http://evil.example"},
            {"Origin": "http://127.0.0.1:8766"},
            {"Origin": f"https://{HOST}"},
            {"Origin": f"http://{HOST}.evil.example"},
            {"Origin": "null"},
            {},
        ],
    )
    @pytest.mark.parametrize(("method", "path"), UNSAFE)
    def test_another_origin_changes_nothing(
        self, book: Book, headers: dict[str, str], method: str, path: str
    ) -> None:
        """Refused with cross_site, whatever the body."""
        client = book.signed_in()
        before = contents(book)
        sent = {"Content-Type": "application/json", **headers}
        answer = client.request(method, path, b'{"name":"Eve","password":"correct horse battery"}', sent)
        assert (answer.status, answer.code) == (403, "cross_site")
        assert contents(book) == before

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
    )
    def test_an_api_reads_json_only(self, book: Book, kind: str) -> None:
        """The three kinds a cross-site form can send are refused."""
        client = book.signed_in()
        before = contents(book)
        answer = client.post("/api/entries", {"text": "hello"}, **{"Content-Type": kind})
        assert (answer.status, answer.code) == (415, "invalid")
        assert contents(book) == before

    def test_no_answer_carries_a_cors_header(self, book: Book) -> None:
        """Not even when asked politely."""
        client = book.signed_in()
        for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": ORIGIN}):
            names = [name.lower() for name, _ in client.get("/api/session", **headers).headers]
            assert not [name for name in names if name.startswith("access-control")]


class TestForgery:
    """Tokens that are not ours."""

    def test_forged_tokens_are_absent_tokens(self, book: Book) -> None:
        """401 for each, and nothing changes."""
        client = book.signed_in()
        genuine = client.jar["shiftbook_access_0123abcd"].value
        refresh = client.jar["shiftbook_refresh_0123abcd"].value
        payload = jwt.decode(genuine, options={"verify_signature": False})
        unsigned = ".".join(
            base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
            for part in ({"alg": "none", "typ": "JWT"}, payload)
        )
        forgeries = [
            jwt.encode(payload, b"another key of thirty-two bytes!!", algorithm="HS256"),
            jwt.encode(payload, KEY * 2, algorithm="HS512"),
            jwt.encode(payload, KEY, algorithm="HS256"),
            f"{unsigned}.",
            refresh,
            genuine[:-2] + ("AA" if genuine[-2:] != "AA" else "BB"),
            genuine + "=",
            "garbage",
            '"quoted; text"',
        ]
        before = contents(book)
        for forgery in forgeries:
            client.jar["shiftbook_access_0123abcd"].value = forgery
            assert client.get("/api/session").code == "auth_required", forgery
        assert contents(book) == before

    def test_an_access_token_is_no_refresh_token(self, book: Book) -> None:
        """The other way round, too."""
        client = book.signed_in()
        client.jar["shiftbook_refresh_0123abcd"].value = client.jar["shiftbook_access_0123abcd"].value
        assert client.post("/session/refresh").code == "auth_required"

    def test_a_token_counts_in_its_cookie_only(self, book: Book) -> None:
        """Not as a parameter, not as a header."""
        client = book.signed_in()
        token = client.jar.pop("shiftbook_access_0123abcd").value
        assert client.get(f"/api/session?access={token}").status == 401
        assert client.get("/api/session", Authorization=f"Bearer {token}").status == 401

    @pytest.mark.parametrize(
        "foreign", ["a=b", "x=\x01; y", "=;=;;", "shiftbook_access_0123abcd", 'q="un;closed', "é=ü"]
    )
    def test_foreign_cookies_disturb_nobody(self, book: Book, foreign: str) -> None:
        """Another program on 127.0.0.1 shares the jar; its cookies are none of our business."""
        client = book.signed_in()
        mine = client._cookie_header("/api/session")
        for header in (f"{foreign}; {mine}", f"{mine}; {foreign}"):
            client.jar.clear()
            assert client.get("/api/session", Cookie=header).status == 200

    def test_of_two_cookies_with_one_name_the_first_counts(self, book: Book) -> None:
        """It fails closed, and never with an error."""
        client = book.signed_in()
        mine = client._cookie_header("/api/session")
        bad = "shiftbook_access_0123abcd=bad"
        client.jar.clear()
        assert client.get("/api/session", Cookie=f"{mine}; {bad}").status == 200
        assert client.get("/api/session", Cookie=f"{bad}; {mine}").status == 401


class TestHeaders:
    """What the web layer says of itself; the server's part is tested on the running program."""

    @pytest.mark.parametrize("path", ["/login", "/api/session", "/nothing", "/static/nothing.css"])
    def test_only_files_choose_how_they_are_cached(self, book: Book, path: str) -> None:
        """All other answers leave it to the server, which forbids it."""
        client = book.signed_in()
        assert client.get(path).header("Cache-Control") == ""
        assert client.get("/static/css/app.css").header("Cache-Control") == "no-cache"

    def test_a_page_asks_for_each_of_our_files_once(self, book: Book) -> None:
        """What its address names is the same for ever; an edition that is no more is nowhere."""
        client = book.signed_in()
        named = re.findall(r'(?:src|href)="(/static/[^"]+)"', client.visit("/").text)
        assert len(named) > 5
        for address in named:
            assert "immutable" in client.get(address).header("Cache-Control")
        assert client.get(named[0].replace(edition(), "0" * 8)).status == 404

    def test_an_unknown_error_says_only_that(self, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
        """Everything else stands in the log."""
        client = book.signed_in()

        def explode(*_: object) -> None:
            raise RuntimeError("secret detail")

        monkeypatch.setattr(book.services.logbook, "find", explode)
        for accept in (HTML, "*/*"):
            answer = client.request("GET", "/", headers={"Accept": accept})
            assert answer.status == 500
            assert "secret detail" not in answer.text
            assert "Traceback" not in answer.text
        assert client.get("/").code == "internal"

    def test_the_policy_allows_nothing_unsafe(self) -> None:
        """No inline script or style, nothing from elsewhere."""
        policy = dict(SECURITY_HEADERS)["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "*" not in policy
        assert "default-src 'none'" in policy


class TestSizes:
    """Bodies that are too large or of the wrong shape."""

    def test_a_body_over_the_limit_is_413(self, book: Book) -> None:
        """As a problem, before it is looked at."""
        client = book.signed_in()
        headers = {
            "Content-Type": "application/json",
            "Origin": ORIGIN,
            "Content-Length": str(MAX_BODY_BYTES + 1),
        }
        answer = client.request("POST", "/api/entries", b"", headers)
        assert (answer.status, answer.code) == (413, "too_large")

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b"null",
            b'"text"',
            b'{"text": 1}',
            b'{"text": null}',
            b'{"txt": "x"}',
            b'{"text": "x", "author": 2}',
            b'{"text": "x", "key": "\\n"}',
            b'{"text": "\\ud800"}',
            b"\xff\xfe",
            b"[" * 100_000,
            b'{"text": "   "}',
            b'{"text": "a\\u0000b"}',
        ],
    )
    def test_bad_json_gets_a_sentence(self, book: Book, body: bytes) -> None:
        """400 invalid, never a 500, nothing posted."""
        client = book.signed_in()
        answer = client.request(
            "POST", "/api/entries", body, {"Content-Type": "application/json", "Origin": ORIGIN}
        )
        assert (answer.status, answer.code) == (400, "invalid")
        assert answer.json["detail"].endswith(".")
        assert book.rows("SELECT count(*) FROM entry") == [(0,)]

    @pytest.mark.parametrize("password", ["x" * 1_000_000, "\u0301" * 2000])
    def test_a_giant_password_is_refused_quickly(self, book: Book, password: str) -> None:
        """Hashing is no way to stop the service."""
        book.signed_in()
        answer = book.window().post("/login", {"name": "Ada Byron", "password": password})
        assert answer.status in {400, 401}

    @pytest.mark.parametrize(
        "path", ["/entries/0", "/entries/99", f"/entries/{2**70}", "/api/entries/-1", f"/api/entries/{2**63}"]
    )
    def test_a_number_that_is_none_is_not_found(self, book: Book, path: str) -> None:
        """However large."""
        assert book.signed_in().get(path).status == 404

    @pytest.mark.parametrize(
        "query",
        ["before=x", "before=-1", "before=0", f"before={2**64}", "limit=1e3", "limit=%C2%B2", "limit=999999"],
    )
    def test_a_bad_query_is_refused(self, book: Book, query: str) -> None:
        """With a sentence that names it."""
        answer = book.signed_in().get(f"/api/entries?{query}")
        assert (answer.status, answer.code) == (400, "invalid")

    def test_get_changes_nothing(self, book: Book) -> None:
        """Crawling every page leaves the database as it was."""
        client = book.signed_in()
        client.post("/api/entries", {"text": "one"})
        before = contents(book)
        for path in (
            *EVERYWHERE,
            "/people",
            "/entries/1",
            "/api/entries",
            "/api/people",
            "/api/account/sessions",
            "/readyz",
        ):
            client.get(path)
        assert contents(book) == before
        assert PASSWORD.encode() not in book.database.path.read_bytes()
