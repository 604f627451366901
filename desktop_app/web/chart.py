"""Entries per day and per person, laid out as bars."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop_app.web.presentation import person_view

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.logbook.finding import DayCount
    from desktop_app.web.presentation import PersonView

EPOCH = date(1970, 1, 1)
HEIGHT = 160
"""Of the highest bar, in units of the drawing."""

STEP = 24
"""From one bar to the next."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One person's part of a bar, from its foot *y* upwards."""

    colour: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One day; *says* is what a pointer and a screen reader are told of it."""

    x: int
    day: date
    entries: int
    says: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars for every day of a range, and how many entries each person wrote in it, most first."""

    bars: tuple[Bar, ...]
    highest: int
    people: tuple[tuple[PersonView, int], ...]

    @property
    def width(self) -> int:
        """Of the drawing."""
        return STEP * len(self.bars)

    @property
    def total(self) -> int:
        """Entries in the range."""
        return sum(bar.entries for bar in self.bars)


def chart(counts: Iterable[DayCount], first_day: int, last_day: int) -> Chart:
    """Lay out what was counted from the first to the last local day since the epoch."""
    found: dict[int, list[DayCount]] = {}
    for count in counts:
        found.setdefault(count.day, []).append(count)
    highest = max((sum(one.entries for one in day) for day in found.values()), default=0)
    bars = tuple(
        _bar(place, day, found.get(day, []), highest)
        for place, day in enumerate(range(first_day, last_day + 1))
    )
    authors = {one.author.id: one.author for day in found.values() for one in day}
    totals = Counter(dict.fromkeys(authors, 0))
    for day in found.values():
        for one in day:
            totals[one.author.id] += one.entries
    people = tuple((person_view(authors[key]), total) for key, total in totals.most_common())
    return Chart(bars, highest, people)


def _bar(place: int, day: int, counts: list[DayCount], highest: int) -> Bar:
    pieces, top = [], float(HEIGHT)
    for one in counts:
        height = HEIGHT * one.entries / highest
        top -= height
        pieces.append(Piece(one.author.colour, top, height))
    when, entries = EPOCH + timedelta(days=day), sum(one.entries for one in counts)
    who = ", ".join(f"{one.author.name} {one.entries}" for one in counts)
    says = f"{when.isoformat()}: {entries}" + (f" ({who})" if who else "")
    return Bar(place * STEP, when, entries, says, tuple(pieces))
