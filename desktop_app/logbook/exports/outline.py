"""What every export and printout says of itself: of how many entries, up to which hash, chosen how."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from desktop_app.logbook.finding import Filter
    from desktop_app.logbook.model import ChainedEntry, Head

    Pages = Iterator[Sequence[ChainedEntry]]
    Files = Callable[[str], Iterator[bytes] | None]
    """Gives the bytes of the file with this SHA-256, piece by piece; None if it is not there."""

SHORT_HEAD = 12
"""Hexadecimal digits of the head in a name, enough to tell books apart."""

FEWEST, MOST = 20, 500
"""Entries read at once, so that a page of short ones is worth its question, and long ones fit the memory."""

FITTING = 1_000_000
"""Characters in a page that neither grows nor shrinks."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole book at this moment, and which of its entries are meant; *author* is the filter's person."""

    head: Head
    asked: Filter
    author: str | None = None

    @property
    def last(self) -> int:
        """The number of the last entry that can be meant."""
        up_to = self.asked.up_to
        return self.head.number if up_to is None else min(up_to, self.head.number)

    @property
    def numbers(self) -> int:
        """How many numbers are looked through, at least one."""
        return max(self.last - self.asked.after, 1)

    @property
    def selection(self) -> dict[str, Any] | None:
        """The filter as the address names it; None if every entry is meant."""
        asked = self.asked
        if asked.is_empty:
            return None
        named = {
            "q": asked.words,
            "author": self.author,
            "category": asked.category,
            "tag": asked.tag,
            "from": None if asked.first_day is None else day_text(asked.first_day),
            "to": None if asked.last_day is None else day_text(asked.last_day),
            "attached": asked.attached,
            "amended": asked.amended,
            "hidden": asked.hidden,
            "after": asked.after,
            "up_to": asked.up_to,
        }
        return {name: value for name, value in named.items() if value not in {None, "", False}}

    @property
    def sentence(self) -> str:
        """The filter in words: "with “pump”, by Ada Byron, from 2026-11-01"."""
        asked = self.asked
        parts = [
            f"with “{asked.words}”" if asked.words else "",
            f"by {self.author}" if self.author else "",
            f"category “{asked.category}”" if asked.category else "",
            f"tag “{asked.tag}”" if asked.tag else "",
            "" if asked.first_day is None else f"from {day_text(asked.first_day)}",
            "" if asked.last_day is None else f"to {day_text(asked.last_day)}",
            "with a file" if asked.attached else "",
            "amended" if asked.amended else "",
            "hidden" if asked.hidden else "",
            f"after entry {asked.after:,}" if asked.after else "",
            "" if asked.up_to is None else f"up to entry {asked.up_to:,}",
        ]
        return ", ".join(filter(None, parts)) or "all entries"

    def file_name(self, suffix: str, now: int, utc_offset: int) -> str:
        """Return a name that carries the date, the count and the head."""
        part = "" if self.asked.is_empty else "-selection"
        head = self.head.hash.hex()[:SHORT_HEAD]
        return f"shiftbook-{iso(now, utc_offset)[:10]}-{self.head.number}-{head}{part}.{suffix}"


def pages(
    read: Callable[[Filter, int], Sequence[ChainedEntry]],
    outline: Outline,
    tell: Callable[[int, int], None],
) -> Pages:
    """Give the entries that are meant, oldest first, in pages that fit the memory.

    *read* returns up to so many entries of a filter; *tell* hears how far it is, but not that all is done.
    """
    begin, last, limit = outline.asked.after, outline.last, FEWEST
    after, total = begin, outline.numbers
    while page := read(replace(outline.asked, after=after, up_to=last), limit):
        yield page
        after = page[-1].entry.number
        tell(min(after - begin, total - 1), total)
        length = sum(len(chained.entry.text) for chained in page)
        limit = max(1, limit // 4) if length > FITTING else min(MOST, limit * 2)


def iso(at: int, utc_offset: int) -> str:
    """Return an instant as ISO 8601 in its own zone: `2026-11-26T14:03:22+01:00`."""
    zone = timezone(timedelta(minutes=utc_offset))
    return (_EPOCH + timedelta(seconds=at)).astimezone(zone).isoformat()


def day_text(day: int) -> str:
    """Return a local day, counted since the epoch, as `2026-11-26`."""
    return (_EPOCH + timedelta(days=day)).date().isoformat()
