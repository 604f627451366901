"""What entries are looked for: words, people, labels, days, numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.errors import Invalid

if TYPE_CHECKING:
    from desktop_app.logbook.model import Author

MAX_WORDS_LENGTH = 500
"""Code points of a search."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Entries that are all of this; without anything, all entries.

    *words* must each begin a word of the entry, wherever it stands; accents and capitals do not count.
    *author* is an account's id. Days are local days since the epoch, both inclusive. *after* and *up_to* are
    numbers. Hidden entries are found by everything but what is hidden of them.

    Raises:
        Invalid: if too much is searched for.
    """

    words: str = ""
    author: int | None = None
    category: str | None = None
    tag: str | None = None
    first_day: int | None = None
    last_day: int | None = None
    attached: bool = False
    amended: bool = False
    hidden: bool = False
    after: int = 0
    up_to: int | None = None

    def __post_init__(self) -> None:
        if len(self.words) > MAX_WORDS_LENGTH:
            raise Invalid("q", f"A search can have at most {MAX_WORDS_LENGTH} characters.")

    @property
    def is_empty(self) -> bool:
        """Return whether every entry is meant."""
        return self == Filter()


class DayCount(NamedTuple):
    """How many entries one person wrote on one local day."""

    day: int
    author: Author
    entries: int


class Words(NamedTuple):
    """The categories and the tags of the book, as they were first written, in alphabetical order."""

    categories: tuple[str, ...]
    tags: tuple[str, ...]
