"""An entry, as it was posted, and a draft, as it is being written."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.logbook.text import is_blank

if TYPE_CHECKING:
    from collections.abc import Mapping

DRAFT_ID_BYTES = 16

_DRAFT_ID = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Author:
    """The person an entry names, as the timeline shows them."""

    id: int
    name: str
    colour: int


class EntryKind(StrEnum):
    """What an entry is to the one it refers to."""

    ENTRY = "entry"
    AMENDMENT = "amendment"
    REPLY = "reply"
    HIDING = "hiding"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of an entry or a draft: its *sha256* in hex, the *name* somebody gave it, *size* in bytes.

    *media_type* is told from the content.
    """

    sha256: str
    name: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Writing:
    """What somebody asks to post; *happened_at* is UTC epoch seconds, its offset in minutes east.

    Amendments, replies and hidings have the number they refer to; amendments and hidings a reason.
    """

    text: str
    category: str = ""
    tags: tuple[str, ...] = ()
    happened_at: int | None = None
    happened_offset: int | None = None
    kind: EntryKind = EntryKind.ENTRY
    refers_to: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Hiding:
    """The entry that hides another one: its *number*, who wrote it, and why."""

    number: int
    author: Author
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Markdown *text* under a number; append-only.

    *written_at* is the server's time, UTC epoch seconds; *utc_offset* the local offset then, in minutes east.
    *clock_back* is by how many seconds the clock stood before an entry posted earlier. *source* says where an
    imported entry comes from. What is *hidden* comes without text, category, tags, reason and attachments.
    """

    number: int
    author: Author
    written_at: int
    utc_offset: int
    text: str
    kind: EntryKind = EntryKind.ENTRY
    refers_to: int | None = None
    happened_at: int | None = None
    happened_offset: int | None = None
    clock_back: int = 0
    source: str | None = None
    category: str = ""
    tags: tuple[str, ...] = ()
    reason: str = ""
    attachments: tuple[Attachment, ...] = ()
    amended_by: tuple[int, ...] = ()
    replies: tuple[int, ...] = ()
    hidden: Hiding | None = None

    @property
    def writing(self) -> Writing:
        """What was asked when this was posted."""
        return Writing(
            text=self.text,
            category=self.category,
            tags=self.tags,
            happened_at=self.happened_at,
            happened_offset=self.happened_offset,
            kind=self.kind,
            refers_to=self.refers_to,
            reason=self.reason,
        )


@dataclass(frozen=True, slots=True)
class ChainedEntry:
    """An entry with its place in the chain; *salt* is None where the body is hidden or not here."""

    entry: Entry
    salt: bytes | None
    body_hash: bytes
    previous: bytes
    hash: bytes


def counted_entries(number: int) -> str:
    """Return "1 entry", "1,204 entries"."""
    return f"{number:,} {'entry' if number == 1 else 'entries'}"


class Head(NamedTuple):
    """The end of the chain: the last entry's number, which is how many there are, and its hash."""

    number: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the timeline, newest first; *next_before* asks for the older rest."""

    entries: tuple[Entry, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What *user_id* is writing at *place*: `new`, `amend-17` or `reply-9`.

    *id* is 128 bits in hex and becomes the entry's key. Selection and scroll are the field's, as the page
    counts them; *fields* are what stands beside the text, as it was typed. *version* goes up with every save;
    0, with *saved_at* None, is a draft nobody has saved yet. *writer* is the composer that saved last,
    *sequence* how often it had by then; *files* counts what is attached. Times are UTC epoch seconds.
    """

    id: str
    user_id: int
    place: str
    text: str
    selection_start: int
    selection_end: int
    scroll: int
    version: int
    writer: str | None
    sequence: int
    saved_at: int | None
    discarded_at: int | None
    fields: Mapping[str, str] = field(default_factory=dict)
    files: int = 0

    @property
    def is_begun(self) -> bool:
        """Whether there is anything in it that somebody would miss."""
        return self.files > 0 or not is_blank(self.text)

    @classmethod
    def fresh(cls, user_id: int, place: str) -> Draft:
        """Return an empty draft that no row has yet."""
        return cls(
            id=new_draft_id(),
            user_id=user_id,
            place=place,
            text="",
            selection_start=0,
            selection_end=0,
            scroll=0,
            version=0,
            writer=None,
            sequence=0,
            saved_at=None,
            discarded_at=None,
        )


def new_draft_id() -> str:
    """Return an id nobody can guess."""
    return secrets.token_hex(DRAFT_ID_BYTES)


def is_draft_id(text: str) -> bool:
    """Return whether *text* could be a draft's id."""
    return _DRAFT_ID.fullmatch(text) is not None
