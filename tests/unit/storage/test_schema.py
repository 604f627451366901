"""The scripts that lead from schema to schema: all there, in order, and never changed once released."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from desktop_app.storage.schema import MIGRATIONS, known_migrations
from tests.helpers.schemas import BOOKS

if TYPE_CHECKING:
    from pathlib import Path

RELEASED = {
    "0001_first_book.sql": "7587b8ce11646be9288512cf8a1ceaf699fa55f3960ca3dee4429ab861bb1112",
    "0002_drafts_and_lock.sql": "3ab63e7084044eca08678f54d1f083062d8ac1ed961eed37afca1862719bcd8b",
    "0003_logbook.sql": "cd2a7643083c53f249529ad94b0e1f9de8002cec1976317a28a0e15dc3813e08",
}
"""A book that has had a script never gets it again, so a changed one would make two kinds of books."""


def test_released_scripts_never_change() -> None:
    """A new script is added here with its SHA-256; an old one stays as it was released."""
    found = {script.name: hashlib.sha256(script.read_bytes()).hexdigest() for script in known_migrations()}
    assert found == RELEASED


def test_every_schema_has_a_book_to_upgrade() -> None:
    """A new script comes with what a book of its schema holds, which later Shiftbooks must open."""
    assert [book.name for book in sorted(BOOKS.glob("*.sql"))] == list(RELEASED)


def test_scripts_are_numbered_without_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script left out of a package is noticed before a book is touched."""
    assert known_migrations()[0].name.startswith("0001_")
    assert all(path.parent == MIGRATIONS for path in known_migrations())

    (tmp_path / "0002_second.sql").touch()
    monkeypatch.setattr("desktop_app.storage.schema.MIGRATIONS", tmp_path)
    with pytest.raises(RuntimeError, match=r"\[2\]"):
        known_migrations()
