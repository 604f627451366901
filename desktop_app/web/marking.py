"""Marks the words somebody searched for in an entry's HTML, as the index finds them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LONGEST_MARKED = 200_000
"""Characters of HTML. Who pasted more than that finds with Ctrl+F."""

_WORD = re.compile(r"[^\W_]+")
_TAG_OR_ENTITY = re.compile(r"(<[^>]*>|&[#\w]+;)")


class Sought(NamedTuple):
    """A word that is looked for, folded; the last one typed in a row may be a beginning."""

    word: str
    is_beginning: bool

    def means(self, word: str) -> bool:
        """Return whether a folded word of the text is meant."""
        return word.startswith(self.word) if self.is_beginning else word == self.word


def marker(searched: str) -> Callable[[Markup], Markup]:
    """Return what puts `<mark>` around the words of *searched* in HTML, and changes nothing else of it."""
    sought = [
        Sought(word, is_beginning=place == len(words) - 1)
        for typed in searched.split()
        for words in [[_folded(word) for word in _WORD.findall(typed)]]
        for place, word in enumerate(words)
    ]
    return (lambda html: _marked(html, sought)) if sought else (lambda html: html)


def _marked(html: Markup, sought: Sequence[Sought]) -> Markup:
    if len(html) > LONGEST_MARKED:
        return html

    def mark(found: re.Match[str]) -> str:
        word = _folded(found[0])
        return f"<mark>{found[0]}</mark>" if any(one.means(word) for one in sought) else found[0]

    parts = _TAG_OR_ENTITY.split(html)
    # What stands between the separators was escaped already; a word has no sign that would need it.
    parts[::2] = [_WORD.sub(mark, text) for text in parts[::2]]
    return Markup("".join(parts))  # noqa: S704 - see above


def _folded(word: str) -> str:
    """Fold as the index does: without case and diacritics."""
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
