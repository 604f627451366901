"""What counts as text: the same for what is being written and for what is posted."""

from __future__ import annotations

import re
import unicodedata

from desktop_app.errors import Invalid

MAX_TEXT_LENGTH = 1_000_000
"""Code points: a long book of its own, and short enough for a page to show."""

_LINE_END = re.compile(r"\r\n?")
_HALF = re.compile("[\ud800-\udfff]")
_UNSEEN = ("Z", "Cc", "Cf")


def checked_text(text: str) -> str:
    """Return *text*, possibly empty, with line feeds for line ends and nothing else touched.

    Raises:
        Invalid: if it is too long, or not text.
    """
    if len(text) > MAX_TEXT_LENGTH:
        why = f"An entry can have at most {MAX_TEXT_LENGTH:,} characters; this has {len(text):,}. Split it."
        raise Invalid("text", why)
    if not is_text(text):
        raise Invalid("text", "This text contains bytes that are no characters. Paste it as plain text.")
    return _LINE_END.sub("\n", text)


def is_text(text: str) -> bool:
    """Return whether *text* has neither zero bytes nor halves of characters in it."""
    return "\0" not in text and _HALF.search(text) is None


def is_blank(text: str) -> bool:
    """Return whether there is nothing to see in *text*."""
    return all(unicodedata.category(character).startswith(_UNSEEN) for character in text)
