"""The two pages without a server: nothing in them is ever taken for anything but words."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.desktop.appearance import DARK_PAPER, LIGHT_PAPER
from desktop_app.desktop.notice import CANNOT_START, OPENING, failure_page, opening_page
from desktop_app.paths import resource_path

HOSTILE = "<script>alert('x')</script> & \"quoted\" $title ${text} $$ /home/<b>ada</b>"


class Read(HTMLParser):
    """What a browser would make of a page: its elements, and the text of each."""

    def __init__(self, page: str) -> None:
        """Read *page*."""
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data)

    @property
    def text(self) -> str:
        """Everything a person could read."""
        return "".join(self.texts)


def test_the_opening_page_says_so_and_moves() -> None:
    """To a screen reader too; it is no alarm."""
    page = Read(opening_page("50 % so far."))
    assert OPENING in page.texts
    assert "50 % so far." in page.texts
    assert ("div", {"class": "busy"}) in page.elements
    assert ("p", {"id": "text", "role": "status"}) in page.elements


def test_the_failure_page_says_why_and_where() -> None:
    """The sentence first, then log and data; nothing moves any more."""
    page = Read(failure_page(CANNOT_START, "The book is damaged.\nLog: /a\nData folder: /b"))
    for told in (CANNOT_START, "The book is damaged.", "Log: /a\nData folder: /b"):
        assert told in page.texts
    assert ("p", {"id": "text", "role": "alert"}) in page.elements
    assert ("div", {"class": ""}) in page.elements


@pytest.mark.parametrize("where", ["title", "sentence", "path"])
def test_hostile_text_is_text(where: str) -> None:
    """A path may hold anything; so may the words of a library."""
    harmless = {"title": "t", "sentence": "s", "path": "p"} | {where: HOSTILE}
    page = failure_page(harmless["title"], f"{harmless['sentence']}\n{harmless['path']}")
    assert escape(HOSTILE) in page
    assert HOSTILE in Read(page).texts
    assert HOSTILE in Read(opening_page(HOSTILE)).texts
    assert [name for name, _ in Read(page).elements if name in {"script", "b"}] == []


@given(title=st.text(), text=st.text())
def test_whatever_is_told_the_page_is_the_same(title: str, text: str) -> None:
    """The same elements, whatever the words; and the words arrive as they are."""
    page = failure_page(title, text)
    usual = failure_page("t", "s\np")
    assert Read(page).elements == Read(usual).elements
    assert escape(text.partition("\n")[0]) in page
    assert escape(text.partition("\n")[2]) in page


@pytest.mark.parametrize("page", [opening_page("n"), failure_page("t", "s\np")])
def test_nothing_of_the_template_is_left(page: str) -> None:
    """Every name in it has been filled in."""
    assert "$" not in page


@pytest.mark.parametrize("page", [opening_page("n"), failure_page("t", "s\np")])
def test_needs_nothing_from_anywhere(page: str) -> None:
    """There is no server to ask, and no script to run."""
    assert not re.search(r"(?:src|href)\s*=|url\(|@import|<script", page)


def test_is_painted_like_the_window_around_it() -> None:
    """So that nothing flashes between the two."""
    page = opening_page("")
    for ground in (LIGHT_PAPER, DARK_PAPER):
        assert f"--paper: {ground}" in page


def test_has_no_colour_of_its_own() -> None:
    """It cannot ask for tokens.css, so it repeats some of what stands there, and nothing else."""
    tokens = resource_path("assets/static/css/tokens.css").read_text("utf-8")
    colours = set(re.findall(r"#[0-9a-f]{3,8}\b", opening_page("")))
    assert colours
    assert colours <= set(re.findall(r"#[0-9a-f]{3,8}\b", tokens))
