"""The record as the command line takes it out and proves it, beside a running program or without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from desktop_app.logbook.exports.outline import Outline
from desktop_app.logbook.finding import Filter
from desktop_app.logbook.proof import ProofService, Who, said
from desktop_app.logbook.service import LogbookService
from desktop_app.logbook.verifier import NotAnExport, check_file, report
from desktop_app.storage.entries import SqliteEntryStore
from desktop_app.storage.files import write_durably
from desktop_app.storage.proof import SqliteProofStore, is_database, verify_copy
from desktop_app.web.exporting import export

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.logbook.model import Head
    from desktop_app.logbook.verification import Verdict
    from desktop_app.storage.database import Database

    Tell = Callable[[int, int], None]


class Finding(NamedTuple):
    """What is to be said of a record, line by line, and whether it is intact."""

    lines: list[str]
    intact: bool


class Record:
    """The entries of an opened book."""

    def __init__(self, database: Database, files: Path) -> None:
        """Read *database*, whose attached files lie below *files*."""
        self._logbook = LogbookService(SqliteEntryStore(database))
        self._proof = ProofService(SqliteProofStore(database, files))

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


def _finding(verdict: Verdict) -> Finding:
    lines = [verdict.sentence(), *(f"entry {number}: {what}" for number, what in verdict.faults)]
    if verdict.fault_count > len(verdict.faults):
        lines.append(f"and {verdict.fault_count - len(verdict.faults):,} more")
    return Finding([*lines, said(verdict.end)], not verdict.faults)


__all__ = ["Finding", "NotAnExport", "Record", "verify_file"]
