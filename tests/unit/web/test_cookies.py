"""Reading a Cookie header that other programs write into, too."""

from __future__ import annotations

import pytest

from desktop_app.web.cookies import Cookie, read_cookies


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", {}),
        ("a=1", {"a": "1"}),
        ("a=1; b=2;c=3", {"a": "1", "b": "2", "c": "3"}),
        ("a=1; a=2", {"a": "1"}),
        ("a", {}),
        (";;=;", {"": ""}),
        ('x="un;closed; a=1', {"x": '"un', "a": "1"}),
        ("x={json: [1]}; a=b=c==", {"x": "{json: [1]}", "a": "b=c=="}),
        ("x=\x01\x7f; a=1", {"x": "\x01\x7f", "a": "1"}),
    ],
)
def test_garbage_beside_a_cookie_does_not_hide_it(header: str, expected: dict[str, str]) -> None:
    """`http.cookies` would return nothing at all for most of these."""
    assert read_cookies(header) == expected


def test_setting_and_clearing_differ_in_value_and_age_only() -> None:
    """A cookie cleared under other attributes would stay."""
    cookie = Cookie("n", path="/session")
    assert cookie.header("v", 9) == "n=v; Max-Age=9; Path=/session; SameSite=Strict; HttpOnly"
    assert cookie.header("", 0) == "n=; Max-Age=0; Path=/session; SameSite=Strict; HttpOnly"
    assert "Max-Age" not in cookie.header("v", None)
