"""A real book in a temporary folder: opening one takes milliseconds, so no test needs a fake store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.accounts.model import name_key
from desktop_app.config import Lifetimes
from desktop_app.sessions.model import Session
from desktop_app.sessions.tokens import create_refresh_token
from desktop_app.storage import migrate
from desktop_app.storage.accounts import SqliteAccountStore
from desktop_app.storage.database import BUSY_TIMEOUT
from desktop_app.storage.sessions import SqliteSessionStore
from tests.helpers.clock import SOME_INSTANT

if TYPE_CHECKING:
    from datetime import timedelta
    from pathlib import Path

    from desktop_app.accounts.model import Account
    from desktop_app.sessions.model import Claims
    from desktop_app.storage.database import Database


def open_book(folder: Path, busy_timeout: timedelta = BUSY_TIMEOUT) -> Database:
    """Open the book in *folder*, a new one if there is none; whoever asks closes it."""
    return migrate.open_book(folder / "shiftbook.db", busy_timeout)


def add_person(
    database: Database, name: str, *, administrator: bool = False, now: int = SOME_INSTANT
) -> Account:
    """Add somebody whose password nobody will ask for."""
    return SqliteAccountStore(database).add(
        name=name, key=name_key(name), password_hash="-", administrator=administrator, first=False, now=now
    )


def sign_in(
    database: Database,
    person: Account,
    session_id: str,
    *,
    now: int = SOME_INSTANT,
    replaced: str | None = None,
) -> Claims:
    """Start a session under a name a test can read; return its first refresh token."""
    session = Session.beginning(session_id, person.id, f"window of {person.name}", now)
    first = create_refresh_token(
        user_id=person.id, session_id=session_id, generation=1, now=now, lifetimes=Lifetimes()
    )
    SqliteSessionStore(database).start(session, first, person.password_hash, replaced)
    return first


def rows(database: Database, query: str, *values: str | int) -> list[Any]:
    """Read the book as somebody with the file would."""
    with database.read() as connection:
        return list(connection.execute(query, values))


def assert_sound(database: Database) -> None:
    """Read the whole file and all its indexes."""
    assert rows(database, "PRAGMA integrity_check") == [("ok",)]
    assert rows(database, "PRAGMA foreign_key_check") == []
