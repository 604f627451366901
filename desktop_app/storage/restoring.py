"""Putting a backup back: read and verified first, made ready beside the book, then swapped in by one commit.

Whatever cuts it off, the book is what it was or what it was to become. Those who have it open see the one or
the other with their next statement.
"""

from __future__ import annotations

import shutil
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import apsw

from desktop_app.errors import DatabaseDamaged, DatabaseNewer, NotRestorable, StartError
from desktop_app.logbook.backups import Change, Lost
from desktop_app.storage.access_log import Event, record
from desktop_app.storage.backup import dated, free_path, look_into, soundness
from desktop_app.storage.backup_pool import bring_files
from desktop_app.storage.database import BUSY_TIMEOUT, connect
from desktop_app.storage.faults import faults_told
from desktop_app.storage.files import make_private_folder, refusals_told, sync_folder, write_durably
from desktop_app.storage.migrate import open_book
from desktop_app.storage.proof import FIRST_WITH_CHAIN
from desktop_app.storage.schema import judged_version, known_migrations
from desktop_app.storage.verifying import POOL, verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.logbook.backups import Backup
    from desktop_app.logbook.telling import Tell
    from desktop_app.storage.database import Database

WORKSHOP = "restoring"
"""The folder beside the book in which a backup is made ready; the next start clears what was left of it."""

_KEPT = """
    UPDATE main.instance SET (id, shared_computer, backup_folder) =
        (SELECT id, shared_computer, backup_folder FROM present.instance)
"""
"""What belongs to this computer and not to the record."""

_DRAFTS = """
    INSERT OR IGNORE INTO attachment SELECT file.* FROM present.attachment AS file
        WHERE sha256 IN (SELECT sha256 FROM present.draft_attachment);
    INSERT OR REPLACE INTO draft SELECT ours.* FROM present.draft AS ours
        JOIN present.account AS person ON person.id = ours.user_id
        JOIN main.account AS same ON same.id = person.id AND same.name_key = person.name_key;
    INSERT OR IGNORE INTO draft_attachment (draft_id, sha256, name, added_at)
        SELECT draft_id, sha256, name, added_at FROM present.draft_attachment
        WHERE draft_id IN (SELECT id FROM main.draft) ORDER BY id;
"""
"""What people are writing stays theirs, where they are in the backup too."""

_LOST = """
    SELECT account.name, count(*) FROM entry JOIN account ON account.id = author_id
    WHERE number > ? GROUP BY author_id ORDER BY count(*) DESC, account.name
"""
_LAST_COMMON = "SELECT written_at, text FROM entry WHERE number = ?"
_HASH = "SELECT hash FROM entry WHERE number = ?"


def change_of(book: apsw.Connection, backup: Backup, files: Path, tell: Tell) -> Change:
    """Verify a backup of whichever book, and say what would become of the *book* that is open.

    *files* are the book's own, where copies from before an upgrade have theirs.

    Raises:
        NotRestorable: if it is damaged, was changed, is of a later Shiftbook, or no book at all.
    """
    version = refuse_changed(backup, files, tell)
    with faults_told(), closing(look_into(backup.path)) as copy:
        now, then = _count(book), _count(copy)
        common = _LAST_COMMON if version < FIRST_WITH_CHAIN else _HASH
        last = min(now, then)
        same = copy.execute(common, (last,)).fetchone() == book.execute(common, (last,)).fetchone()
        people = {name for (name,) in copy.execute("SELECT name FROM account")}
        gone = [name for (name,) in book.execute("SELECT name FROM account") if name not in people]
    lost = book.execute(_LOST, (last if same else 0,))
    return Change(now, then, same, tuple(Lost(*row) for row in lost), tuple(sorted(gone)))


def clear_workshop(book: Path) -> None:
    """Throw away what a restore of the *book* that was killed left beside it."""
    shutil.rmtree(book.with_name(WORKSHOP), ignore_errors=True)


@contextmanager
def made_ready(backup: Backup, book: Path) -> Iterator[Database]:
    """Lend a copy of a backup, brought to the present schema, in a folder of its own beside the *book*."""
    workshop = book.with_name(WORKSHOP)
    with refusals_told():
        shutil.rmtree(workshop, ignore_errors=True)
        make_private_folder(workshop)
    try:
        with refusals_told():
            shutil.copyfile(backup.path, workshop / book.name)
        try:
            ready = open_book(workshop / book.name)
        except StartError as error:
            raise NotRestorable(f"It could not be made ready: {error}") from error
        try:
            yield ready
        finally:
            ready.close()
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def refuse_changed(backup: Backup, files: Path, tell: Tell) -> int:
    """Return the schema of a backup that is whole and intact; *files* are the book's own.

    Raises:
        NotRestorable: if it is not.
    """
    try:
        with faults_told(), closing(look_into(backup.path)) as copy:
            version = judged_version(copy, len(known_migrations()))
            _refuse_unsound(copy)
            if version < FIRST_WITH_CHAIN:
                return version
            verdict = verify(copy, pool_of(backup, files), tell)
    except (DatabaseDamaged, DatabaseNewer) as error:
        raise NotRestorable(f"{backup.path.name} is damaged, or from a newer Shiftbook.") from error
    if verdict.faults:
        raise NotRestorable(f"{backup.path.name} is not as it was made. {verdict.sentence()}")
    return version


def _refuse_unsound(copy: apsw.Connection) -> None:
    found = soundness(copy)
    if found != "ok":
        raise DatabaseDamaged(found)


def _count(book: apsw.Connection) -> int:
    return int(book.execute("SELECT count(*) FROM entry").get)


def replace_damaged(book: Path, backup: Backup, files: Path, words: str, now: int, tell: Tell) -> Path:
    """Put a backup in the place of a *book* nobody has open nor can open; return where that one went.

    Raises:
        NotRestorable: if the backup is damaged, or was changed.
        StorageError: if the environment stands in the way.
    """
    refuse_changed(backup, files, tell)
    with made_ready(backup, book) as ready:
        with ready.write() as copy:
            _sign_everybody_out(copy, words, now)
        fetch_files(ready, backup, files, tell)
        ready.close()
        with refusals_told():
            aside = _kept_aside(book, now)
            # The log first: it must not be taken for that of another book.
            for log in ("-wal", "-shm"):
                _beside(book, log).unlink(missing_ok=True)
            ready.path.replace(book)
            sync_folder(book.parent)
    return aside


def _kept_aside(book: Path, now: int) -> Path:
    """Keep a book under another name too: where it was there must at no time be room for a new one."""
    aside = free_path(book.parent, f"{dated(now)}-damaged")
    for ending in ("-wal", ""):
        if _beside(book, ending).exists():
            _keep_as(_beside(book, ending), _beside(aside, ending))
    sync_folder(book.parent)
    return aside


def _keep_as(path: Path, aside: Path) -> None:
    try:
        aside.hardlink_to(path)
    except OSError:
        # Not every file system can.
        write_durably(aside, [path.read_bytes()])


def _beside(book: Path, ending: str) -> Path:
    return book.with_name(book.name + ending)


def settle(ready: Database, book: Path, words: str, now: int) -> None:
    """Give what is made ready what stays of the present *book*; *words* stand in its access log.

    Nobody is signed in there any more.
    """
    with ready.write() as copy:
        _sign_everybody_out(copy, words, now)
    with faults_told(), closing(connect(ready.path, apsw.SQLITE_OPEN_READWRITE, BUSY_TIMEOUT)) as copy:
        copy.execute("ATTACH ? AS present", (str(book),))
        copy.execute("BEGIN IMMEDIATE")
        copy.execute(_KEPT)
        copy.execute(_DRAFTS)
        copy.execute("COMMIT")


def _sign_everybody_out(copy: apsw.Connection, words: str, now: int) -> None:
    copy.execute("DELETE FROM refresh_token; DELETE FROM session")
    record(copy, Event.RESTORED, at=now, user_id=None, detail=words)


def fetch_files(ready: Database, backup: Backup, files: Path, tell: Tell) -> None:
    """Bring the files of what is made ready to where the book has its own, unless they are there."""
    with refusals_told(), ready.read() as copy:
        bring_files(copy, pool_of(backup, files), files, tell, trusted=False)


def pool_of(backup: Backup, files: Path) -> Path:
    """Return where a backup has its files: those from before an upgrade have the book's own."""
    return files if backup.before_schema else backup.path.parent / POOL
