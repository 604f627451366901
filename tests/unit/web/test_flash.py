"""Messages in a signed cookie."""

from __future__ import annotations

import pytest

from desktop_app.web.flash import FLASH_SECONDS, Message, open_flash, seal_flash

KEY = b"f" * 32
NOW = 1_790_000_000
MESSAGES: list[Message] = [("success", "Saved."), ("error", "<b>é</b>; =,")]


def test_what_is_sealed_comes_out() -> None:
    """In the same order."""
    assert open_flash(KEY, seal_flash(KEY, MESSAGES, NOW), NOW) == MESSAGES


def test_fits_a_cookie() -> None:
    """Nothing in it needs quoting."""
    assert not set(seal_flash(KEY, MESSAGES, NOW)) & set('; ,"\\ \t')


@pytest.mark.parametrize("age", [FLASH_SECONDS, -1, 10**6])
def test_a_stale_message_is_gone(age: int) -> None:
    """Nobody is told about yesterday."""
    assert open_flash(KEY, seal_flash(KEY, MESSAGES, NOW), NOW + age) == []


def test_nobody_else_can_write_one() -> None:
    """Another key, a changed letter, garbage: no message."""
    sealed = seal_flash(KEY, MESSAGES, NOW)
    assert open_flash(b"x" * 32, sealed, NOW) == []
    for place in range(len(sealed) - 2):
        changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        assert open_flash(KEY, changed, NOW) in ([], MESSAGES if sealed[place] == "=" else [])
    for garbage in (None, "", ".", "a.b", "é.é", "%%%.%%%"):
        assert open_flash(KEY, garbage, NOW) == []
