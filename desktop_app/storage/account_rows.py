"""Rows of people, within a transaction somebody else has opened."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from desktop_app.accounts.model import PALETTE_SIZE
from desktop_app.storage import access_log
from desktop_app.storage.access_log import Event

if TYPE_CHECKING:
    import apsw

NO_PASSWORD = "!"  # noqa: S105 - no hash looks like this, so no password matches
"""Stands for the hash of somebody who cannot sign in until an administrator gives them a password."""


def anybody(connection: apsw.Connection) -> bool:
    """Return whether there is anybody in this book."""
    return connection.execute("SELECT 1 FROM account LIMIT 1").fetchone() is not None


def add(
    connection: apsw.Connection,
    *,
    name: str,
    key: str,
    password_hash: str,
    administrator: bool,
    now: int,
    disabled: bool = False,
    by: str | None = None,
) -> int:
    """Add a person in the colour used least, record whose doing it was, and return their id."""
    connection.execute(
        "INSERT INTO account"
        " (name, name_key, password_hash, colour, is_administrator, created_at, disabled_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (name, key, password_hash, _rarest_colour(connection), administrator, now, now if disabled else None),
    )
    user_id = connection.last_insert_rowid()
    access_log.record(connection, Event.PERSON_ADDED, at=now, user_id=user_id, detail=access_log.doing_of(by))
    return user_id


def _rarest_colour(connection: apsw.Connection) -> int:
    used = Counter(colour for (colour,) in connection.execute("SELECT colour FROM account"))
    return min(range(PALETTE_SIZE), key=lambda colour: used[colour])
