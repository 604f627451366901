"""The text of an ELOG message as Markdown: HTML and ELCode lose their tags, plain text is left as it is."""

from __future__ import annotations

import re
from html.parser import HTMLParser

MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "tt": "`"}
BREAKS = {
    "p",
    "div",
    "tr",
    "table",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
}
SILENT = {"script", "style", "title"}

_PAIR = r"((?:(?!\[/?{0}[\]=]).)*)"
"""What stands between two codes of one kind; without either, so that nothing is read over and over."""

_CODES = (
    (re.compile(rf"\[b\]{_PAIR.format('b')}\[/b\]", re.IGNORECASE | re.DOTALL), r"**\1**"),
    (re.compile(rf"\[i\]{_PAIR.format('i')}\[/i\]", re.IGNORECASE | re.DOTALL), r"*\1*"),
    (re.compile(rf"\[code\]{_PAIR.format('code')}\[/code\]", re.IGNORECASE | re.DOTALL), "\n```\n\\1\n```\n"),
    (
        re.compile(rf"\[url=([^\[\]\s]+)\]{_PAIR.format('url')}\[/url\]", re.IGNORECASE | re.DOTALL),
        r"[\2](\1)",
    ),
    (re.compile(rf"\[(url|img)\]{_PAIR.format('(?:url|img)')}\[/\1\]", re.IGNORECASE | re.DOTALL), r"\2"),
    (re.compile(r"\[\*\]", re.IGNORECASE), "- "),
    (
        re.compile(
            r"\[/?(?:u|color|size|font|center|left|right|quote|list|h[1-3])(?:=[^\[\]]*)?\]", re.IGNORECASE
        ),
        "",
    ),
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SECTION = re.compile(r"<!\[(?:CDATA\[|[^<>]*>?)", re.IGNORECASE)
"""What Word puts into HTML and Python's parser does not bear."""

_NO_TAG = re.compile(r"<(?![^<>]*>)")
_NO_CHARACTER = re.compile(r"&#(?:x[0-9a-f]{8,}|[0-9]{8,});?", re.IGNORECASE)
_MANY_LINES = re.compile(r"\n{3,}")


def as_markdown(text: str, encoding: str) -> str:
    """Return a message's *text*, which its *encoding* says to be plain, HTML or ELCode."""
    match encoding.strip().casefold():
        case "html":
            reader = _Reader()
            reader.feed(_bearable(text))
            reader.close()
            return _tidied("".join(reader.parts))
        case "elcode":
            for code, markdown in _CODES:
                text = code.sub(markdown, text)
            return _tidied(text)
        case _:
            return text


def _bearable(html: str) -> str:
    # What is opened and never closed would make the parser look for its end again and again.
    end = html.rfind("-->") + len("-->")
    html = _SECTION.sub("", _COMMENT.sub("", html[:end]) + html[end:])
    return _NO_CHARACTER.sub("\ufffd", _NO_TAG.sub("&lt;", html))


def _tidied(text: str) -> str:
    return _MANY_LINES.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip("\n")


class _Reader(HTMLParser):
    """Keeps what a person would have read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._links: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in SILENT:
            self._silent += 1
        elif tag in MARKS:
            self.parts.append(MARKS[tag])
        elif tag in BREAKS or tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag == "a":
            self._links.append(given.get("href") or "")
            self.parts.append("[" if self._links[-1] else "")
        elif tag == "img":
            self.parts.append(f"({given.get('alt') or given.get('src') or 'image'})")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in MARKS:
            self.parts.append(MARKS[tag])
        elif tag in BREAKS:
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append(" | ")
        elif tag == "a" and self._links:
            link = self._links.pop()
            self.parts.append(f"]({link})" if link else "")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
