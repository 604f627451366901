"""Which book this is, among several on one computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.storage.database import Database


def instance_id(database: Database) -> str:
    """Return the eight hex digits this book was born with; part of every cookie's name.

    Raises:
        StorageError: if the row cannot be read.
    """
    with database.read() as connection:
        return str(connection.execute("SELECT id FROM instance").get)
