"""Times as people read them."""

from __future__ import annotations

import pytest

from desktop_app.logbook.model import Author, Entry
from desktop_app.web.presentation import days, entry_view, moment
from tests.helpers.clock import FakeClock

NOON = 1_795_431_600
"""Monday 23 November 2026, 12:00 where clocks are an hour ahead of UTC."""
HOUR, DAY = 3600, 86_400


def entry(number: int, written_at: int, utc_offset: int = 60) -> Entry:
    """An entry of Ada's."""
    return Entry(number, Author(1, "Ada Byron", 3), written_at, utc_offset, "text")


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (0, "today 12:00"),
        (12 * HOUR, "today 00:00"),
        (12 * HOUR + 60, "Sunday 23:59"),
        (DAY, "Sunday 12:00"),
        (6 * DAY, "Tuesday 12:00"),
        (7 * DAY, "16 November 2026 12:00"),
        (-DAY, "24 November 2026 12:00"),
    ],
)
def test_says_when_as_one_says_it(age: int, expected: str) -> None:
    """Today, a weekday within the week, else the date; a clock set back is no reason to lie."""
    assert moment(NOON - age, FakeClock(utc_offset=60), NOON) == expected


def test_an_entry_is_shown_in_the_local_time_of_its_writing() -> None:
    """Not in that of whoever reads it."""
    view = entry_view(entry(1, NOON, utc_offset=-210))
    assert (view.time, view.written) == ("07:30", "2026-11-23 07:30:00 -03:30")
    assert view.iso == "2026-11-23T07:30:00-03:30"
    assert view.author.initials == "AB"


def test_entries_stand_under_their_days_in_order() -> None:
    """A day that comes twice, because a clock went back, is shown twice rather than reordered."""
    found = days([entry(4, NOON), entry(3, NOON - DAY), entry(2, NOON - DAY - HOUR), entry(1, NOON)])
    assert [day.heading for day in found] == [
        "Monday 23 November 2026",
        "Sunday 22 November 2026",
        "Monday 23 November 2026",
    ]
    assert [[view.number for view in day.entries] for day in found] == [[4], [3, 2], [1]]
