"""What the logbook's services ask of storage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.logbook.draft_decisions import Found, Saved, SaveDecision, Saving
    from desktop_app.logbook.finding import DayCount, Filter, Words
    from desktop_app.logbook.model import ChainedEntry, Draft, Entry, Head, Writing


class EntryStore(Protocol):
    """Keeps entries; every method is one transaction, and each may raise `StorageError`.

    Numbers and days may be any integers at all. What is hidden comes masked.
    """

    def add(
        self,
        *,
        author_id: int,
        key: str,
        writing: Writing,
        written_at: int,
        utc_offset: int,
        writer: str | None = None,
    ) -> Entry:
        """Append an entry, or return the one this author has already posted under *key*.

        The number is one more than the last; there are no gaps. A draft with the id *key* is deleted in the
        same transaction or, as `decide_post` says, kept under a new id; its files become the entry's.

        Raises:
            NotFound: if *key* is a draft's id and that draft, or its entry, is somebody else's; if there is
                no entry to refer to.
            EntryHidden: if the entry to refer to is hidden.
        """
        ...

    def find(self, number: int) -> Entry | None:
        """Return the entry with this number."""
        ...

    def newest(self, asked: Filter, before: int | None, limit: int) -> Sequence[Entry]:
        """Return up to *limit* entries of a filter numbered below *before* (None: all), newest first."""
        ...

    def chained(self, asked: Filter, limit: int) -> Sequence[ChainedEntry]:
        """Return up to *limit* entries of a filter with their places in the chain, oldest first."""
        ...

    def count(self, asked: Filter, most: int) -> int:
        """Return how many entries are what the filter says, but no more than *most*."""
        ...

    def thread(self, number: int) -> Sequence[Entry]:
        """Return the entry at the root of what *number* refers to, and all that refers to it in turn."""
        ...

    def end_of_day(self, day: int) -> int | None:
        """Return the number after the last entry written on *day* or, if there is none, before it."""
        ...

    def days(self, first_day: int, last_day: int) -> Sequence[DayCount]:
        """Return who wrote how many entries on each day that has any, in the order of days."""
        ...

    def words(self) -> Words:
        """Return the categories and tags in use."""
        ...

    def head(self) -> Head:
        """Return how many entries there are, and the last one's hash."""
        ...


class DraftStore(Protocol):
    """Keeps drafts; every method is one transaction, and each may raise `StorageError`."""

    def save(self, asked: Saving, judge: Callable[[Saving, Found], SaveDecision], now: int) -> Saved:
        """Find what *asked* is about, let *judge* decide, write what it decided; all in one transaction.

        Where it decides FORKED it is asked again about `Saving.fork`, and that draft is written.
        """
        ...

    def of_person(self, user_id: int) -> Sequence[Draft]:
        """Return all of a person's drafts, saved last first, discarded ones included."""
        ...

    def discard(self, user_id: int, place: str, draft_id: str, now: int) -> bool:
        """Mark this person's draft at *place* as discarded, if it is not yet; return whether it is there."""
        ...

    def restore(self, user_id: int, draft_id: str) -> Draft | None:
        """Take a person's draft back and return it; None if they have no such discarded draft."""
        ...

    def purge(self, then: int, is_blank: Callable[[str], bool]) -> int:
        """Delete drafts discarded before *then*, and blank ones last saved before; return how many went."""
        ...
