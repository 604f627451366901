"""Following the chain: what is not as it was written, and where.

What it cannot see: entries cut off at the end, and a book written anew from some entry on. For that, count
and head stand on every printout, export and backup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from desktop_app.logbook.chain import GENESIS
from desktop_app.logbook.model import Head, counted_entries

if TYPE_CHECKING:
    from desktop_app.logbook.chain import Link

MOST_FAULTS = 100
"""Nobody reads more of them; the others are counted."""

BODY = "its text, category, tags, reason or attachments were changed"
LINK = "its author, time, number, reference or a hash was changed, or the entry before it"
NO_BODY = "what it said was taken out, and no entry hides it"


class Fault(NamedTuple):
    """What is wrong with the entry *number*, in words that go on after "entry 318: "."""

    number: int
    what: str


class Verdict(NamedTuple):
    """What came of it: *entries* looked at, the first *faults*, how many there are, the last hash."""

    entries: int
    faults: tuple[Fault, ...]
    fault_count: int
    head: bytes

    @property
    def end(self) -> Head:
        """How many entries were looked at, and the last hash."""
        return Head(self.entries, self.head)

    def sentence(self) -> str:
        """Return the plain answer."""
        entries = f"{counted_entries(self.entries)} verified"
        if not self.faults:
            return f"{entries}: all is as it was written."
        first = self.faults[0]
        return f"{entries}; first change at entry {first.number:,}: {first.what}."


class Walk:
    """Takes every entry from the first to the last and finds what is wrong."""

    def __init__(self) -> None:
        self.entries = 0
        self._faults: list[Fault] = []
        self._fault_count = 0
        self._last = 0
        self._kept: bytes | None = GENESIS
        self._computed: bytes | None = None
        self._bodiless: list[int] = []
        self._hidden: set[int | None] = set()

    def take(self, link: Link, kept: bytes, body: bytes | None) -> None:
        """Look at the next entry.

        *link* and the hash *kept* are what is recorded of it, *body* the hash of what it says now; None if
        that was never here.
        """
        number = link.number
        if number != self._last + 1:
            self._miss(self._last + 1, number - 1)
        if body is None:
            self._bodiless.append(number)
        elif body != link.body:
            self.fault(number, BODY)
        self._follow(link, kept)
        if link.kind == "hiding":
            self._hidden.add(link.refers_to)
        self.entries += 1
        self._last = number

    def fault(self, number: int, what: str) -> None:
        """Note what is wrong with an entry."""
        self._fault_count += 1
        if len(self._faults) < MOST_FAULTS:
            self._faults.append(Fault(number, what))

    def verdict(self) -> Verdict:
        """Return what was found, now that the last entry was taken."""
        for number in self._bodiless:
            if number not in self._hidden:
                self.fault(number, NO_BODY)
        return Verdict(self.entries, tuple(sorted(self._faults)), self._fault_count, self._kept or GENESIS)

    def _follow(self, link: Link, kept: bytes) -> None:
        computed = None
        if self._kept is not None:
            computed = link.hash_after(self._kept)
            # Where the recorded hash before is what was changed, that has been said of the entry before.
            if computed != kept and (self._computed is None or link.hash_after(self._computed) != kept):
                self.fault(link.number, LINK)
        self._kept, self._computed = kept, computed

    def _miss(self, first: int, last: int) -> None:
        self.fault(
            first, "it is missing" if first == last else f"it is missing, and all up to entry {last:,}"
        )
        self._kept = self._computed = None
