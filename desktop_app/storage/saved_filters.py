"""Saved searches in SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.logbook.saved_filters import SavedFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.storage.database import Database

_OF = "SELECT id, name, query FROM saved_filter WHERE user_id = ? ORDER BY name COLLATE NOCASE, id"
_OTHERS = "SELECT count(*) FROM saved_filter WHERE user_id = ? AND name != ?"
_PUT = """
    INSERT INTO saved_filter (user_id, name, query) VALUES (?, ?, ?)
    ON CONFLICT (user_id, name) DO UPDATE SET query = excluded.query RETURNING id
"""


class SqliteSavedFilterStore:
    """Keeps them in the book's database (`desktop_app.logbook.saved_filters.SavedFilterStore`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, user_id: int) -> Sequence[SavedFilter]:
        """Return a person's own, by name."""
        with self._database.read() as connection:
            rows: Any = connection.execute(_OF, (user_id,))
            return [SavedFilter(*row) for row in rows]

    def put(self, user_id: int, name: str, query: str, most: int) -> SavedFilter | None:
        """Keep one, in the place of the one of that name; None: there are *most* already."""
        with self._database.write() as connection:
            if int(connection.execute(_OTHERS, (user_id, name)).get) >= most:
                return None
            rows: Any = connection.execute(_PUT, (user_id, name, query)).fetchall()
            return SavedFilter(rows[0][0], name, query)

    def remove(self, user_id: int, filter_id: int) -> bool:
        """Remove one of a person's own; return whether it was there."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM saved_filter WHERE id = ? AND user_id = ?", (filter_id, user_id))
            return connection.changes() > 0
