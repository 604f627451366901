"""Drafts as pages show them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.logbook.model import Draft
from desktop_app.web.draft_presentation import MAX_START_LENGTH, DraftView, draft_view
from tests.helpers.clock import SOME_INSTANT, FakeClock

ID = "a" * 32
SAVED = replace(Draft.fresh(1, "new"), id=ID, text="Pump changed", version=1, saved_at=SOME_INSTANT)


def shown(text: str = "Pump changed", place: str = "new") -> DraftView:
    """A draft, an hour after it was saved."""
    return draft_view(replace(SAVED, text=text, place=place), FakeClock(), SOME_INSTANT + 3600)


def test_says_when_and_leads_on() -> None:
    """In words and for machines, on this computer's clock."""
    assert shown() == DraftView(
        id=ID,
        place="new",
        where="New entry",
        start="Pump changed",
        saved="today 15:13",
        iso="2026-09-21T15:13:20+01:00",
        link=f"/?draft={ID}",
    )


@pytest.mark.parametrize(
    ("place", "words", "path"),
    [("amend-17", "Amendment of 17", "/entries/17/amend"), ("reply-9", "Reply to 9", "/entries/9/reply")],
)
def test_each_place_is_named_and_leads_on(place: str, words: str, path: str) -> None:
    """To the page of the entry that is amended or answered."""
    view = shown(place=place)
    assert (view.where, view.link) == (words, f"{path}?draft={ID}")


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("\n \u200b\n  Pump  \nchanged", "Pump"),
        ("x" * 500, "x" * MAX_START_LENGTH),
        ("", ""),
        (" \n", ""),
    ],
)
def test_starts_with_the_first_line_there_is_to_see(text: str, start: str) -> None:
    """As much of it as fits."""
    assert shown(text).start == start


def test_a_draft_nobody_has_saved_is_on_no_page() -> None:
    """Asking for it is a mistake of ours."""
    with pytest.raises(ValueError, match=ID):
        draft_view(replace(SAVED, saved_at=None), FakeClock(), SOME_INSTANT)
