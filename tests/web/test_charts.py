"""Entries per day and per person, to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.logbook.finding import DayCount
from desktop_app.web.chart import HEIGHT, chart
from tests.helpers.entries import ADA, BOB

if TYPE_CHECKING:
    from tests.web.conftest import Book


def test_the_highest_day_fills_the_drawing_and_empty_days_stand_in_their_place() -> None:
    """Each person's part is as high as what they wrote; the parts lie on one another."""
    drawn = chart([DayCount(10, ADA, 3), DayCount(10, BOB, 1), DayCount(12, BOB, 2)], 10, 12)
    assert [bar.entries for bar in drawn.bars] == [4, 0, 2]
    assert [(piece.y, piece.height) for piece in drawn.bars[0].pieces] == [(40, 120), (0, 40)]
    assert sum(piece.height for piece in drawn.bars[2].pieces) == HEIGHT / 2
    assert [(person.name, total) for person, total in drawn.people] == [(ADA.name, 3), (BOB.name, 3)]
    assert drawn.bars[0].says == f"1970-01-11: 4 ({ADA.name} 3, {BOB.name} 1)"


def test_the_page_shows_the_last_days_in_bars_and_in_a_table(book: Book) -> None:
    """With a way to the entries of a day."""
    ada = book.signed_in()
    assert "Nothing was written on these days" in ada.visit("/charts").text
    ada.post("/api/entries", {"text": "Pump on"})
    page = ada.visit("/charts").text
    assert "1 entry" in page
    assert "<svg" in page
    assert '<a href="/?from=' in page


@pytest.mark.parametrize("query", ["from=2026-12-01&to=2026-11-01", "from=2000-01-01", "to=someday"])
def test_refuses_days_that_are_no_range(book: Book, query: str) -> None:
    """With a sentence."""
    assert book.signed_in().visit(f"/charts?{query}").status == 400
