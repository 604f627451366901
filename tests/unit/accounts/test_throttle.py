"""The growing delay, by its numbers."""

from __future__ import annotations

import pytest

from desktop_app.accounts.throttle import MANY_FAILURES, wait_after

MINUTE = 60
HOUR = 60 * MINUTE


def guessing_time(tries: int) -> int:
    """Return the seconds somebody needs for so many tries who never waits longer than they must."""
    return sum(wait_after(failures) for failures in range(1, tries))


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (1, 0), (2, 0), (3, 2), (4, 4), (5, 8), (9, 128), (10, 256), (11, 300), (12, 300), (99, 300)],
)
def test_doubles_after_two_free_tries_up_to_five_minutes(failures: int, seconds: int) -> None:
    """A slip costs nothing, guessing soon costs minutes."""
    assert wait_after(failures) == seconds


def test_from_the_hundredth_failure_on_it_is_an_hour() -> None:
    """Beyond a hundred in a row nobody is mistyping; still nobody is locked out for good."""
    assert wait_after(MANY_FAILURES - 1) < HOUR
    assert wait_after(MANY_FAILURES) == wait_after(10**9) == HOUR


def test_never_shrinks_with_more_failures() -> None:
    """More wrong passwords never make the next try come sooner."""
    waits = [wait_after(failures) for failures in range(3 * MANY_FAILURES)]
    assert waits == sorted(waits)


def test_gives_a_guesser_as_few_tries_as_it_says() -> None:
    """Twelve tries in a quarter of an hour, a hundred in seven and a half hours."""
    assert guessing_time(12) <= 15 * MINUTE < guessing_time(13)
    assert guessing_time(100) >= 7.5 * HOUR
