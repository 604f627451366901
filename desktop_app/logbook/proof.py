"""Whether the record is intact, and what was taken out of it: each told of in the access log."""

from __future__ import annotations

import logging
from enum import StrEnum
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, Protocol

from desktop_app.logbook.model import counted_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.logbook.exports.outline import Outline
    from desktop_app.logbook.model import Head
    from desktop_app.logbook.telling import Tell
    from desktop_app.logbook.verification import Verdict


log = logging.getLogger(__name__)

DAY_SECONDS = 24 * 60 * 60


class Told(StrEnum):
    """What the access log is told of the record."""

    EXPORTED = "exported"
    PRINTED = "printed"
    CHAIN_VERIFIED = "chain_verified"
    CHAIN_HEAD = "chain_head"


class Who(NamedTuple):
    """Whose doing it was; nobody's, if the command line was asked or the program did it by itself."""

    user_id: int | None = None
    session_id: str | None = None


class LastTold(NamedTuple):
    """When something was told last, in epoch seconds, and in which words."""

    at: int
    detail: str


class ProofStore(Protocol):
    """Reads the whole record, and keeps what is told of it; every method may raise `StorageError`."""

    def verify(self, tell: Tell) -> Verdict:
        """Look at every entry and file; *tell* hears how many entries are done, and of how many."""
        ...

    def hash_of(self, number: int) -> bytes | None:
        """Return the hash of an entry; None if there is none."""
        ...

    def head(self) -> Head:
        """Return how many entries there are, and the last one's hash."""
        ...

    def tell(self, what: Told, who: Who, at: int, detail: str) -> None:
        """Add a line to the access log."""
        ...

    def last_told(self, what: Told) -> LastTold | None:
        """Return the last such line."""
        ...

    def file(self, sha256: str) -> Iterator[bytes] | None:
        """Give an attached file piece by piece; None if it is not there."""
        ...


class Verified(NamedTuple):
    """What came of a verification, and how long it took."""

    verdict: Verdict
    seconds: float


class ProofService:
    """What can be known about the record as a whole."""

    def __init__(self, store: ProofStore, ticks: Callable[[], float] = monotonic) -> None:
        """Keep to *store*; *ticks* are seconds that never go back."""
        self._store = store
        self._ticks = ticks

    def verify(self, who: Who, now: int, tell: Tell) -> Verified:
        """Look at every entry and file of the book."""
        begun = self._ticks()
        verdict = self._store.verify(tell)
        verified = Verified(verdict, self._ticks() - begun)
        self._store.tell(Told.CHAIN_VERIFIED, who, now, verdict.sentence())
        outcome = "changed" if verdict.faults else "ok"
        log.info("verify outcome=%s entries=%d seconds=%.1f", outcome, verdict.entries, verified.seconds)
        return verified

    def hash_of(self, number: int) -> bytes | None:
        """Return the hash of an entry, to compare it with what was printed; None if there is none."""
        return self._store.hash_of(number)

    def exported(self, who: Who, now: int, kind: str, outline: Outline) -> None:
        """Tell that entries are about to leave the book as a file of this kind."""
        self._took_out(Told.EXPORTED, who, now, f"{kind}: {outline.sentence}", outline)

    def printed(self, who: Who, now: int, entries: int, outline: Outline) -> None:
        """Tell that entries were laid out to be printed."""
        self._took_out(Told.PRINTED, who, now, f"{outline.sentence} ({entries:,})", outline)

    def file(self, sha256: str) -> Iterator[bytes] | None:
        """Give an attached file piece by piece; None if it is not there."""
        return self._store.file(sha256)

    def note_head(self, now: int, utc_offset: int) -> bool:
        """Tell the head of the chain, once a day if anything was added; return whether it was told."""
        head = self._store.head()
        last = self._store.last_told(Told.CHAIN_HEAD)
        words = said(head)
        if head.number == 0 or (last and (last.detail == words or _same_day(last.at, now, utc_offset))):
            return False
        self._store.tell(Told.CHAIN_HEAD, Who(), now, words)
        return True

    def _took_out(self, what: Told, who: Who, now: int, about: str, outline: Outline) -> None:
        self._store.tell(what, who, now, f"{about}; {said(outline.head)}")
        log.info("take_out event=%s entries_in_book=%d user_id=%s", what, outline.head.number, who.user_id)


def said(head: Head) -> str:
    """Return the end of the chain in words."""
    return f"{counted_entries(head.number)}, head {head.hash.hex()}"


def _same_day(one: int, other: int, utc_offset: int) -> bool:
    return (one + utc_offset * 60) // DAY_SECONDS == (other + utc_offset * 60) // DAY_SECONDS
