"""What lies beside the backups in a folder: the attached files of all, each once, and unfinished copies.

A file is deleted only when it is sure that no backup there needs it.
"""

from __future__ import annotations

import re
import secrets
from contextlib import closing
from typing import TYPE_CHECKING, Any

import apsw

from desktop_app.errors import StorageError
from desktop_app.storage.backup import backups_in, look_into, size_of
from desktop_app.storage.proof import is_database
from desktop_app.storage.verifying import POOL, bring_file, path_of, verify

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from desktop_app.logbook.telling import Tell
    from desktop_app.logbook.verification import Verdict

UNFINISHED_KEPT = 86_400
"""Seconds after which nobody is still at work on a draft."""

_UNFINISHED = re.compile(r"unfinished-[0-9a-f]{8}\.db")
_SHA256 = re.compile("[0-9a-f]{64}")
_FILES = "SELECT sha256, size FROM attachment"
_HAS_FILES = "SELECT 1 FROM sqlite_schema WHERE name = 'attachment'"


def new_draft(folder: Path) -> Path:
    """Return where a copy is to be made that has no name yet."""
    return folder / f"unfinished-{secrets.token_hex(4)}.db"


def drop_unfinished(folder: Path, now: int) -> None:
    """Delete the drafts of those who were cut off."""
    for path in folder.glob("unfinished-*.db"):
        if _UNFINISHED.fullmatch(path.name) and path.stat().st_mtime < now - UNFINISHED_KEPT:
            path.unlink(missing_ok=True)


def room_needed(book: apsw.Connection, folder: Path) -> int:
    """Return how many bytes a backup of this *book* would add to a folder."""
    rows: Any = book.execute(_FILES)
    missing = (size for sha256, size in rows if not path_of(folder / POOL, sha256).exists())
    return size_of(book) + int(sum(missing))


def complete(copy: apsw.Connection, files: Path, folder: Path, tell: Tell) -> Verdict:
    """Bring a copy its *files* and say whether all is as it was written."""
    pool = folder / POOL
    bring_files(copy, files, pool, tell, trusted=True)
    verdict = verify(copy, pool, tell)
    if not verdict.faults:
        return verdict
    # Perhaps it is only a file that was copied long ago, on a disk that fails.
    bring_files(copy, files, pool, tell, trusted=False)
    return verify(copy, pool, tell)


def bring_files(copy: apsw.Connection, source: Path, target: Path, tell: Tell, *, trusted: bool) -> None:
    """Bring a copy's files from one folder of files to another, as `bring_file` does one.

    *tell* is told how many are done, and of how many.

    Raises:
        OSError: if the system refuses to write.
    """
    rows: Any = copy.execute(_FILES).fetchall()
    for number, (sha256, size) in enumerate(rows):
        tell(number, len(rows))
        bring_file(source, target, sha256, size, trusted=trusted)


def clear(folder: Path) -> None:
    """Delete the files no backup in a folder needs; none if anything else there might need them."""
    # In this order: of a backup another program is making meanwhile, its draft is seen, or itself.
    files = list((folder / POOL).glob("[0-9a-f][0-9a-f]/*"))
    known = {backup.path for backup in backups_in(folder)}
    others = [path for path in folder.iterdir() if path not in known and path.is_file()]
    try:
        if any(_UNFINISHED.fullmatch(path.name) or is_database(path) for path in others):
            return
        needed = {sha256 for backup in backups_in(folder) for sha256 in _files_of(backup.path)}
    except (StorageError, apsw.Error, OSError):
        return
    for path in files:
        is_ours = _SHA256.fullmatch(path.name) and path.name.startswith(path.parent.name)
        if is_ours and path.name not in needed:
            path.unlink(missing_ok=True)


def _files_of(path: Path) -> Iterable[str]:
    with closing(look_into(path)) as copy:
        if copy.execute(_HAS_FILES).fetchone() is None:
            return []
        return [sha256 for sha256, _ in copy.execute(_FILES)]
