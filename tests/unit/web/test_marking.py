"""The words that were searched for are marked, and nothing else of the HTML changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from desktop_app.web.markdown import render
from desktop_app.web.marking import LONGEST_MARKED, marker
from tests.helpers.naughty import NAUGHTY


@pytest.mark.parametrize(
    ("searched", "html", "marked"),
    [
        ("pump", "<p>Pump 2, pumping</p>", "<p><mark>Pump</mark> 2, <mark>pumping</mark></p>"),
        ("uber", "<p>Über</p>", "<p><mark>Über</mark></p>"),
        (
            "P-12",
            "<p>P-12, P-123, Pump</p>",
            "<p><mark>P</mark>-<mark>12</mark>, <mark>P</mark>-<mark>123</mark>, Pump</p>",
        ),
        ("strong", "<p><strong>weak</strong></p>", "<p><strong>weak</strong></p>"),
        ("amp", "<p>a &amp; b</p>", "<p>a &amp; b</p>"),
        ("example", '<a href="https://example.org">there</a>', '<a href="https://example.org">there</a>'),
        ("", "<p>x</p>", "<p>x</p>"),
        ("…", "<p>x</p>", "<p>x</p>"),
    ],
)
def test_words_are_marked_as_the_index_finds_them(searched: str, html: str, marked: str) -> None:
    """By their beginnings, whatever the case and the accents; never inside a tag or an entity."""
    assert marker(searched)(Markup(html)) == marked  # noqa: S704 - ours


@given(st.text(max_size=200), st.sampled_from(NAUGHTY) | st.text(max_size=30))
def test_nothing_else_changes(text: str, searched: str) -> None:
    """Whatever is written, and whatever is searched for."""
    html = render(text)
    assert marker(searched)(html).replace("<mark>", "").replace("</mark>", "") == html


def test_a_pasted_log_is_shown_as_it_is() -> None:
    """Nobody waits for its marks."""
    html = Markup("x ") * LONGEST_MARKED
    assert marker("x")(html) is html
