"""A person who writes in the book."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PALETTE_SIZE = 12
"""How many colours the stylesheet knows (`colour-0` to `colour-11`)."""

_JOINER = "\u200d"
_STEERING = dict.fromkeys((0x200C, 0x200D, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
"""The joiners and the variation selectors, for `str.translate` to drop."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person; never deleted, because their entries stay.

    *colour* is an index into the palette; *last_seen* the last use of any of their sessions.
    """

    id: int
    name: str
    password_hash: str
    colour: int
    administrator: bool
    created_at: int
    disabled_at: int | None
    last_seen: int | None = None

    @property
    def disabled(self) -> bool:
        """Whether this person may no longer sign in."""
        return self.disabled_at is not None


def name_key(name: str) -> str:
    """Return what two spellings of the same name share: composed, case folded, single spaces.

    Characters that only steer how others are drawn do not count, lest there be two Adas nobody
    can tell apart. Folding can undo composing and composing can make spaces, hence the second round.
    """
    visible = name.translate(_STEERING)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())
    return " ".join(folded.split())


@lru_cache(maxsize=1024)
def initials(name: str) -> str:
    """Return the one or two signs a person's disc shows, in upper case where the script has one.

    "Ada King Byron" is AB, by the first and the last word; "Ada" is AD, because two signs tell more
    people apart than one; an accented letter, a family emoji or a flag stays whole.
    """
    words = [signs for signs in map(_signs, name.split()) if signs]
    if not words:
        return "?"
    shown = [words[0][0], words[-1][0]] if len(words) > 1 else words[0]
    return "".join(map(_capital, shown))


def can_stand_for_a_name(character: str) -> bool:
    """Return whether this is a letter, a number or a picture, not a mark or a stop."""
    return unicodedata.category(character).startswith(("L", "N", "So"))


def _signs(word: str) -> list[str]:
    return list(islice((sign for sign in _clusters(word) if can_stand_for_a_name(sign[0])), 2))


def _clusters(word: str) -> Iterator[str]:
    """Split a word into what a reader calls characters, as far as Unicode's categories tell."""
    cluster = ""
    for character in unicodedata.normalize("NFC", word):
        if cluster and not _continues(cluster, character):
            yield cluster
            cluster = ""
        cluster += character
    yield cluster


def _continues(cluster: str, character: str) -> bool:
    if _flag_half(character):
        return len(cluster) == 1 and _flag_half(cluster)
    return (
        character == _JOINER
        or cluster.endswith(_JOINER)
        or unicodedata.category(character).startswith("M")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def _flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _capital(sign: str) -> str:
    # Title case: upper case gives Georgian letters few fonts have. A sharp s would become two, so it stays.
    capital = unicodedata.normalize("NFC", sign.title())
    return capital if len(capital) == len(sign) else sign
