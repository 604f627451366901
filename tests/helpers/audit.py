"""What the HTML of an entry may be, read as a browser would."""

from __future__ import annotations

import re
from html.parser import HTMLParser

ALLOWED: dict[str, set[str]] = {
    **{tag: set() for tag in ("br", "hr", "em", "strong", "s", "code", "blockquote", "ul")},
    **{tag: set() for tag in ("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr")},
    "p": {"class"},
    "label": {"class"},
    "input": {"type", "disabled", "checked"},
    "pre": {"class"},
    "ol": {"start"},
    "li": {"value"},
    "th": {"class"},
    "td": {"class"},
    "a": {"href", "title", "rel", "target"},
}
VOID = {"br", "hr", "input"}


class Audit(HTMLParser):
    """Reads HTML as a browser would, refuses what is not on the list, and keeps what a reader can see."""

    def __init__(self, html: str) -> None:
        """Read all of *html*."""
        super().__init__()
        self.seen: list[str] = []
        self.links: list[str] = []
        self.entries: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check a tag against the list, and a link against what links may be."""
        values = {name: value or "" for name, value in attrs}
        assert values.keys() <= ALLOWED[tag]
        assert values.get("class", "plain") in {
            "plain",
            "code-name",
            "align-left",
            "align-center",
            "align-right",
            "task",
        }
        if tag == "input":
            assert self._open[-1] == "label"
            assert (values["type"], values["disabled"]) == ("checkbox", "")
        if tag == "a":
            assert "a" not in self._open
            outside = re.match(r"https?://|mailto:", values["href"], re.IGNORECASE)
            assert outside or re.fullmatch("/entries/[1-9][0-9]{0,8}", values["href"])
            told = ("noopener noreferrer nofollow", "_blank") if outside else ("", "")
            assert (values.get("rel", ""), values.get("target", "")) == told
            (self.links if outside else self.entries).append(values["href"])
        self.seen += [values.get(name, "") for name in ("href", "title", "value", "start")]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that tags close in order."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep text."""
        self.seen.append(data)

    def handle_comment(self, data: str) -> None:
        """Refuse comments: what is in them nobody sees."""
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        """Refuse declarations."""
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        """Refuse processing instructions."""
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        """Refuse sections."""
        raise AssertionError(data)
