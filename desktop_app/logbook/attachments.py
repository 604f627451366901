"""Files that belong to drafts and entries: taken in, shown to whom they concern, forgotten with them."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from desktop_app.config import MAX_ATTACHMENT_BYTES
from desktop_app.errors import Invalid, NotFound, TooLarge
from desktop_app.logbook.draft_decisions import Saved, Saving
from desktop_app.logbook.drafts import check_place, kept_draft
from desktop_app.logbook.file_name import file_name
from desktop_app.logbook.model import Attachment, is_draft_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    from desktop_app.logbook.model import Draft

log = logging.getLogger(__name__)

MAX_FILES = 50
"""Of one draft."""

DAY = 86_400

_SHA256 = re.compile("[0-9a-f]{64}")


class Source(Protocol):
    """Where a file comes from."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most *size*; none at the end.

        Raises:
            OSError: if there was no room to put down what came.
        """
        ...


@dataclass(frozen=True, slots=True)
class Attaching:
    """What a page asks to be attached to a draft; *draft_id* None means the current one of the place."""

    user_id: int
    place: str
    draft_id: str | None
    name: str
    by_ticket: bool = False

    @property
    def saving(self) -> Saving:
        """The same as a save of no words, to be judged as one."""
        return Saving(
            user_id=self.user_id,
            place=self.place,
            draft_id=self.draft_id,
            text="",
            by_ticket=self.by_ticket,
        )


class AttachmentStore(Protocol):
    """Keeps files and what is known of them; every method may raise `StorageError`."""

    def add(self, asked: Attaching, source: Source, size: int, now: int) -> tuple[Saved, Attachment | None]:
        """Take *size* bytes in and add them to the draft, which is begun if nobody has; all or nothing.

        What `decide_save` would not let a composer write to gets nothing: there is no attachment then. The
        same file under the same name is attached once.

        Raises:
            Invalid: if the source ends too early, or the draft has `MAX_FILES` already.
        """
        ...

    def held(self, source: Source, size: int) -> AbstractContextManager[BinaryIO]:
        """Hold *size* bytes as a file to seek in, which is nobody's and goes again.

        Raises:
            Invalid: if the source ends too early.
        """
        ...

    def of_draft(self, user_id: int, draft_id: str) -> Sequence[Attachment]:
        """Return the files of this person's draft in the order they came."""
        ...

    def remove(self, user_id: int, draft_id: str, sha256: str, name: str | None) -> bool:
        """Take a file away from this person's draft; return whether it was there."""
        ...

    def visible(self, user_id: int, sha256: str) -> Attachment | None:
        """Return what is known of a file that an entry shows, or a draft of this person has."""
        ...

    def open(self, file: Attachment) -> BinaryIO:
        """Open a file that is what it was when it came.

        Raises:
            AttachmentDamaged: if it is gone or has been changed.
        """
        ...

    def purge(self, then: int) -> int:
        """Delete the files that came before *then* and that nothing refers to; return how many."""
        ...


class AttachmentService:
    """What can be done with files; nobody is told anything of somebody else's drafts.

    Times are whole seconds since the epoch, UTC; every method may raise `StorageError`.
    """

    def __init__(self, store: AttachmentStore) -> None:
        """Keep files in *store*."""
        self._store = store

    def attach(self, asked: Attaching, source: Source, size: int, now: int) -> tuple[Draft, Attachment]:
        """Keep a file of *size* bytes with a draft; return both, and what is returned is on the disk.

        Raises:
            Invalid: if the id is malformed, the file ends too early, or the draft has too many.
            TooLarge: if the file is.
            NotFound: if there is no such place, or the draft is somebody else's or of another place.
            AlreadyPosted, DraftDiscarded: if this draft is not being written any more.
            TooManyDrafts: if a page without a session would begin one too many.
        """
        if asked.draft_id is not None and not is_draft_id(asked.draft_id):
            raise Invalid("draft", "The id of a draft is 32 hexadecimal digits.")
        check_place(asked.place)
        if size > MAX_ATTACHMENT_BYTES:
            raise TooLarge(MAX_ATTACHMENT_BYTES)
        named = Attaching(
            asked.user_id, asked.place, asked.draft_id, file_name(asked.name), by_ticket=asked.by_ticket
        )
        saved, file = self._store.add(named, source, size, now)
        draft = kept_draft(saved)
        if file is None:
            raise NotFound("draft")
        log.info("attach outcome=ok user_id=%d bytes=%d type=%s", asked.user_id, size, file.media_type)
        return draft, file

    def held(self, source: Source, size: int) -> AbstractContextManager[BinaryIO]:
        """Hold a file of *size* bytes as long as somebody reads in it, to and fro.

        Raises:
            Invalid: if it ends too early.
        """
        return self._store.held(source, size)

    def of_draft(self, user_id: int, draft_id: str) -> Sequence[Attachment]:
        """Return the files of this person's draft in the order they came."""
        return self._store.of_draft(user_id, draft_id)

    def detach(self, user_id: int, draft_id: str, sha256: str, name: str | None) -> None:
        """Take a file away from this person's draft.

        Raises:
            NotFound: if it is not there.
        """
        if not self._store.remove(user_id, draft_id, sha256, name):
            raise NotFound("file")

    def visible(self, user_id: int, sha256: str) -> Attachment:
        """Return what is known of a file that an entry shows, or a draft of this person has.

        Raises:
            NotFound: if there is none.
        """
        found = self._store.visible(user_id, sha256) if _SHA256.fullmatch(sha256) else None
        if found is None:
            raise NotFound("file")
        return found

    def open(self, file: Attachment) -> BinaryIO:
        """Open a file that is what it was when it came; whoever has it closes it.

        Raises:
            AttachmentDamaged: if it is gone or has been changed.
        """
        return self._store.open(file)

    def purge(self, now: int) -> int:
        """Delete files that nothing has referred to for a day; return how many."""
        return self._store.purge(now - DAY)
