"""The two pages the window shows without a server: "opening" and "cannot start".

Nobody serves them a style sheet, so they carry their own; they hold no script.
"""

from __future__ import annotations

import html
from string import Template

from desktop_app.paths import resource_path

NO_ADDRESS = "about:blank"
"""Where these pages lie: at no address, so that nothing in them can be taken for one of ours."""

OPENING = "Opening the book…"
CANNOT_START = "Shiftbook cannot start"


def opening_page(news: str) -> str:
    """Return the page for somebody who waits, with what there is to tell."""
    return _page(OPENING, news, "", role="status", progress="busy")


def failure_page(title: str, text: str) -> str:
    """Return the page that says why there is no book: *text*'s first line, and below it where to look."""
    sentence, _, where = text.partition("\n")
    return _page(title, sentence, where, role="alert", progress="")


def _page(title: str, text: str, where: str, *, role: str, progress: str) -> str:
    template = Template(resource_path("assets/shell/notice.html").read_text("utf-8"))
    escaped = {
        name: html.escape(value) for name, value in {"title": title, "text": text, "where": where}.items()
    }
    return template.substitute(escaped, role=role, progress=progress)
