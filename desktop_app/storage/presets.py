"""Templates in SQLite, and who changed them in the access log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop_app.errors import NotFound
from desktop_app.logbook.presets import Preset
from desktop_app.storage.access_log import Event, record

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

    from desktop_app.storage.database import Database

_ALL = "SELECT id, name, category, tags, text FROM preset ORDER BY name_key"
_NAME = "SELECT name FROM preset WHERE id = ?"
_TAKEN = "SELECT 1 FROM preset WHERE name_key = ? AND id != ?"
_ADD = """
    INSERT INTO preset (name, name_key, category, tags, text, changed_at, changed_by)
    VALUES (:name, :key, :category, :tags, :text, :now, :by)
"""
_CHANGE = """
    UPDATE preset SET name = :name, name_key = :key, category = :category, tags = :tags, text = :text,
                      changed_at = :now, changed_by = :by WHERE id = :id
"""


class SqlitePresetStore:
    """Keeps templates in the book's database (`desktop_app.logbook.presets.PresetStore`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Sequence[Preset]:
        """Return every template by name."""
        with self._database.read() as connection:
            return [_preset(row) for row in connection.execute(_ALL)]

    def put(self, preset: Preset, administrator_id: int, now: int) -> Preset | None:
        """Keep a new template, or a changed one under its id; None: the name is taken by another one.

        Raises:
            NotFound: if there is none of that id.
        """
        with self._database.write() as connection:
            if preset.id and _name_of(connection, preset.id) is None:
                raise NotFound("template")
            if connection.execute(_TAKEN, (preset.key, preset.id)).fetchone() is not None:
                return None
            connection.execute(_CHANGE if preset.id else _ADD, _values(preset, administrator_id, now))
            kept = preset.id or connection.last_insert_rowid()
            done = f"{'changed' if preset.id else 'added'} {preset.name}"
            record(connection, Event.PRESET_CHANGED, at=now, user_id=administrator_id, detail=done)
            return Preset(preset.name, preset.category, preset.tags, preset.text, kept)

    def remove(self, preset_id: int, administrator_id: int, now: int) -> bool:
        """Remove a template; return whether it was there."""
        with self._database.write() as connection:
            name = _name_of(connection, preset_id)
            if name is None:
                return False
            connection.execute("DELETE FROM preset WHERE id = ?", (preset_id,))
            done = f"removed {name}"
            record(connection, Event.PRESET_CHANGED, at=now, user_id=administrator_id, detail=done)
            return True


def _name_of(connection: apsw.Connection, preset_id: int) -> str | None:
    row = connection.execute(_NAME, (preset_id,)).fetchone()
    return None if row is None else str(row[0])


def _preset(row: Sequence[Any]) -> Preset:
    number, name, category, tags, text = row
    return Preset(name=name, category=category, tags=tuple(json.loads(tags)), text=text, id=number)


def _values(preset: Preset, administrator_id: int, now: int) -> dict[str, Any]:
    values = {
        "name": preset.name,
        "key": preset.key,
        "category": preset.category,
        "tags": json.dumps(preset.tags, ensure_ascii=False),
        "text": preset.text,
        "now": now,
        "by": administrator_id,
    }
    return {**values, "id": preset.id} if preset.id else values
