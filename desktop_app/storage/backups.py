"""Backups in a folder of choice: the book, and beside it every attached file once, whichever backups have it.

A backup alone lets nobody in: the key that signs tokens is not in it, and passwords are hashed.
"""

from __future__ import annotations

import secrets
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from desktop_app.errors import (
    BackupNoRoom,
    BackupNotMade,
    Invalid,
    StorageError,
    StorageFull,
    StorageUnavailable,
)
from desktop_app.logbook.backups import NOBODY, Made
from desktop_app.logbook.exports.outline import SHORT_HEAD
from desktop_app.storage import account_rows, backup_pool, entry_rows
from desktop_app.storage.access_log import Event, record_doing
from desktop_app.storage.backup import (
    backup_at,
    backup_folder,
    backups_in,
    copy_book,
    dated,
    free_room,
    look_into,
)
from desktop_app.storage.database import BUSY_TIMEOUT, connect
from desktop_app.storage.faults import faults_told
from desktop_app.storage.files import refusals_told, sync_folder
from desktop_app.storage.instance import instance_id
from desktop_app.storage.restoring import change_of, fetch_files, made_ready, settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.logbook.backups import Backup, Change
    from desktop_app.logbook.proof import Who
    from desktop_app.logbook.telling import Tell
    from desktop_app.logbook.verification import Verdict
    from desktop_app.storage.database import Database

MIB = 1024**2

MARK = "shiftbook-backups.txt"
"""Lies in a folder that was chosen: without it, an empty mount point looks like the disk itself."""

MARK_TEXT = """\
Shiftbook keeps backups of its logbook in this folder.
Leave this file here: by it Shiftbook knows that this is the right disk.
"""


class SqliteBackupStore:
    """Copies the book's database and its *files* (`desktop_app.logbook.backups.BackupStore`)."""

    def __init__(self, database: Database, files: Path) -> None:
        self._database = database
        self._files = files

    def book(self) -> str:
        """Return the id this book was born with."""
        return instance_id(self._database)

    def is_begun(self) -> bool:
        """Return whether there is anybody in this book."""
        with self._database.read() as connection:
            return account_rows.anybody(connection)

    def folder(self) -> Path:
        """Return where backups go."""
        with self._database.read() as connection:
            chosen: str | None = connection.execute("SELECT backup_folder FROM instance").get
        return Path(chosen) if chosen else self._beside

    def choose_folder(self, folder: Path | None, who: Who, now: int) -> None:
        """Let backups go there from now on; None: beside the book."""
        if folder is not None and folder.absolute() == self._beside.absolute():
            folder = None
        if folder is not None:
            self._refuse_unfit(folder)
            with refusals_told():
                (folder / MARK).write_text(MARK_TEXT, "ascii")
        chosen = None if folder is None else str(folder)
        with self._database.write() as connection:
            connection.execute("UPDATE instance SET backup_folder = ?", (chosen,))
            about = f"backups go to {chosen or 'the folder beside the book'}"
            record_doing(connection, Event.SETTING_CHANGED, who, now, about)

    def all(self, folder: Path | None = None) -> Sequence[Backup]:
        """Return every backup there is, also of other books, newest first; those in one *folder* if named."""
        folders = dict.fromkeys([folder] if folder else [self.folder(), self._beside])
        found = [backup for folder in folders for backup in _seen_in(folder)]
        known = [replace(backup, book=_book_of(backup.path)) for backup in found]
        return sorted(known, key=lambda backup: (backup.made_at, backup.path.name), reverse=True)

    def make(self, who: Who, now: int, tell: Tell) -> Made:
        """Copy the book and its files, and look whether the copy is the same and intact."""
        made = self._made(now, tell)
        self._note(made.backup.path, who, now)
        return made

    def make_as(self, file: Path, now: int, tell: Tell) -> Made:
        """Do the same once, as a file somebody has named, with the attached files beside it.

        Raises:
            BackupNoRoom, BackupNotMade: if there is none.
        """
        made = self._make_in(file.parent, now, tell)
        with refusals_told():
            made.backup.path.replace(file)
            sync_folder(file.parent)
        self._note(file, NOBODY, now)
        return made._replace(backup=replace(made.backup, path=file))

    def remove(self, backups: Sequence[Backup]) -> None:
        """Delete backups, and files no other one needs."""
        with refusals_told():
            for backup in backups:
                backup.path.unlink(missing_ok=True)
            for folder in {backup.path.parent for backup in backups}:
                backup_pool.clear(folder)

    def change(self, backup: Backup, tell: Tell) -> Change:
        """Look whether a backup is whole, and what restoring it would change."""
        with self._database.read() as connection:
            return change_of(connection, backup, self._files, tell)

    def restore(self, backup: Backup, by: str, now: int, tell: Tell, *, keep_present: bool) -> Backup | None:
        """Put the book back to what it was; everybody is signed out, drafts stay."""
        words = f"of {backup.made_at:%Y-%m-%d %H:%M} UTC ({backup.path.name}), by {by}"
        with self._database.replacing() as become:
            kept = self._made(now, tell).backup if keep_present else None
            with made_ready(backup, self._database.path) as ready:
                settle(ready, self._database.path, words, now)
                fetch_files(ready, backup, self._files, tell)
                with ready.read() as copy:
                    become(copy)
        return kept

    @property
    def _beside(self) -> Path:
        return backup_folder(self._database.path)

    def obstacle(self) -> str:
        """Say what keeps backups from the folder that was chosen, and where they lie instead."""
        chosen = self.folder()
        if chosen == self._beside:
            return ""
        try:
            self._refuse_unfit(chosen)
            _refuse_unmarked(chosen)
        except (Invalid, StorageError) as fault:
            return self._instead(str(fault))
        return ""

    def _instead(self, why: str) -> str:
        return f"{why} Until then backups lie in {self._beside}, on the disk of the book."

    def _made(self, now: int, tell: Tell) -> Made:
        chosen, obstacle = self.folder(), self.obstacle()
        if not obstacle:
            try:
                return self._make_in(chosen, now, tell)
            except (BackupNoRoom, BackupNotMade) as fault:
                if chosen == self._beside:
                    raise
                obstacle = self._instead(fault.why)
        return self._make_in(self._beside, now, tell)._replace(elsewhere=obstacle)

    def _make_in(self, folder: Path, now: int, tell: Tell) -> Made:
        verdicts: list[Verdict] = []

        def completed(copy: apsw.Connection) -> str:
            head = entry_rows.head(copy)
            verdicts.append(backup_pool.complete(copy, self._files, folder, tell))
            return f"{dated(now)}-{head.number}-{head.hash.hex()[:SHORT_HEAD]}"

        needed = 0
        try:
            with refusals_told(), faults_told(), closing(self._reader()) as book:
                backup_pool.drop_unfinished(folder, now)
                needed = backup_pool.room_needed(book, folder)
                draft = backup_pool.new_draft(folder)
                path = copy_book(book, draft, needed, completed, tell)
                return Made(backup_at(path), verdicts[0])
        except StorageFull as fault:
            raise BackupNoRoom(folder, needed, _free(folder)) from fault
        except StorageUnavailable as fault:
            raise BackupNotMade(folder, fault.cause) from fault

    def _refuse_unfit(self, folder: Path) -> None:
        """Refuse a folder in which no backup of the book could be made now.

        Raises:
            Invalid: if it is such a one.
        """
        _refuse_unwritable(folder)
        with refusals_told(), self._database.read() as book:
            if (folder / self._database.path.name).exists():
                raise Invalid("folder", f"{folder} has a logbook itself in it. Choose a folder of its own.")
            needed, free = backup_pool.room_needed(book, folder), free_room(folder)
        if free < needed:
            raise Invalid(
                "folder",
                f"{folder} cannot be used: its disk has {free / MIB:,.1f} MiB left, and a backup needs "
                f"{needed / MIB:,.1f} MiB. Free some space, or choose another folder.",
            )

    def _note(self, path: Path, who: Who, now: int) -> None:
        with self._database.write() as connection:
            record_doing(connection, Event.BACKED_UP, who, now, str(path))

    def _reader(self) -> apsw.Connection:
        return connect(self._database.path, apsw.SQLITE_OPEN_READONLY, BUSY_TIMEOUT)


def _seen_in(folder: Path) -> Sequence[Backup]:
    try:
        return backups_in(folder)
    except OSError:
        return ()  # a disk that fails must not hide what lies on another one


def _free(folder: Path) -> int:
    try:
        return free_room(folder)
    except OSError:
        return 0


def _book_of(path: Path) -> str:
    with suppress(apsw.Error, OSError), closing(look_into(path)) as copy:
        return str(copy.execute("SELECT id FROM instance").get)
    return ""


def _refuse_unmarked(folder: Path) -> None:
    with refusals_told():
        if not (folder / MARK).is_file():
            why = f"{folder} does not look like the folder that was chosen: {MARK} is not in it."
            raise Invalid("folder", f"{why} Plug the disk in, or choose the folder again.")


def _refuse_unwritable(folder: Path) -> None:
    if not folder.is_absolute():
        raise Invalid("folder", "Write the whole path, from the drive or the root on.")
    probe = folder / f".shiftbook-{secrets.token_hex(8)}"
    try:
        # A disk that is not plugged in must not become a folder on another one.
        if not folder.is_dir():
            why = f"{folder} cannot be used: it is not there. Make the folder, or plug the disk in."
            raise Invalid("folder", why)
        probe.write_bytes(b"?")
        probe.unlink()
    except OSError as error:
        why = f"{folder} cannot be used: {error.strerror or error}. Look after it, or choose another one."
        raise Invalid("folder", why) from error
