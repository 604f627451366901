"""Names, methods and paths no page of ours asks for (P5), against the real program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from desktop_app.web.app import ROUTES
from tests.helpers.http import exchange, read_answer
from tests.hostile.conftest import assert_guarded

if TYPE_CHECKING:
    from tests.helpers.client import Answer
    from tests.hostile.conftest import Target

READY = "GET /readyz HTTP/1.1"

HOSTS = (
    "Host: evil.example",
    "Host: localhost:{port}",
    "Host: 127.0.0.1",
    "Host: 127.0.0.1:80",
    "Host: 127.0.0.1:{port}0",
    "Host: 127.0.0.1:{port}.evil.example",
    "Host: 127.0.0.1.evil.example:{port}",
    "Host: evil.example@127.0.0.1:{port}",
    "Host: 127.1:{port}",
    "Host: 0x7f000001:{port}",
    "Host: [::1]:{port}",
    "Host: 127.0.0.1:0{port}",
    "Host: 127.0.0.1:{port}, evil.example",
    "Host: evil.example, 127.0.0.1:{port}",
    "Host: 127.0.0.1:{port}\r\nHost: evil.example",
    "Host: evil.example\r\nHost: 127.0.0.1:{port}",
    "Host: 127.0.0.1:{port}\r\nHost: 127.0.0.1:{port}",
    "Host:",
    "X-Forwarded-Host: 127.0.0.1:{port}",
    "Host: \xff127.0.0.1:{port}",
)

METHODS = ("TRACE", "CONNECT", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "M-SEARCH", "X" * 300)

PROXY_HEADERS = (
    "Forwarded: for=1.2.3.4;host=evil.example;proto=https",
    "X-Forwarded-For: 1.2.3.4",
    "X-Forwarded-Host: evil.example",
    "X-Forwarded-Proto: https",
    "X-Forwarded-Port: 443",
    "X-Forwarded-Prefix: /evil",
    "X-Real-IP: 1.2.3.4",
    "X-Original-URL: /api/people",
    "X-Rewrite-URL: /api/people",
    "X-HTTP-Method-Override: DELETE",
    "X-Script-Name: /evil",
)

SECRETS_OF_THE_DISK = (b"bottle==", b"[project]", b"SQLite format 3", b"root:x:", b"GPL", b"import ")
"""From requirements.txt (a type that is served), pyproject.toml, the book, /etc/passwd and our own source."""

WAYS_UP = (
    "/static/../../requirements.txt",
    "/static/%2e%2e/%2e%2e/requirements.txt",
    "/static/..%2f..%2frequirements.txt",
    "/static/%2e%2e%2f%2e%2e%2frequirements.txt",
    "/static/%252e%252e%252f%252e%252e%252frequirements.txt",
    "/static/..%5c..%5crequirements.txt",
    "/static/..\\..\\requirements.txt",
    "/static/css/../../../requirements.txt",
    "/static/css/..%2f..%2f..%2frequirements.txt",
    "/static/....//....//requirements.txt",
    "/static/..;/..;/requirements.txt",
    "/static/%c0%ae%c0%ae/%c0%ae%c0%ae/requirements.txt",
    "/static/%e0%80%ae%e0%80%ae/requirements.txt",
    "/static/.%ff./%ff..%ff/requirements.txt",
    "/static/%uff0e%uff0e/requirements.txt",
    "/static/../../requirements.txt%00.css",
    "/static/../../pyproject.toml%00.txt",
    "/static//etc/passwd%00.txt",
    "/static/%2fetc%2fpasswd",
    "/static//proc/self/environ",
    "/static/file:///etc/passwd",
    "/static/../../../../../../../../etc/passwd",
    "/static/css",
    "/static/",
    "/static/.",
    "/static/css/app.css/",
    "/static/css/app.css%00",
    "//static/../requirements.txt",
    "/../requirements.txt",
    "/%2e%2e/requirements.txt",
    "/entries/../../requirements.txt",
    "/static/con.txt",
    "/static/css/app.css:stream.txt",
    "/static/{data}/shiftbook.db",
    "/static/{data}/port.txt",
)

UNREADABLE = (
    "/%ff",
    "/static/%ff%fe.css",
    "/entries/%e9",
    "/%c3%28",
    "/login%ff",
    "/%00",
    "/entries/1%00",
    "/%0d%0a",
)


def tell(target: Target, request: str) -> Answer:
    """Send a request that is complete as it stands; return its one answer."""
    answer = read_answer(exchange(target.host, f"{request}\r\n\r\n".encode("latin-1")))
    assert_guarded(answer)
    return answer


@pytest.mark.parametrize("host", HOSTS)
def test_any_host_but_ours_is_refused(target: Target, host: str) -> None:
    """Exactly `127.0.0.1:PORT`, once; even where nothing but readiness is asked for."""
    sent = host.format(port=target.host.partition(":")[2])
    assert tell(target, f"{READY}\r\nConnection: close\r\n{sent}").status == 403


def test_no_host_at_all_is_refused(target: Target) -> None:
    """Neither in this version of HTTP nor in the one that had none."""
    assert tell(target, f"{READY}\r\nConnection: close").status == 403
    assert tell(target, "GET /readyz HTTP/1.0").status == 403


def test_an_absolute_address_must_name_our_host(target: Target) -> None:
    """Whatever the Host header says beside it."""
    for name, expected in ((target.host, 200), ("evil.example", 400), (f"a@{target.host}", 400)):
        answer = tell(
            target, f"GET http://{name}/readyz HTTP/1.1\r\nHost: {target.host}\r\nConnection: close"
        )
        assert answer.status == expected, name


@pytest.mark.parametrize("method", METHODS)
def test_a_method_nobody_uses_is_not_possible(target: Target, method: str) -> None:
    """On pages, on the API and on files; nothing of the request comes back."""
    for path in ("/", "/readyz", "/api/session", "/static/css/app.css", "/nowhere"):
        answer = target.ask(f"{method} {path} HTTP/1.1", "Content-Length: 0", "X-Echo: echoed")
        assert answer.status in {404, 405}, (path, answer)
        assert b"echoed" not in answer.body
        assert target.cookies.encode() not in answer.body


def test_reading_without_the_body_works_like_reading(target: Target) -> None:
    """HEAD gets what GET gets, without a word of it."""
    answer = target.ask("HEAD /api/session HTTP/1.1")
    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize("header", PROXY_HEADERS)
@pytest.mark.parametrize(
    "line", ["GET /api/session HTTP/1.1", "GET /login HTTP/1.1", "GET /nowhere HTTP/1.1"]
)
def test_what_a_proxy_would_say_is_ignored(target: Target, line: str, header: str) -> None:
    """There is none before us: the answer is the same to the letter."""
    plain, forwarded = target.ask(line), target.ask(line, header)
    assert (plain.status, plain.body) == (forwarded.status, forwarded.body)
    assert [name for name, _ in plain.headers] == [name for name, _ in forwarded.headers]


@pytest.mark.parametrize("way", WAYS_UP)
def test_no_path_leads_out_of_our_files(target: Target, way: str) -> None:
    """However its dots and slashes are written."""
    path = way.replace("{data}", str(target.data))
    received = exchange(target.host, target.head(f"GET {path} HTTP/1.1"))
    assert 400 <= read_answer(received).status < 500, received
    for secret in SECRETS_OF_THE_DISK:
        assert secret not in received


@pytest.mark.parametrize("path", UNREADABLE)
def test_a_path_that_cannot_be_read_is_no_error(target: Target, path: str) -> None:
    """As a page and as JSON; bytes that are no text do not count, and hide nothing."""
    for accept in ("text/html", "*/*"):
        answer = target.ask(f"GET {path} HTTP/1.1", f"Accept: {accept}")
        assert answer.status == (200 if path in {"/%ff", "/login%ff"} else 404)


@pytest.mark.parametrize(
    "name",
    [
        "Accept",
        "Accept-Language",
        "User-Agent",
        "Referer",
        "Sec-Fetch-Mode",
        "If-Modified-Since",
        "Range",
        "X-Shown-Person",
    ],
)
@pytest.mark.parametrize("value", ["\xff\xfe", "\xc3\x28", "%ff", "a" * 8000, ",,;q=;=", '"'])
def test_no_value_of_a_header_is_an_error_of_ours(target: Target, name: str, value: str) -> None:
    """Pages, the API and files answer as if it were not there, or refuse it."""
    for path in ("/", "/api/session", "/static/css/app.css", "/nowhere"):
        received = exchange(target.host, target.head(f"GET {path} HTTP/1.1", f"{name}: {value}"))
        assert read_answer(received).status < 500, received


@pytest.mark.parametrize(
    "value", ["\xff", "a=\xff", "\xe9=1", "=;=;;", "a" * 4000, '"', "shiftbook_access_{id}=\xff"]
)
def test_no_cookie_is_an_error_of_ours(target: Target, value: str) -> None:
    """Another program's cookies beside ours change nothing; alone they are nobody."""
    instance = next(iter(target.ada.jar)).rpartition("_")[2]
    foreign = value.replace("{id}", instance)
    ours = f"GET /api/session HTTP/1.1\r\nHost: {target.host}\r\nConnection: close\r\nCookie: "
    assert tell(target, f"{ours}{target.cookies}; {foreign}").status == 200
    assert tell(target, f"{ours}{foreign}").status == 403


@pytest.mark.parametrize(
    "query",
    ["%ff", "%00", "\\", "&&&==&", "next=%0d%0aSet-Cookie:%20a=b", "next=//evil.example", "a=1&" * 2000],
)
def test_no_query_is_an_error_of_ours(target: Target, query: str) -> None:
    """It is read as text or refused, and never becomes a header."""
    for path in ("/login", "/open", "/", "/api/entries"):
        answer = target.ask(f"GET {path}?{query} HTTP/1.1")
        assert answer.status < 500
        assert all("a=b" not in value for _, value in answer.headers)
        assert not answer.location.startswith(("//", "http"))


def test_every_route_is_closed_to_other_programs(target: Target) -> None:
    """Without the window's cookie there is a plain page, whatever else is sent along."""
    others = "; ".join(part for part in target.cookies.split("; ") if "_window_" not in part)
    for route in ROUTES:
        if route.path in {"/readyz", "/open"}:
            continue
        path = re.sub("<[^>]*>", "1", route.path)
        head = (
            f"{route.method} {path} HTTP/1.1\r\nHost: {target.host}\r\nCookie: {others}\r\nConnection: close"
        )
        assert tell(target, f"{head}\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 0").status == 403, path
