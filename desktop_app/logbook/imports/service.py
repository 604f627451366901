"""Importing: first what would happen, then all of it or nothing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple, Protocol

from desktop_app.errors import NotImportable
from desktop_app.logbook.exports.outline import iso
from desktop_app.logbook.file_name import file_name
from desktop_app.logbook.imports.plan import planned
from desktop_app.logbook.telling import unheard

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import BinaryIO

    from desktop_app.logbook.imports.model import Format, Remark
    from desktop_app.logbook.imports.plan import Plan
    from desktop_app.logbook.model import Head
    from desktop_app.logbook.proof import Who
    from desktop_app.logbook.telling import Tell

log = logging.getLogger(__name__)

SHOWN = 100
"""Faults and warnings that are told one by one."""


class Run(NamedTuple):
    """An import under way: whose doing it is, when, and of which file; *offset* is minutes east, now."""

    who: Who
    by: str
    now: int
    offset: int
    file_name: str

    def source(self, origin: str) -> str:
        """Return the sentence an imported entry carries."""
        return f"{origin}; imported by {self.by} on {iso(self.now, self.offset)[:10]}"


class Kept(NamedTuple):
    """The numbers of the first and the last imported entry."""

    first: int
    last: int


class ImportStore(Protocol):
    """Keeps what is imported; every method may raise `StorageError`."""

    def head(self) -> Head:
        """Return how many entries the book has, and the last one's hash."""
        ...

    def known(self, names: Collection[str]) -> Mapping[str, str]:
        """Return those of these names that somebody has, and how that person writes theirs."""
        ...

    def append(self, plan: Plan, run: Run, tell: Tell) -> Kept:
        """Add all entries after the last one, with whoever wrote them and is not known; all or nothing.

        Raises:
            NotImportable: if a file is not what its entry says.
        """
        ...

    def restore(self, plan: Plan, run: Run, tell: Tell) -> Kept:
        """Put a whole record into a book without entries, exactly as it was; all or nothing.

        Raises:
            NotImportable: if a file is not what its entry says, or there are entries by now.
        """
        ...


class Examination(NamedTuple):
    """What an import would do."""

    format: Format
    entries: int
    first_written: str | None
    last_written: str | None
    files: int
    known_people: tuple[str, ...]
    new_people: tuple[str, ...]
    as_it_was: bool
    """Whether numbers and hashes stay: a whole record comes into a book without entries."""

    fault_count: int
    faults: tuple[str, ...]
    warning_count: int
    warnings: tuple[str, ...]


class ImportService:
    """What can be done with a file somebody wants in the book."""

    def __init__(
        self, store: ImportStore, clean_name: Callable[[str], str], offset_at: Callable[[int], int]
    ) -> None:
        """Keep entries in *store*.

        *clean_name* returns a person's name as it is kept, or raises `Invalid`; *offset_at* this computer's
        offset from UTC at a time, in minutes east.
        """
        self._store = store
        self._clean_name = clean_name
        self._offset_at = offset_at

    def examine(self, source: BinaryIO, name: str, now: int, tell: Tell = unheard) -> Examination:
        """Say what importing the file called *name* would do; nothing is kept.

        *tell* hears how many of its entries have been judged.

        Raises:
            NotImportable: if it is nothing that can be imported.
        """
        return self._examination(self._plan(source, name, now, tell))

    def run(
        self, source: BinaryIO, run: Run, tell: Tell, *, skip_malformed: bool = False
    ) -> tuple[Kept, Examination]:
        """Import all that can be read; return which numbers it has, and what there was.

        Raises:
            NotImportable: if there is nothing to import, or something cannot be read and that is not to be
                left out.
        """
        plan = self._plan(source, run.file_name, run.now, unheard)
        examination = self._examination(plan)
        if plan.faults and not skip_malformed:
            raise NotImportable(f"{_first_of(plan.faults)} Mend the file, or leave out what cannot be read.")
        if not plan.entries:
            raise NotImportable("There is no entry in it.")
        keep = self._store.restore if examination.as_it_was else self._store.append
        kept = keep(plan, run, tell)
        log.info(
            "import outcome=ok format=%s entries=%d left_out=%d as_it_was=%s user_id=%s",
            plan.format,
            len(plan.entries),
            len(plan.faults),
            examination.as_it_was,
            run.who.user_id,
        )
        return kept, examination

    def _plan(self, source: BinaryIO, name: str, now: int, tell: Tell) -> Plan:
        # The readers and what they need take 30 ms, which the first window should not wait for.
        from desktop_app.logbook.imports.reading import read  # noqa: PLC0415

        return planned(read(source, file_name(name), self._offset_at), now, self._clean_name, tell)

    def _examination(self, plan: Plan) -> Examination:
        known = self._store.known(plan.authors)
        as_named = all(known.get(name, name) == name for name in plan.authors)
        first = min(plan.entries, key=lambda found: found.written_at, default=None)
        last = max(plan.entries, key=lambda found: found.written_at, default=None)
        return Examination(
            format=plan.format,
            entries=len(plan.entries),
            first_written=iso(first.written_at, first.utc_offset) if first else None,
            last_written=iso(last.written_at, last.utc_offset) if last else None,
            files=sum(len(found.files) for found in plan.entries),
            known_people=tuple(known),
            new_people=tuple(name for name in plan.authors if name not in known),
            as_it_was=plan.whole is not None and as_named and self._store.head().number == 0,
            fault_count=len(plan.faults),
            faults=tuple(remark.sentence() for remark in plan.faults[:SHOWN]),
            warning_count=len(plan.warnings),
            warnings=tuple(remark.sentence() for remark in plan.warnings[:SHOWN]),
        )


def _first_of(faults: tuple[Remark, ...]) -> str:
    more = f" (and {len(faults) - 1:,} more like it)" if len(faults) > 1 else ""
    return f"{faults[0].sentence().rstrip('.')}{more}."
