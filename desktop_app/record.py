"""The record on the command line: taken out, added to and proved, whether or not the program is running."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from desktop_app.accounts.names import clean_name
from desktop_app.clock import SystemClock
from desktop_app.logbook.exports.outline import Outline
from desktop_app.logbook.file_name import file_name
from desktop_app.logbook.finding import Filter
from desktop_app.logbook.imports.service import ImportService, Run
from desktop_app.logbook.proof import ProofService, Who, said
from desktop_app.logbook.service import LogbookService
from desktop_app.logbook.verifier import NotAnExport, check_file, report
from desktop_app.storage.attachments import SqliteAttachmentStore
from desktop_app.storage.entries import SqliteEntryStore
from desktop_app.storage.files import write_durably
from desktop_app.storage.imports import SqliteImportStore
from desktop_app.storage.proof import SqliteProofStore, is_database, verify_copy
from desktop_app.web.exporting import export

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from desktop_app.clock import Clock
    from desktop_app.logbook.imports.service import Examination, Kept
    from desktop_app.logbook.model import Head
    from desktop_app.logbook.telling import Tell
    from desktop_app.logbook.verification import Verdict
    from desktop_app.storage.database import Database

_SYSTEM_CLOCK = SystemClock()

COMMAND_LINE = "the command line"
"""Who imports, where nobody is signed in."""


class Finding(NamedTuple):
    """What is to be said of a record, line by line, and whether it is intact."""

    lines: list[str]
    intact: bool


class Imported(NamedTuple):
    """What an import found, and which numbers it was given; None: it was only looked at."""

    found: Examination
    kept: Kept | None

    def lines(self) -> Iterator[str]:
        """Say all of it, line by line."""
        found = self.found
        between = f", written {found.first_written} to {found.last_written}" if found.entries else ""
        yield f"{found.format}: {found.entries:,} entries{between}, {found.files:,} files"
        if found.new_people:
            yield f"People who become known and cannot sign in yet: {', '.join(found.new_people)}"
        if found.as_it_was:
            yield "They come exactly as they were, with their numbers and hashes."
        yield from _remarks("cannot be read: ", found.faults, found.fault_count)
        yield from _remarks("note: ", found.warnings, found.warning_count)
        if self.kept is None:
            yield "Nothing was kept: this was a dry run."
        else:
            yield f"Imported as numbers {self.kept.first:,} to {self.kept.last:,}."


class Record:
    """The entries of an opened book."""

    def __init__(self, database: Database, files: Path, clock: Clock = _SYSTEM_CLOCK) -> None:
        """Read *database*, whose attached files lie below *files*; *clock* knows the offset from UTC."""
        store = SqliteImportStore(database, SqliteAttachmentStore(database, files))
        self._logbook = LogbookService(SqliteEntryStore(database))
        self._proof = ProofService(SqliteProofStore(database, files))
        self._imports = ImportService(store, clean_name, clock.utc_offset)
        self._offset_at = clock.utc_offset

    def verify(self, now: int, tell: Tell) -> Finding:
        """Look at every entry and file.

        Raises:
            StorageError: if the book cannot be read.
        """
        return _finding(self._proof.verify(Who(), now, tell).verdict)

    def export(self, kind: str, path: Path, after: int, now: int, tell: Tell) -> Head:
        """Write the entries after a number to a file, which is whole and on the disk when this returns.

        Raises:
            StorageError: if the book cannot be read or the file not be written; then there is none.
        """
        outline = Outline(self._logbook.head(), Filter(after=after))
        self._proof.exported(Who(), now, kind, outline)
        write_durably(path, export(kind, outline, self._logbook, self._proof, tell))
        return outline.head

    def take_in(self, path: Path, now: int, tell: Tell, *, dry_run: bool, skip_malformed: bool) -> Imported:
        """Import a file, or only look at what would come of it.

        Raises:
            NotImportable: if it cannot be imported as it is; then nothing was kept.
            StorageError: if the book cannot be read or written.
            OSError: if the file cannot be read.
        """
        name = file_name(path.name)
        with path.open("rb") as source:
            if dry_run:
                return Imported(self._imports.examine(source, name, now), None)
            run = Run(Who(), COMMAND_LINE, now, self._offset_at(now), name)
            kept, found = self._imports.run(source, run, tell, skip_malformed=skip_malformed)
            return Imported(found, kept)


def verify_file(path: Path, tell: Tell) -> Finding:
    """Look at an export, or at a copy of a book with its files beside it.

    Raises:
        NotAnExport: if it is neither.
        StorageError, OSError: if it cannot be read.
    """
    if is_database(path):
        return _finding(verify_copy(path, tell))
    with path.open("rb") as file:
        check = check_file(file)
    return Finding(report(check), not check.faults)


def _remarks(word: str, remarks: Sequence[str], count: int) -> Iterator[str]:
    yield from (f"{word}{remark}" for remark in remarks)
    if count > len(remarks):
        yield f"and {count - len(remarks):,} more"


def _finding(verdict: Verdict) -> Finding:
    lines = [verdict.sentence(), *(f"entry {number}: {what}" for number, what in verdict.faults)]
    if verdict.fault_count > len(verdict.faults):
        lines.append(f"and {verdict.fault_count - len(verdict.faults):,} more")
    return Finding([*lines, said(verdict.end)], not verdict.faults)


__all__ = ["Finding", "Imported", "NotAnExport", "Record", "verify_file"]
