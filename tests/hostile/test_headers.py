"""Every answer protects itself, whoever made it: a view, Bottle, the server (P5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.http import exchange, read_answer

if TYPE_CHECKING:
    from tests.hostile.conftest import Target

ANSWERS = [
    ("GET /login HTTP/1.1", 200),
    ("GET / HTTP/1.1", 200),
    ("GET /api/session HTTP/1.1", 200),
    ("HEAD /login HTTP/1.1", 200),
    ("GET /setup HTTP/1.1", 303),
    ("GET /open?key=none HTTP/1.0", 303),
    ("GET /api/entries?limit=0 HTTP/1.1", 400),
    ("GET /login HTTP/3.0", 400),
    ("GET /nothing HTTP/1.1", 404),
    ("GET /api/nothing HTTP/1.1", 404),
    ("GET /static/nothing.css HTTP/1.1", 404),
    ("GET /entries/%ff HTTP/1.1", 404),
    ("PUT /api/entries HTTP/1.1", 405),
]


@pytest.mark.parametrize(("line", "status"), ANSWERS)
def test_security_headers_stand_on_every_answer(target: Target, line: str, status: int) -> None:
    """As a page and as JSON, each of them once."""
    for accept in ("text/html", "*/*"):
        answer = target.ask(line, f"Accept: {accept}")
        assert answer.status == status
        names = [name for name, _ in answer.headers if name != "Set-Cookie"]
        assert len(names) == len(set(names))


def test_a_file_may_be_kept_and_asked_about(target: Target) -> None:
    """It has its own rule for caching, and all the other headers; unchanged, it is not sent again."""
    line = "GET /static/css/app.css HTTP/1.1"
    answer = read_answer(exchange(target.host, target.head(line)))
    assert answer.status == 200
    changed = f"If-Modified-Since: {answer.header('Last-Modified')}"
    unchanged = read_answer(exchange(target.host, target.head(line, changed)))
    assert (unchanged.status, unchanged.body) == (304, b"")
    for found in (answer, unchanged):
        assert found.header("Cache-Control") == "no-cache"
        assert found.header("X-Content-Type-Options") == "nosniff"
        assert found.header("Cross-Origin-Resource-Policy") == "same-origin"


def test_no_answer_carries_a_cors_header(target: Target) -> None:
    """Whoever asks, and also before asking."""
    for line in ("GET /api/session HTTP/1.1", "OPTIONS /api/session HTTP/1.1", "GET /readyz HTTP/1.1"):
        answer = target.ask(line, "Origin: https://evil.example", "Access-Control-Request-Method: DELETE")
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")]
