"""What tests of several folders share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.screen import Screen, open_screen, skip_without_a_screen

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """One X server for all tests that show a window."""
    skip_without_a_screen()
    with open_screen() as opened:
        yield opened
