"""The whole record in SQLite, the files beside it, and what the access log is told of both."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from desktop_app.errors import DatabaseDamaged
from desktop_app.logbook.proof import LastTold
from desktop_app.storage import entry_rows
from desktop_app.storage.access_log import Event, record_doing
from desktop_app.storage.examination import look
from desktop_app.storage.faults import faults_told
from desktop_app.storage.schema import judged_version, known_migrations
from desktop_app.storage.verifying import POOL, READ_BYTES, path_of, verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.logbook.model import Head
    from desktop_app.logbook.proof import Told, Who
    from desktop_app.logbook.telling import Tell
    from desktop_app.logbook.verification import Verdict
    from desktop_app.storage.database import Database

SQLITE_BEGINS = b"SQLite format 3\0"
FIRST_WITH_CHAIN = 3
"""The schema from which on entries have hashes."""


class SqliteProofStore:
    """Reads a book whose files lie in *files* (`desktop_app.logbook.proof.ProofStore`)."""

    def __init__(self, database: Database, files: Path) -> None:
        self._database = database
        self._files = files

    def verify(self, tell: Tell) -> Verdict:
        """Look at every entry and file."""
        with self._database.read() as connection:
            return verify(connection, self._files, tell)

    def hash_of(self, number: int) -> bytes | None:
        """Return the hash of an entry; None if there is none."""
        with self._database.read() as connection:
            found: bytes | None = connection.execute("SELECT hash FROM entry WHERE number = ?", (number,)).get
            return found

    def head(self) -> Head:
        """Return how many entries there are, and the last one's hash."""
        with self._database.read() as connection:
            return entry_rows.head(connection)

    def tell(self, what: Told, who: Who, at: int, detail: str) -> None:
        """Add a line to the access log."""
        with self._database.write() as connection:
            record_doing(connection, Event(what.value), who, at, detail)

    def last_told(self, what: Told) -> LastTold | None:
        """Return the last such line of the access log."""
        query = "SELECT at, detail FROM access_log WHERE event = ? ORDER BY id DESC LIMIT 1"
        with self._database.read() as connection:
            row = connection.execute(query, (what.value,)).fetchone()
        return None if row is None else LastTold(*row)

    def file(self, sha256: str) -> Iterator[bytes] | None:
        """Give an attached file piece by piece; None if it is not there."""
        try:
            file = path_of(self._files, sha256).open("rb")
        except OSError:
            return None

        def pieces() -> Iterator[bytes]:
            with file:
                while data := file.read(READ_BYTES):
                    yield data

        return pieces()


def is_database(path: Path) -> bool:
    """Return whether a file is a database rather than text.

    Raises:
        OSError: if it cannot be read.
    """
    with path.open("rb") as file:
        return file.read(len(SQLITE_BEGINS)) == SQLITE_BEGINS


def verify_copy(path: Path, tell: Tell) -> Verdict:
    """Look at every entry of a copy of a book, and at the files in `attachments` beside it.

    Raises:
        DatabaseNewer, DatabaseDamaged: if it is no book, or not one with a chain.
        StorageError: if it cannot be read.
    """
    known = len(known_migrations())
    with faults_told(), closing(look(path)) as connection:
        version = judged_version(connection, known)
        if version < FIRST_WITH_CHAIN:
            raise DatabaseDamaged(
                f"schema {version} has no chain; Shiftbook makes one when it opens the book"
            )
        return verify(connection, path.parent / POOL, tell)
