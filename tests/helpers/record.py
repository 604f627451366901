"""A short record with everything in it: labels, files, an amendment, a reply, a hiding, an import."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

from desktop_app.logbook.exports.json_export import json_export
from desktop_app.logbook.exports.outline import Outline, pages
from desktop_app.logbook.finding import Filter
from desktop_app.logbook.media_type import MediaType
from desktop_app.logbook.model import Attachment, Author, EntryKind, Writing
from desktop_app.logbook.telling import unheard
from desktop_app.logbook.verifier import Check, check_file
from desktop_app.storage import entry_rows
from desktop_app.storage.entries import SqliteEntryStore
from desktop_app.storage.entry_rows import Stamp
from desktop_app.storage.proof import SqliteProofStore
from desktop_app.storage.verifying import path_of
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.database import add_person, open_book

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from desktop_app.storage.database import Database

PHOTO, LOG = b"\x89PNG\r\n\x1a\nor so it sa", bytes(range(256)) * 3
SECRET = "the password is lantern-gravel"
EARLIER = SOME_INSTANT - 7200
WRITINGS: tuple[tuple[Writing, Sequence[tuple[str, bytes]]], ...] = (
    (Writing("Pump 2 “is” hot:\n\t62 °C — \\ / 🔥", "Vacuum", ("pump", "night, x")), [("photo.png", PHOTO)]),
    (Writing("=1+1", happened_at=EARLIER, happened_offset=-330), [("a.log", LOG), ("p.png", PHOTO)]),
    (Writing(SECRET, "Keys"), [("key.txt", b"lantern-gravel")]),
    (Writing("Pump 3, not 2.", "Vacuum", kind=EntryKind.AMENDMENT, refers_to=1, reason="wrong pump"), []),
    (Writing("Seen.", kind=EntryKind.REPLY, refers_to=4), []),
    (Writing("", kind=EntryKind.HIDING, refers_to=3, reason="a password"), []),
    (Writing("From elsewhere."), []),
)
HIDDEN = 3
ENTRIES = len(WRITINGS)


def files_of(folder: Path) -> Path:
    """Return where the files of the book in *folder* lie."""
    return folder / "attachments"


def fill(database: Database, folder: Path, name: str = "Ada Byron") -> None:
    """Write the record into an opened book; *name* is a new person's."""
    person = add_person(database, name)
    author = Author(person.id, person.name, person.colour)
    with database.write() as connection:
        for number, (writing, files) in enumerate(WRITINGS):
            attached = [_keep(folder, name, data) for name, data in files]
            for file in attached:
                values = (file.sha256, file.size, file.media_type, SOME_INSTANT)
                connection.execute("INSERT OR IGNORE INTO attachment VALUES (?, ?, ?, ?)", values)
            source = "ELOG demo/090501a.log, message 17" if number == ENTRIES - 1 else None
            stamp = Stamp(SOME_INSTANT + number * 60_000, 60, source)
            entry_rows.append(connection, author, f"key-{number}", writing, stamp, attached)


def new_record(folder: Path) -> Database:
    """Open a new book with the record in it."""
    database = open_book(folder)
    fill(database, folder)
    return database


def exported(database: Database, folder: Path, asked: Filter | None = None) -> bytes:
    """Return the JSON export of a book."""
    store, proof = SqliteEntryStore(database), SqliteProofStore(database, files_of(folder))
    outline = Outline(store.head(), asked or Filter())
    return b"".join(json_export(outline, pages(store.chained, outline, unheard), proof.file))


def checked(export: bytes | Sequence[bytes]) -> Check:
    """Verify an export as the program in it does."""
    return check_file(io.BytesIO(export if isinstance(export, bytes) else b"".join(export)))


def _keep(folder: Path, name: str, data: bytes) -> Attachment:
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of(files_of(folder), sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    kind = MediaType()
    kind.see(data)
    return Attachment(sha256, name, len(data), kind.told())
