"""A logbook as large as a benchmark asks for: lengths and words as people write them, from a fixed seed."""

from __future__ import annotations

from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

from desktop_app.logbook.model import Author, Writing
from desktop_app.storage import entry_rows
from desktop_app.storage.entry_rows import Stamp

if TYPE_CHECKING:
    from desktop_app.storage.database import Database

PEOPLE = 12
WORDS = 20_000
COMMON = (
    "the", "pump", "valve", "temperature", "pressure", "a", "shift", "ok", "beam", "checked", "at", "vacuum",
)  # fmt: skip
CATEGORIES = ("", "Vacuum", "Beam", "Shift")
TAGS = ("pump", "leak", "rf", "water", "cryo")
BEGAN = 1_600_000_000
AT_ONCE = 50_000
"""Entries a transaction."""


class Vocabulary:
    """Words of which, as in any language, few are common and most are rare (Zipf)."""

    def __init__(self, random: Random) -> None:
        """Invent them."""
        letters = "etaoinshrdlucmfwypvbgk"
        invented = ("".join(random.choices(letters, k=random.randint(2, 11))) for _ in range(WORDS))
        self._words = [*COMMON, *invented][:WORDS]
        self._weights = list(accumulate(1 / (rank + 2) for rank in range(WORDS)))
        self._random = random

    def text(self) -> str:
        """Write between five words and a long paragraph."""
        count = self._random.randint(5, 120)
        return " ".join(self._random.choices(self._words, cum_weights=self._weights, k=count))


def fill(database: Database, entries: int) -> int:
    """Add people and so many entries to an empty book; return when the last was written."""
    random = Random(1)  # noqa: S311 - the same book each time
    words, at = Vocabulary(random), BEGAN
    authors = [Author(number, f"Person {number}", number % 12) for number in range(1, PEOPLE + 1)]
    with database.write() as connection:
        connection.executemany(
            "INSERT INTO account (id, name, name_key, password_hash, colour, is_administrator, created_at)"
            " VALUES (?, ?, lower(?), '!', ?, 0, 0)",
            [(author.id, author.name, author.name, author.colour) for author in authors],
        )
    for first in range(0, entries, AT_ONCE):
        with database.write() as connection:
            for number in range(first, min(entries, first + AT_ONCE)):
                at += random.randint(10, 400)
                tags = tuple(random.sample(TAGS, random.randint(0, 2)))
                writing = Writing(words.text(), random.choice(CATEGORIES), tags)
                author = random.choice(authors)
                entry_rows.append(connection, author, f"bench-{number}", writing, Stamp(at, 60))
    return at
