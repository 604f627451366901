"""An entry's text as HTML: Markdown where it helps, and never less than what was typed."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from desktop_app.web.dialect import Dialect

LONGEST_MARKDOWN = 20_000
"""Code points. Typical text of this length takes 70 ms, the worst found 0.4 s; a longer one is a pasted
log, which reads better as it is."""

REMEMBERED_ENTRIES = 256
"""Entries never change, so those of the pages last shown are kept."""


def render(text: str, entries: str = "/entries/") -> Markup:
    """Return *text* as HTML that can run nothing and load nothing.

    A text too long, or one that Markdown would not show whole, is shown as it was typed, in a
    `<pre class="plain">`. *entries* and a number are the address of an entry that is mentioned: `#123`.
    """
    return _plain(text) if len(text) > LONGEST_MARKDOWN else _rendered(text, entries)


@lru_cache(maxsize=REMEMBERED_ENTRIES)
def _rendered(text: str, entries: str) -> Markup:
    html = _dialect().html(text, entries)
    return _plain(text) if html is None else Markup(html)  # noqa: S704 - the dialect escapes; its tests attack it


@cache
def _dialect() -> Dialect:
    # Imported here because it takes 40 ms, which the first window should not wait for.
    from desktop_app.web.dialect import Dialect  # noqa: PLC0415

    return Dialect()


def _plain(text: str) -> Markup:
    # Browsers drop a line feed right after <pre>; the first one here is for them.
    return Markup('<pre class="plain">\n{}</pre>\n').format(text)
