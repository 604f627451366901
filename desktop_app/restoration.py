"""Backups as the command line makes them and puts them back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.clock import SystemClock
from desktop_app.errors import DatabaseDamaged, NotFound
from desktop_app.logbook.backups import NOBODY, BackupService
from desktop_app.record import COMMAND_LINE
from desktop_app.storage.backup import backup_at, backup_folder, backups_in
from desktop_app.storage.backups import SqliteBackupStore
from desktop_app.storage.migrate import open_book
from desktop_app.storage.restoring import refuse_changed, replace_damaged

if TYPE_CHECKING:
    from desktop_app.logbook.backups import Backup
    from desktop_app.logbook.telling import Tell
    from desktop_app.paths import DataFolder
    from desktop_app.storage.database import Database


class Restoration:
    """The backups of the book at a prepared folder; every method may raise `StorageError` or `StartError`."""

    def __init__(self, folder: DataFolder) -> None:
        """Open nothing yet: the book may be damaged."""
        self._folder = folder

    def listed(self) -> list[str]:
        """Return the paths of all backups, newest first; of a damaged book only those beside it are known."""
        try:
            with closing(self._open()) as book:
                return [str(backup.path) for backup in self._service(book).all()]
        except DatabaseDamaged:
            beside = backups_in(backup_folder(self._folder.database))
            return [str(backup.path) for backup in reversed(beside)]

    def make(self, file: Path | None, now: int, tell: Tell) -> list[str]:
        """Make a backup, in its folder or as a *file* with the attached files beside it; say how it is."""
        with closing(self._open()) as book:
            store = self._store(book)
            if file is None:
                made = BackupService(store, SystemClock().utc_offset).make(NOBODY, now, tell)
            else:
                made = store.make_as(file, now, tell)
        return [f"{made.backup.path}", made.verdict.sentence(), *filter(None, [made.elsewhere])]

    def change(self, named: str, tell: Tell) -> list[str]:
        """Say what restoring a backup would change.

        Raises:
            NotFound: if there is none of this name or path.
            NotRestorable: if it is damaged, or was changed.
        """
        try:
            with closing(self._open()) as book:
                service = self._service(book)
                return [*service.change(self._named(service, named), tell).sentences()]
        except DatabaseDamaged:
            refuse_changed(self._beside(named), self._folder.attachments, tell)
            return [
                "The book is damaged and cannot be compared; the backup is whole.",
                "The damaged book would be kept under another name.",
            ]

    def restore(self, named: str, now: int, tell: Tell) -> list[str]:
        """Put the book back to a backup; the present one is backed up first or, if damaged, put aside.

        Raises:
            NotFound, NotRestorable: as for `change`; the book is as it was then.
        """
        try:
            with closing(self._open()) as book:
                service = self._service(book)
                kept = service.restore(self._named(service, named), COMMAND_LINE, now, tell)
                before = [f"What the book was before is in {kept.path}."] if kept else []
        except DatabaseDamaged:
            backup = self._beside(named)
            words = f"of {backup.made_at:%Y-%m-%d %H:%M} UTC ({backup.path.name}), the book being damaged"
            files = self._folder.attachments
            aside = replace_damaged(self._folder.database, backup, files, words, now, tell)
            before = [f"The damaged book is kept as {aside}."]
        return [f"{named} is restored. Everybody has to sign in again.", *before]

    def _beside(self, named: str) -> Backup:
        # Where else they lie, nobody can read in a damaged book.
        beside = backup_folder(self._folder.database) / named
        return _at_path(beside if beside.exists() else Path(named))

    def _open(self) -> Database:
        return open_book(self._folder.database)

    def _service(self, book: Database) -> BackupService:
        return BackupService(self._store(book), SystemClock().utc_offset)

    def _store(self, book: Database) -> SqliteBackupStore:
        return SqliteBackupStore(book, self._folder.attachments)

    def _named(self, service: BackupService, named: str) -> Backup:
        path = Path(named)
        return _at_path(path) if path.exists() else service.called(named)


def _at_path(path: Path) -> Backup:
    try:
        return backup_at(path.absolute())
    except OSError as error:
        raise NotFound("backup") from error
