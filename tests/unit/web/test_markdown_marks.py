"""What an entry has beyond the usual Markdown: boxes to tick, addresses as they stand, numbers of entries."""

from __future__ import annotations

import pytest

from desktop_app.web.markdown import render
from tests.helpers.audit import Audit
from tests.helpers.naughty import NAUGHTY

BOX = '<label class="task"><input type="checkbox" disabled'


def test_a_list_of_boxes_is_a_list_of_tasks() -> None:
    """Ticked or not, each with its words for a label."""
    html = f"<ul>\n<li>{BOX}> oil</label></li>\n<li>{BOX} checked> belt</label></li>\n</ul>\n"
    assert str(render("- [ ] oil\n- [x] belt")) == html


@pytest.mark.parametrize("text", [text for text in NAUGHTY if "\0" not in text])
def test_nothing_that_has_broken_programs_breaks_this(text: str) -> None:
    """Alone, in a task, in a table and beside an address."""
    Audit(render(f"{text}\n\n- [ ] {text}\n\n|a|\n|-|\n|{text}|\n\nhttps://a.example/{text} #1{text}"))


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://example.org/a_b?c=d&e.", ["https://example.org/a_b?c=d&e"]),
        ("(https://example.org/a_(b))", ["https://example.org/a_(b)"]),
        ("HTTP://EXAMPLE.ORG, and http://b.example!", ["HTTP://EXAMPLE.ORG", "http://b.example"]),
        ("https://en.example/ä", ["https://en.example/%C3%A4"]),
        ("[https://a.example](https://b.example)", ["https://b.example"]),
        ("`https://a.example` xhttps://b.example https:// ftp://c.example www.d.example", []),
        ("    https://a.example", []),
        ("https://a.example<b>", ["https://a.example"]),
        ("http://a...", ["http://a"]),
        (
            "[![photo](https://a.example/a.png)](https://a.example)",
            ["https://a.example/a.png", "https://a.example"],
        ),
    ],
)
def test_addresses_are_links_as_they_stand(text: str, links: list[str]) -> None:
    """Without the sentence around them, and not where they are code or a link already."""
    assert Audit(render(text)).links == links


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("As in #12, (#3) and\n#4", ["/entries/12", "/entries/3", "/entries/4"]),
        ("**#12** ~~#13~~", ["/entries/12", "/entries/13"]),
        ("`#12` a#12 #12a ##12 #0 #012 &#12; /#12 #1234567890", []),
        ("    #12", []),
        ("[x #12](https://a.example) https://a.example/#12", []),
        ("|#1|\n|-|\n|#2|\n", ["/entries/1", "/entries/2"]),
    ],
)
def test_a_number_sign_leads_to_the_entry(text: str, entries: list[str]) -> None:
    """Where it stands by itself, in words."""
    assert Audit(render(text)).entries == entries


def test_entries_may_lie_elsewhere() -> None:
    """In a file, say, they lie on the same page."""
    assert '<a href="#entry-12">#12</a>' in render("#12", "#entry-")


@pytest.mark.parametrize(
    "text",
    [
        "[ ] a",
        "- [] a",
        "- [y] a",
        "- [ ]a",
        "- [ ]",
        "- \\[ ] a",
        "- `[ ] a`",
        "> [ ] a",
        "- [x](https://a.example)",
    ],
)
def test_what_is_no_task_stays_as_it_was_typed(text: str) -> None:
    """A box stands only at the beginning of an item, before a word."""
    assert "checkbox" not in render(text)


@pytest.mark.parametrize(
    "text", ["1. [x] **a** b", "- [X] [a](https://a.example)", "- [ ] a\n\n  b", "- [ ] - [ ] a"]
)
def test_a_task_can_hold_what_any_item_can(text: str) -> None:
    """Its first line is the box's label."""
    html = render(text)
    Audit(html)
    assert html.count('<label class="task">') == html.count("checkbox") == 1
