"""Where a person may be sent after signing in."""

from __future__ import annotations

import pytest

from desktop_app.web.next_path import safe_next, with_next


@pytest.mark.parametrize(
    "path", ["/", "/account", "/entries/12", "/?before=30", "/entries/1#x", "/a%20b?q=%C3%A9"]
)
def test_keeps_a_path_of_ours(path: str) -> None:
    """With its query, unchanged."""
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "account",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "\\\\evil.example",
        " //evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "/a\x00",
        "/a\x7f",
        "/a\x85",
        "/a b",
        "http://evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "/login",
        "/login?next=/x",
        "/LOGIN",
        "/logout",
        "/session",
        "/session/resume?next=/",
        "/setup",
        "/open?key=x",
        "/" + "a" * 3000,
    ],
)
def test_sends_everything_else_home(path: str | None) -> None:
    """Other origins, tricks with slashes, and pages that would send on again."""
    assert safe_next(path) == "/"


def test_quotes_what_is_not_ascii() -> None:
    """A header carries ASCII only."""
    assert safe_next("/é") == "/%C3%A9"


def test_carries_the_way_back_in_one_parameter() -> None:
    """Its own query stays inside it."""
    assert with_next("/login", "/?before=3&x=1") == "/login?next=/%3Fbefore%3D3%26x%3D1"
    assert (
        with_next("/login?flash=session_expired", "/account") == "/login?flash=session_expired&next=/account"
    )
    assert with_next("/login", "//evil.example") == "/login"
