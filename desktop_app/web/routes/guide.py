"""The help page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.logbook.backups import DAYS_KEPT, WEEKS_KEPT
from desktop_app.web.inside import INSIDE
from desktop_app.web.markdown import render
from desktop_app.web.route import Guard, Route
from desktop_app.web.views import page

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context

KEYS = (
    ("Ctrl+Enter", "post what you have written"),
    ("Ctrl+Shift+P", "show how it will look, and back"),
    ("/ or Ctrl+K", "search the book (Esc leads back to the entries)"),
    ("j and k", "to the next entry and the one before"),
    ("Enter", "open the entry you are on"),
    ("r and a", "reply to it, amend it"),
    ("n", "write a new entry"),
    ("?", "this page"),
    ("Ctrl+L", "lock"),
    ("F2", "switch person, also from the lock"),
    ("Ctrl+F", "find on this page (Enter and F3 go on, Esc leads back)"),
    ("Ctrl+P", "print"),
    ("Ctrl + , Ctrl - , Ctrl 0", "larger, smaller, as it was"),
)

MARKDOWN = """\
**important**, *stressed*, ~~no longer~~, `P-12`, https://example.org, see #1

- a list
- [x] a task that is done
- [ ] one that is not

| Pump | °C |
|---|---|
| 3 | 80 |
"""
"""Shown as it is typed and as it looks."""


def show_help(ctx: Context) -> HTTPResponse:
    """Show the keys, what the program promises, and how to check it."""
    return page(
        ctx,
        "help.html",
        title="Help",
        keys=KEYS,
        markdown=MARKDOWN,
        rendered=render(MARKDOWN),
        address=f"http://{ctx.services.host}",
        data_folder=ctx.services.data_folder if ctx.signed_in.holder.administrator else None,
        days_kept=DAYS_KEPT,
        weeks_kept=WEEKS_KEPT,
        inside=INSIDE,
    )


ROUTES = (Route("GET", "/help", Guard.SESSION, show_help),)
