"""What an import would do: every entry judged by the rules of posting, before anything is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop_app.errors import Invalid
from desktop_app.logbook.imports.model import Remark
from desktop_app.logbook.model import EntryKind
from desktop_app.logbook.telling import unheard
from desktop_app.logbook.writing import (
    DAY_SECONDS,
    EARLIEST,
    LATEST,
    MAX_OFFSET_MINUTES,
    checked_writing,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

    from desktop_app.logbook.imports.model import Format, Found, Reading
    from desktop_app.logbook.model import Head
    from desktop_app.logbook.telling import Tell

TOLD_EVERY = 200
NOT_HERE = "what it refers to is not in this file"


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


def planned(reading: Reading, now: int, clean_name: Callable[[str], str], tell: Tell = unheard) -> Plan:
    """Judge what was read; *clean_name* returns a person's name as it is kept, or raises `Invalid`.

    *tell* hears how many entries have been judged.
    """
    faults, warnings = list(reading.faults), list(reading.warnings)
    judged: dict[Hashable, Found] = {}
    for done, found in enumerate(reading.entries):
        if done % TOLD_EVERY == 0:
            tell(done, len(reading.entries))
        try:
            checked = _checked(found, now, clean_name)
        except Invalid as error:
            faults.append(Remark(found.where, str(error)))
            continue
        if found.key in judged:
            faults.append(
                Remark(found.where, f"there are two of this number, also at {judged[found.key].where}")
            )
            continue
        judged[found.key] = checked
    entries = tuple(_connected(judged, warnings))
    whole = reading.whole if not faults and entries == tuple(reading.entries) else None
    return Plan(reading.format, entries, tuple(faults), tuple(warnings), whole)


def _connected(judged: Mapping[Hashable, Found], warnings: list[Remark]) -> Iterable[Found]:
    kept: dict[Hashable, Found] = {}
    hidden = {found.refers_to for found in judged.values() if found.kind is EntryKind.HIDING}
    for found in _referred_first(judged):
        if found.masked and found.key not in hidden:
            what = "it was hidden, and neither its words nor what hides it are in this file: left out"
            warnings.append(Remark(found.where, what))
        elif found.refers_to is None or found.refers_to in kept:
            kept[found.key] = found
        elif found.kind is EntryKind.HIDING:
            what = f"{NOT_HERE}: left out, there is nothing to hide"
            warnings.append(Remark(found.where, what))
        else:
            warnings.append(Remark(found.where, f"{NOT_HERE}: it becomes an entry of its own"))
            kept[found.key] = replace(found, kind=EntryKind.ENTRY, refers_to=None)
    return kept.values()


def _referred_first(judged: Mapping[Hashable, Found]) -> Iterator[Found]:
    given: set[Hashable] = set()
    for found in judged.values():
        waiting: dict[Hashable, Found] = {}
        before: Found | None = found
        while before is not None and before.key not in given and before.key not in waiting:
            waiting[before.key] = before
            before = judged.get(before.refers_to)
        given.update(waiting)
        yield from reversed(waiting.values())


def _checked(found: Found, now: int, clean_name: Callable[[str], str]) -> Found:
    author = clean_name(found.author)
    if not EARLIEST + DAY_SECONDS <= found.written_at <= LATEST - DAY_SECONDS:
        raise Invalid("written_at", "There is no such time.")
    if abs(found.utc_offset) > MAX_OFFSET_MINUTES:
        raise Invalid("written_at", "No place is so far from UTC.")
    # What was verified was written then, whatever the clock showed that day.
    now = LATEST if found.proof else now
    if found.written_at > now + DAY_SECONDS:
        raise Invalid("written_at", "It was written in the future. Check its date, and this computer's.")
    if (found.kind is EntryKind.ENTRY) != (found.refers_to in {None, ""}):
        raise Invalid("refers_to", "An entry refers to none; an amendment, a reply or a hiding to one.")
    # The words of a hiding, and of what is hidden, need not be in a file.
    wordless = found.masked or found.kind is EntryKind.HIDING
    writing = checked_writing(found.writing, now, perhaps_wordless=wordless)
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
