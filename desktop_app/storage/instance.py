"""Which book this is, among several on one computer, and whose computer that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.storage.access_log import Event, record

if TYPE_CHECKING:
    from desktop_app.storage.database import Database


def instance_id(database: Database) -> str:
    """Return the eight hex digits this book was born with; part of every cookie's name.

    Raises:
        StorageError: if the row cannot be read.
    """
    with database.read() as connection:
        return str(connection.execute("SELECT id FROM instance").get)


class SqliteComputerStore:
    """Keeps what set-up was told of the computer (`desktop_app.sessions.store.ComputerStore`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def shared(self) -> bool | None:
        """Return whether people share the computer; None: nobody was asked."""
        with self._database.read() as connection:
            answer = connection.execute("SELECT shared_computer FROM instance").get
        return None if answer is None else answer == 1

    def say_shared(self, *, shared: bool, by: int | None, now: int) -> None:
        """Keep the answer, and record whose it was."""
        words = "people share this computer" if shared else "nobody shares this computer"
        with self._database.write() as connection:
            connection.execute("UPDATE instance SET shared_computer = ?", (shared,))
            record(connection, Event.SETTING_CHANGED, at=now, user_id=by, detail=words)
