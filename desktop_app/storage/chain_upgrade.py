"""What script 0003 needs of the chain: entries posted before there was one get their links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.logbook.chain import GENESIS, Link, body_hash
from desktop_app.logbook.model import EntryKind
from desktop_app.logbook.telling import unheard

if TYPE_CHECKING:
    import apsw

    from desktop_app.logbook.telling import Tell


TOLD_EVERY = 1000
"""Entries."""


def lend_chain(connection: apsw.Connection, linked: Tell = unheard) -> None:
    """Let a script call `entry_body_hash` and, entry by entry in their order, `entry_hash`.

    *linked* hears how many entries have their hash, and of how many.
    """
    chain = _Chain(connection, linked)
    connection.create_scalar_function("entry_body_hash", _body_hash, 2, deterministic=True)
    connection.create_scalar_function("entry_hash", chain.add, 6)


def _body_hash(*values: Any) -> bytes:
    salt, text = values
    return body_hash(salt, text=text)


class _Chain:
    def __init__(self, connection: apsw.Connection, linked: Tell) -> None:
        self._connection = connection
        self._linked = linked
        self._previous = GENESIS
        self._total = 0

    def add(self, *values: Any) -> bytes:
        number, author, written_at, utc_offset, clock_back, body = values
        link = Link(
            number=number,
            author=author,
            kind=EntryKind.ENTRY.value,
            refers_to=None,
            written_at=written_at,
            utc_offset=utc_offset,
            happened_at=None,
            happened_offset=None,
            clock_back=clock_back,
            source=None,
            body=body,
        )
        self._previous = link.hash_after(self._previous)
        if number % TOLD_EVERY == 0:
            self._tell(number)
        return self._previous

    def _tell(self, done: int) -> None:
        self._total = self._total or int(self._connection.execute("SELECT count(*) FROM entry").get)
        self._linked(done, self._total)
