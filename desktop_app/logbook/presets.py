"""Templates: what administrators have prepared for entries that are written again and again."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from desktop_app.errors import Invalid, NotFound
from desktop_app.logbook.text import checked_text, is_blank
from desktop_app.logbook.writing import MAX_CATEGORY_LENGTH, checked_tags, label_key, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

log = logging.getLogger(__name__)

MAX_NAME_LENGTH = 60
MAX_PRESET_LENGTH = 20_000
"""Code points; nobody fills in more than that."""


@dataclass(frozen=True, slots=True)
class Preset:
    """What an entry can start from; *id* is 0 for one that is not kept yet."""

    name: str
    category: str = ""
    tags: tuple[str, ...] = ()
    text: str = ""
    id: int = 0

    @property
    def key(self) -> str:
        """What two spellings of one name have in common."""
        return label_key(self.name)


class PresetStore(Protocol):
    """Keeps templates; every method is one transaction, and each may raise `StorageError`."""

    def all(self) -> Sequence[Preset]:
        """Return every template by name."""
        ...

    def put(self, preset: Preset, administrator_id: int, now: int) -> Preset | None:
        """Keep a new template, or a changed one under its id; None: the name is taken by another one.

        Raises:
            NotFound: if there is none of that id.
        """
        ...

    def remove(self, preset_id: int, administrator_id: int, now: int) -> bool:
        """Remove a template; return whether it was there."""
        ...


class PresetService:
    """What can be done with templates; every method may raise `StorageError`."""

    def __init__(self, store: PresetStore) -> None:
        """Keep templates in *store*."""
        self._store = store

    def all(self) -> Sequence[Preset]:
        """Return every template by name."""
        return self._store.all()

    def put(self, preset: Preset, administrator_id: int, now: int) -> Preset:
        """Keep a new template, or a changed one under its id, and return it as it is kept.

        Raises:
            Invalid: if it has no name, or a taken one, or nothing in it; if a field is too long or not text.
            NotFound: if there is none of that id.
        """
        kept = self._store.put(_checked(preset), administrator_id, now)
        if kept is None:
            raise Invalid("name", "There is a template of this name already. Give this one another.")
        log.info("preset outcome=kept id=%d administrator_id=%d", kept.id, administrator_id)
        return kept

    def remove(self, preset_id: int, administrator_id: int, now: int) -> None:
        """Remove a template; entries that were started from it stay as they are.

        Raises:
            NotFound: if there is none of that id.
        """
        if not self._store.remove(preset_id, administrator_id, now):
            raise NotFound("template")
        log.info("preset outcome=removed id=%d administrator_id=%d", preset_id, administrator_id)


def _checked(preset: Preset) -> Preset:
    name = one_line("name", preset.name, MAX_NAME_LENGTH)
    if is_blank(name):
        raise Invalid("name", "Give the template a name: it is chosen by it.")
    text = checked_text(preset.text)
    if len(text) > MAX_PRESET_LENGTH:
        why = f"A template can have at most {MAX_PRESET_LENGTH:,} characters; this has {len(text):,}."
        raise Invalid("text", why)
    checked = replace(
        preset,
        name=name,
        category=one_line("category", preset.category, MAX_CATEGORY_LENGTH),
        tags=checked_tags(preset.tags),
        text=text,
    )
    if is_blank(text) and not checked.category and not checked.tags:
        raise Invalid("text", "Write something into the template first.")
    return checked
