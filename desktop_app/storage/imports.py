"""Importing into SQLite: files first, durable in their places, then every row in one transaction."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.accounts.model import name_key
from desktop_app.errors import Invalid, NotImportable
from desktop_app.logbook.imports.service import Kept
from desktop_app.logbook.model import Attachment, Author, ChainedEntry, Entry
from desktop_app.storage import account_rows, attachment_rows, entry_rows
from desktop_app.storage.access_log import Event, record_doing
from desktop_app.storage.entry_rows import Stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping, Sequence

    import apsw

    from desktop_app.logbook.imports.model import Found, FoundFile
    from desktop_app.logbook.imports.plan import Plan
    from desktop_app.logbook.imports.service import Run
    from desktop_app.logbook.model import Head
    from desktop_app.logbook.telling import Tell
    from desktop_app.storage.attachments import SqliteAttachmentStore
    from desktop_app.storage.database import Database

    Add = Callable[[apsw.Connection, Found, Author, Sequence[Attachment]], int]

KEY_BYTES = 16
TOLD_EVERY = 200
"""Entries."""


class SqliteImportStore:
    """Keeps what is imported (`desktop_app.logbook.imports.service.ImportStore`)."""

    def __init__(self, database: Database, attachments: SqliteAttachmentStore) -> None:
        self._database = database
        self._attachments = attachments

    def head(self) -> Head:
        """Return how many entries the book has, and the last one's hash."""
        with self._database.read() as connection:
            return entry_rows.head(connection)

    def known(self, names: Collection[str]) -> Mapping[str, str]:
        """Return those of these names that somebody has, and how that person writes theirs."""
        with self._database.read() as connection:
            found = {name: _person(connection, name) for name in names}
        return {name: author.name for name, author in found.items() if author is not None}

    def append(self, plan: Plan, run: Run, tell: Tell) -> Kept:
        """Add all entries after the last one, with whoever wrote them and is not known; all or nothing."""
        numbers: dict[Hashable, int] = {}

        def add(
            connection: apsw.Connection, found: Found, author: Author, files: Sequence[Attachment]
        ) -> int:
            referred = None if found.refers_to is None else numbers[found.refers_to]
            writing = replace(found.writing, refers_to=referred)
            stamp = Stamp(found.written_at, found.utc_offset, run.source(found.origin))
            numbers[found.key] = entry_rows.append(connection, author, _key(), writing, stamp, files)
            return numbers[found.key]

        return self._keep(plan, run, tell, add)

    def restore(self, plan: Plan, run: Run, tell: Tell) -> Kept:
        """Put a whole record into a book without entries, exactly as it was; all or nothing."""

        def add(
            connection: apsw.Connection, found: Found, author: Author, files: Sequence[Attachment]
        ) -> int:
            chained = _as_it_was(found, author, files)
            if chained.entry.number != entry_rows.head(connection).number + 1:
                raise NotImportable("Somebody has written in this book meanwhile. Import it once more.")
            entry_rows.restore(connection, _key(), chained)
            return chained.entry.number

        return self._keep(plan, run, tell, add)

    def _keep(self, plan: Plan, run: Run, tell: Tell, add: Add) -> Kept:
        entries = plan.entries
        with self._attachments.placing:
            files = {file: self._placed(file) for found in entries for file in found.files}
            with self._database.write() as connection:
                for file in files.values():
                    attachment_rows.register(connection, file, run.now)
                authors = {name: _author(connection, name, run.now) for name in plan.authors}
                numbers = []
                for done, found in enumerate(entries):
                    attached = [files[file] for file in found.files]
                    numbers.append(add(connection, found, authors[found.author], attached))
                    if done % TOLD_EVERY == 0:
                        tell(done, len(entries))
                kept = Kept(numbers[0], numbers[-1])
                _note(connection, plan, run, kept)
        tell(len(entries), len(entries))
        return kept

    def _placed(self, file: FoundFile) -> Attachment:
        store = self._attachments.files
        try:
            with store.receive(file.open(), file.size) as incoming:
                if file.sha256 not in {None, incoming.sha256}:
                    raise NotImportable(f"The file “{file.name}” in it is not the one that was exported.")
                store.put(incoming)
        except Invalid as error:
            raise NotImportable(f"The file “{file.name}” in it ends too early.") from error
        return Attachment(incoming.sha256, file.name, incoming.size, incoming.media_type)


def _as_it_was(found: Found, author: Author, files: Sequence[Attachment]) -> ChainedEntry:
    proof = found.proof
    if proof is None:
        raise NotImportable("It does not say how its entries hang together.")
    entry = Entry(
        number=proof.number,
        author=author,
        written_at=found.written_at,
        utc_offset=found.utc_offset,
        text=found.text,
        kind=found.kind,
        refers_to=proof.refers_to,
        happened_at=found.happened_at,
        happened_offset=found.happened_offset,
        clock_back=proof.clock_back,
        source=proof.source,
        category=found.category,
        tags=found.tags,
        reason=found.reason,
        attachments=tuple(files),
    )
    return ChainedEntry(entry, proof.salt, proof.body_hash, proof.previous, proof.hash)


def _author(connection: apsw.Connection, name: str, now: int) -> Author:
    known = _person(connection, name)
    if known is not None:
        return known
    account_rows.add(
        connection,
        name=name,
        key=name_key(name),
        password_hash=account_rows.NO_PASSWORD,
        administrator=False,
        now=now,
        disabled=True,
    )
    return _author(connection, name, now)


def _person(connection: apsw.Connection, name: str) -> Author | None:
    query = "SELECT id, name, colour FROM account WHERE name_key = ?"
    row = connection.execute(query, (name_key(name),)).fetchone()
    return None if row is None else Author(*row)


def _note(connection: apsw.Connection, plan: Plan, run: Run, kept: Kept) -> None:
    connection.execute(
        "INSERT INTO import_run (at, user_id, format, file_name, first_number, last_number)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (run.now, run.who.user_id, plan.format.value, run.file_name, kept.first, kept.last),
    )
    about = f"{len(plan.entries):,} from {run.file_name}, numbers {kept.first:,} to {kept.last:,}"
    record_doing(connection, Event.IMPORTED, run.who, run.now, about)


def _key() -> str:
    return secrets.token_urlsafe(KEY_BYTES)
