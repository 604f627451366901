"""Backups: when one is due, which are kept, and what restoring one would change."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Protocol

from desktop_app.errors import BackupCalledOff, NotFound, StorageError
from desktop_app.logbook.model import counted_entries
from desktop_app.logbook.proof import Who

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from desktop_app.logbook.telling import Tell
    from desktop_app.logbook.verification import Verdict

log = logging.getLogger(__name__)

NOBODY = Who()
"""Whose doing it is when the program makes a backup by itself."""

DAYS_KEPT, WEEKS_KEPT = 7, 4
"""Of so many of the last days and weeks that have any, the newest backup is kept."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole copy of a book, made at *made_at* (UTC), with so many *entries* up to *head* (12 hex digits).

    One from before an upgrade has the schema the book was brought to instead. *book* is the id that book was
    born with, where somebody has looked.
    """

    path: Path
    made_at: datetime
    before_schema: int | None = None
    entries: int | None = None
    head: str = ""
    book: str = ""


class Made(NamedTuple):
    """A new backup, whether the record in it is intact, and why it is not where it should be, if so."""

    backup: Backup
    verdict: Verdict
    elsewhere: str = ""


class Lost(NamedTuple):
    """Somebody's entries that would not be in the book any more."""

    author: str
    entries: int


class Change(NamedTuple):
    """What restoring a backup would change.

    *same_record* is False if the backup is no earlier or later state of this book's own record.
    """

    entries_now: int
    entries_then: int
    same_record: bool
    lost: tuple[Lost, ...]
    people_gone: tuple[str, ...]

    def sentences(self) -> tuple[str, ...]:
        """Say all of it to whoever decides."""
        whose = ", ".join(f"{lost.author} ({lost.entries:,})" for lost in self.lost)
        number = sum(lost.entries for lost in self.lost)
        if not self.same_record:
            entries = f"It is of another record: what this book has now would not be in it any more: {whose}."
        elif self.lost:
            entries = f"{counted_entries(number)} written since would not be in the book any more: {whose}."
        else:
            more = self.entries_then - self.entries_now
            entries = (
                f"It has {counted_entries(more)} more than the book." if more else "It has the same entries."
            )
        gone = ", ".join(self.people_gone)
        then, now = counted_entries(self.entries_then), counted_entries(self.entries_now)
        return (
            f"The backup has {then}, the book {now} now.",
            entries,
            *([f"Not among its people, and so not able to sign in: {gone}."] if gone else []),
            "People and passwords become those of then; everybody has to sign in again.",
            "What people are writing stays. What the book is now is backed up first, to be restored as well.",
        )


class BackupStore(Protocol):
    """Makes copies of the book and puts them back; every method may raise `StorageError`."""

    def folder(self) -> Path:
        """Return where backups go."""
        ...

    def choose_folder(self, folder: Path | None, who: Who, now: int) -> None:
        """Let backups go there from now on; None: beside the book.

        Raises:
            Invalid: if nothing can be written there.
        """
        ...

    def book(self) -> str:
        """Return the id this book was born with."""
        ...

    def is_begun(self) -> bool:
        """Return whether there is anybody in this book."""
        ...

    def obstacle(self) -> str:
        """Say what keeps backups from the folder that was chosen, and where they lie instead; or nothing."""
        ...

    def all(self, folder: Path | None = None) -> Sequence[Backup]:
        """Return every backup there is, also of other books, newest first; those in one *folder* if named."""
        ...

    def make(self, who: Who, now: int, tell: Tell) -> Made:
        """Copy the book and its files, and look whether the copy is the same and intact.

        Raises:
            BackupNoRoom, BackupNotMade: if there is none now.
        """
        ...

    def remove(self, backups: Sequence[Backup]) -> None:
        """Delete backups, and files no other one needs."""
        ...

    def change(self, backup: Backup, tell: Tell) -> Change:
        """Look whether a backup is whole, and what restoring it would change.

        Raises:
            NotRestorable: if it is damaged, was changed, or is none.
        """
        ...

    def restore(self, backup: Backup, by: str, now: int, tell: Tell, *, keep_present: bool) -> Backup | None:
        """Put the book back to what it was; everybody is signed out, drafts stay.

        With *keep_present* what it is now is backed up first; nothing is written in between. Return that one.

        Raises:
            NotRestorable: if the backup cannot be brought to the present schema.
            BackupNoRoom, BackupNotMade: if what the book is now cannot be kept; nothing was restored then.
        """
        ...


class BackupService:
    """What can be done with backups; one thing at a time."""

    def __init__(self, store: BackupStore, offset_at: Callable[[int], int]) -> None:
        """Keep backups in *store*; *offset_at* is this computer's offset from UTC, in minutes east."""
        self._store = store
        self._offset_at = offset_at
        self._turn = Lock()
        self.warning = ""
        """What administrators should know of the last backup; empty: all is well."""

    def all(self, folder: Path | None = None) -> Sequence[Backup]:
        """Return every backup there is, of other books too, newest first; in one *folder* if it is named."""
        return self._store.all(folder)

    def own(self) -> Sequence[Backup]:
        """Return this book's, newest first."""
        book = self._store.book()
        return [backup for backup in self._store.all() if backup.book == book]

    def folder(self) -> Path:
        """Return where backups go."""
        return self._store.folder()

    def choose_folder(self, folder: Path | None, who: Who, now: int) -> None:
        """Let backups go to a folder from now on; None: beside the book.

        Raises:
            Invalid: if nothing can be written there.
        """
        self._store.choose_folder(folder, who, now)
        log.info("backup_folder outcome=chosen beside_book=%s", folder is None)

    def make(self, who: Who, now: int, tell: Tell) -> Made:
        """Make a backup now, and let go of those that need not be kept.

        Raises:
            BackupNoRoom, BackupNotMade: if there is none now.
        """
        with self._turn:
            made = self._store.make(who, now, tell)
            self.warning = _warning(made)
            log.info(
                "backup outcome=%s entries=%s head=%s",
                "changed" if made.verdict.faults else "ok",
                made.backup.entries,
                made.backup.head,
            )
            if not self.warning:
                self._let_go(superfluous(self.own(), now, self._offset_at(now)))
            return made

    def make_if_due(self, now: int, tell: Tell) -> bool:
        """Make the backup of the day unless there is one; what stands in the way becomes the warning."""
        try:
            if not self._store.is_begun():
                return False
            obstacle, own = self._store.obstacle(), self.own()
            # One beside the book is enough until there can be one where it should be.
            folder = self._store.folder()
            there = [backup for backup in own if obstacle or backup.path.parent == folder]
            if not is_due(there, now, self._offset_at(now)):
                self.warning = self.warning or obstacle
                return False
            self.make(NOBODY, now, tell)
        except BackupCalledOff:
            raise
        except StorageError as error:
            self.warning = f"{error} {self._age(now)}".strip()
            log.warning("backup outcome=failed cause=%s", getattr(error, "cause", error))
            return False
        return True

    def change(self, backup: Backup, tell: Tell) -> Change:
        """Say what restoring a backup would change.

        Raises:
            NotRestorable: if it is damaged, or was changed.
        """
        with self._turn:
            return self._store.change(backup, tell)

    def restore(self, backup: Backup, by: str, now: int, tell: Tell) -> Backup | None:
        """Put the book back to a backup; return the one that was made of what it is now.

        That is left out where there is nothing to keep.

        Raises:
            NotRestorable: if it is damaged, or was changed.
            BackupNoRoom, BackupNotMade: if what the book is now cannot be kept; nothing was restored then.
        """
        with self._turn:
            self._store.change(backup, tell)
            kept = self._store.restore(backup, by, now, tell, keep_present=self._store.is_begun())
            log.info("restore outcome=ok entries=%s head=%s", backup.entries, backup.head)
            return kept

    def called(self, name: str, folder: Path | None = None) -> Backup:
        """Return the backup of this name, in *folder* if that is named.

        Raises:
            NotFound: if there is none.
        """
        found = next((backup for backup in self._store.all(folder) if backup.path.name == name), None)
        if found is None:
            raise NotFound("backup")
        return found

    def _let_go(self, backups: Sequence[Backup]) -> None:
        try:
            self._store.remove(backups)
        except StorageError as error:
            # The new one is there all the same; these go the next time.
            log.warning("backup outcome=old_ones_kept cause=%s", error)

    def _age(self, now: int) -> str:
        today, offset = datetime.fromtimestamp(now, UTC), self._offset_at(now)
        try:
            earlier = [backup for backup in self.own() if backup.made_at <= today]
        except StorageError:
            return ""
        if not earlier:
            return "There is no earlier one."
        days = (_day(today, offset) - _day(earlier[0].made_at, offset)).days
        when = {0: "from today", 1: "from yesterday"}.get(days, f"{days:,} days old")
        return f"The last backup is {when}."


def is_due(backups: Sequence[Backup], now: int, utc_offset: int) -> bool:
    """Return whether none of these was made on this local day."""
    today = _day(datetime.fromtimestamp(now, UTC), utc_offset)
    return all(
        _day(backup.made_at, utc_offset) != today for backup in backups if backup.before_schema is None
    )


def superfluous(backups: Sequence[Backup], now: int, utc_offset: int) -> Sequence[Backup]:
    """Return those that are neither the newest of one of the last days nor of one of the last weeks.

    Copies from before an upgrade are nobody's to delete here, and what a wrong clock has dated after *now*
    must not push out what is made today.
    """
    latest = datetime.fromtimestamp(now, UTC)
    newest_first = sorted(
        (backup for backup in backups if backup.before_schema is None and backup.made_at <= latest),
        key=lambda backup: (backup.made_at, backup.path.name),
        reverse=True,
    )
    days: dict[object, Backup] = {}
    weeks: dict[object, Backup] = {}
    for backup in newest_first:
        day = _day(backup.made_at, utc_offset)
        days.setdefault(day, backup)
        weeks.setdefault(day.isocalendar()[:2], backup)
    kept = [*list(days.values())[:DAYS_KEPT], *list(weeks.values())[:WEEKS_KEPT]]
    return [backup for backup in newest_first if backup not in kept]


def _warning(made: Made) -> str:
    return " ".join(filter(None, [made.elsewhere, made.verdict.sentence() if made.verdict.faults else ""]))


def _day(at: datetime, utc_offset: int) -> date:
    return (at + timedelta(minutes=utc_offset)).date()
