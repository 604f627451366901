"""The texts with gaps."""

from __future__ import annotations

import pytest

from build_scripts import template
from build_scripts.release import VERSION


def test_gaps_are_filled_from_the_release_and_from_the_caller() -> None:
    """One version, everywhere."""
    text = template.filled("README.txt", MACHINE="x86_64", GLIBC="2.35")
    assert text.startswith(f"Shiftbook {VERSION} for Linux (x86_64)\n")
    assert "@" not in text


def test_a_gap_nobody_fills_is_an_error() -> None:
    """And not a package that says @MACHINE@."""
    with pytest.raises(KeyError):
        template.filled("README.txt")
