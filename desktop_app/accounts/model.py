"""A person who writes in the book."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

PALETTE_SIZE = 12
"""How many colours the stylesheet knows (`colour-0` to `colour-11`)."""


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
    """Return what two spellings of the same name share: composed, case folded, single spaces."""
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()
