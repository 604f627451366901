"""Attachments: the file first, durable in its place, then the row that tells of it."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.errors import Invalid
from desktop_app.logbook.attachments import MAX_FILES
from desktop_app.logbook.draft_decisions import Saved, SaveDecision, decide_save
from desktop_app.logbook.model import Attachment, new_draft_id
from desktop_app.storage import attachment_rows, draft_rows
from desktop_app.storage.attachment_files import AttachmentFiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    import apsw

    from desktop_app.logbook.attachments import Attaching, Source
    from desktop_app.logbook.draft_decisions import Saving
    from desktop_app.logbook.model import Draft
    from desktop_app.storage.database import Database


class SqliteAttachmentStore:
    """Keeps files beside the book (`desktop_app.logbook.attachments.AttachmentStore`)."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self.files = AttachmentFiles(folder)
        # Between a file's coming to its place and its row nobody may take it for forgotten.
        self.placing = Lock()

    def add(self, asked: Attaching, source: Source, size: int, now: int) -> tuple[Saved, Attachment | None]:
        """Take *size* bytes in and add them to the draft, which is begun if nobody has; all or nothing."""
        with self.files.receive(source, size) as incoming, self.placing:
            _, sha256, _, media_type = incoming
            file = Attachment(sha256, asked.name, size, media_type)
            self.files.put(incoming)
            with self._database.write() as connection:
                saved = _begun(connection, asked.saving, now)
                if saved.decision not in {SaveDecision.CREATED, SaveDecision.WRITTEN} or saved.draft is None:
                    return saved, None
                _check_room(connection, saved.draft, file)
                attachment_rows.register(connection, file, now)
                attachment_rows.add_to_draft(connection, saved.draft.id, file, now)
            return saved, file

    @contextmanager
    def held(self, source: Source, size: int) -> Iterator[BinaryIO]:
        """Hold *size* bytes as a file to seek in, which is nobody's and goes again."""
        with self.files.receive(source, size) as incoming, incoming.path.open("rb") as file:
            yield file

    def of_draft(self, user_id: int, draft_id: str) -> Sequence[Attachment]:
        """Return the files of this person's draft in the order they came."""
        with self._database.read() as connection:
            draft = draft_rows.find(connection, draft_id, user_id).draft
            if draft is None or draft.user_id != user_id:
                return []
            return attachment_rows.of_draft(connection, draft_id)

    def remove(self, user_id: int, draft_id: str, sha256: str, name: str | None) -> bool:
        """Take a file away from this person's draft; return whether it was there."""
        with self._database.write() as connection:
            return attachment_rows.remove_from_draft(connection, user_id, draft_id, sha256, name)

    def visible(self, user_id: int, sha256: str) -> Attachment | None:
        """Return what is known of a file that an entry shows, or a draft of this person has."""
        with self._database.read() as connection:
            return attachment_rows.visible(connection, user_id, sha256)

    def open(self, file: Attachment) -> BinaryIO:
        """Open a file that is what it was when it came."""
        return self.files.open(file.sha256, file.size)

    def purge(self, then: int) -> int:
        """Delete the files from before *then* that nothing refers to; return how many.

        The rows go first: a file without one is found again the next time.
        """
        with self.placing:
            with self._database.write() as connection:
                unused = set(attachment_rows.delete_unused(connection, then))
            with self._database.read() as connection:
                unused.update(
                    sha256
                    for sha256 in self.files.older_than(then)
                    if not attachment_rows.is_registered(connection, sha256)
                )
            gone = self._remove(unused) if unused else 0
        self.files.clear_incoming(then)
        return gone

    def _remove(self, unused: Iterable[str]) -> int:
        # In a turn of its own, and looked at again: a book that has just been restored may have them.
        with self._database.write() as connection:
            gone = [sha256 for sha256 in unused if not attachment_rows.is_registered(connection, sha256)]
            for sha256 in gone:
                self.files.remove(sha256)
        return len(gone)


def _begun(connection: apsw.Connection, asked: Saving, now: int) -> Saved:
    """Return what a save of no words would mean, with the draft's row, made if need be."""
    found = draft_rows.found_for(connection, asked)
    decision = decide_save(asked, found)
    draft = found.draft
    if decision is SaveDecision.CREATED:
        # Version 0: no composer has saved it yet, and the first that does writes over nothing.
        draft = draft_rows.begin(connection, asked, asked.draft_id or new_draft_id(), now)
    return Saved(decision, draft, found.posted)


def _check_room(connection: apsw.Connection, draft: Draft, file: Attachment) -> None:
    there = attachment_rows.of_draft(connection, draft.id)
    if file not in there and len(there) >= MAX_FILES:
        raise Invalid("draft", f"A draft can have at most {MAX_FILES} files. Post this one, then go on.")
