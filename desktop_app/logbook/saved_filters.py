"""Searches people have kept for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from desktop_app.errors import Invalid, NotFound
from desktop_app.logbook.writing import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_NAME_LENGTH = 60
MAX_QUERY_LENGTH = 2000
"""Code points."""

MAX_FILTERS = 50
"""Of one person."""


class SavedFilter(NamedTuple):
    """A *query* of the book's address under a name."""

    id: int
    name: str
    query: str


class SavedFilterStore(Protocol):
    """Keeps them; every method is one transaction, and each may raise `StorageError`."""

    def of(self, user_id: int) -> Sequence[SavedFilter]:
        """Return a person's own, by name."""
        ...

    def put(self, user_id: int, name: str, query: str, most: int) -> SavedFilter | None:
        """Keep one, in the place of the one of that name; None: there are *most* already."""
        ...

    def remove(self, user_id: int, filter_id: int) -> bool:
        """Remove one of a person's own; return whether it was there."""
        ...


class SavedFilterService:
    """What can be done with them; nobody sees another's."""

    def __init__(self, store: SavedFilterStore) -> None:
        """Keep them in *store*."""
        self._store = store

    def of(self, user_id: int) -> Sequence[SavedFilter]:
        """Return a person's own, by name."""
        return self._store.of(user_id)

    def save(self, user_id: int, name: str, query: str) -> SavedFilter:
        """Keep a search under a name; the one that had the name is replaced.

        Raises:
            Invalid: if there is no name, nothing or too much is searched for, or there are too many.
        """
        called = one_line("name", name, MAX_NAME_LENGTH)
        if not called:
            raise Invalid("name", "Give it a name.")
        if not query:
            raise Invalid("query", "Search for something first; then it can be saved.")
        if len(query) > MAX_QUERY_LENGTH:
            raise Invalid("query", "So long a search cannot be saved. Take some words away first.")
        kept = self._store.put(user_id, called, query, MAX_FILTERS)
        if kept is None:
            raise Invalid("name", f"You have {MAX_FILTERS} saved searches. Remove one first.")
        return kept

    def remove(self, user_id: int, filter_id: int) -> None:
        """Remove one of a person's own.

        Raises:
            NotFound: if there is none.
        """
        if not self._store.remove(user_id, filter_id):
            raise NotFound("saved search")
