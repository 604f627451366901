"""What an import would do: every entry judged by the rules of posting, before anything is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.errors import Invalid
from desktop_app.logbook.imports.model import Remark
from desktop_app.logbook.model import EntryKind
from desktop_app.logbook.writing import (
    DAY_SECONDS,
    EARLIEST,
    LATEST,
    MAX_OFFSET_MINUTES,
    checked_writing,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from desktop_app.logbook.imports.model import Format, Found, Reading
    from desktop_app.logbook.model import Head, Writing

STAND_IN = "…"
"""For words that may be missing: those of a hiding, and of what is hidden."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What can be imported, in order; every entry refers only to one before it."""

    format: Format
    entries: tuple[Found, ...]
    faults: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    whole: Head | None

    @property
    def authors(self) -> tuple[str, ...]:
        """Everybody who wrote any of it, each once."""
        return tuple(dict.fromkeys(found.author for found in self.entries))


def planned(reading: Reading, now: int, clean_name: Callable[[str], str]) -> Plan:
    """Judge what was read; *clean_name* returns a person's name as it is kept, or raises `Invalid`."""
    faults, warnings = list(reading.faults), list(reading.warnings)
    kept: dict[Hashable, Found] = {}
    for found in reading.entries:
        try:
            checked = _checked(found, now, clean_name)
        except Invalid as error:
            faults.append(Remark(found.where, str(error)))
            continue
        if found.key in kept:
            faults.append(
                Remark(found.where, f"there are two of this number, also at {kept[found.key].where}")
            )
            continue
        if checked.refers_to is not None and checked.refers_to not in kept:
            what = "what it refers to is not in this file"
            if checked.kind is EntryKind.HIDING:
                warnings.append(Remark(found.where, f"{what}: left out, there is nothing to hide"))
                continue
            warnings.append(Remark(found.where, f"{what}: it becomes an entry of its own"))
            checked = replace(checked, kind=EntryKind.ENTRY, refers_to=None)
        kept[found.key] = checked
    entries = tuple(kept.values())
    whole = reading.whole if entries == tuple(reading.entries) else None
    return Plan(reading.format, entries, tuple(faults), tuple(warnings), whole)


def _checked(found: Found, now: int, clean_name: Callable[[str], str]) -> Found:
    author = clean_name(found.author)
    if not EARLIEST + DAY_SECONDS <= found.written_at <= LATEST - DAY_SECONDS:
        raise Invalid("written_at", "There is no such time.")
    if abs(found.utc_offset) > MAX_OFFSET_MINUTES:
        raise Invalid("written_at", "No place is so far from UTC.")
    # What was verified was written then, whatever the clock showed that day.
    now = found.written_at if found.proof else now
    if found.written_at > now + DAY_SECONDS:
        raise Invalid("written_at", "It was written in the future. Check its date, and this computer's.")
    if (found.kind is EntryKind.ENTRY) != (found.refers_to in {None, ""}):
        raise Invalid("refers_to", "An entry refers to none; an amendment, a reply or a hiding to one.")
    writing = _checked_writing(found, now)
    checked = replace(
        found,
        author=author,
        text=writing.text,
        category=writing.category,
        tags=writing.tags,
        reason=writing.reason,
    )
    # Of a large record there must not be two.
    return found if checked == found else checked


def _checked_writing(found: Found, now: int) -> Writing:
    writing = replace(found.writing, refers_to=None)
    if not found.masked and found.kind is not EntryKind.HIDING:
        return checked_writing(writing, now)
    checked = checked_writing(
        replace(writing, text=writing.text or STAND_IN, reason=writing.reason or STAND_IN), now
    )
    return replace(checked, text=writing.text and checked.text, reason=writing.reason and checked.reason)
