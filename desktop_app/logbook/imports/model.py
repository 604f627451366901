"""What was found in a file somebody wants to import, before anything of it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.logbook.model import EntryKind, Writing

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from desktop_app.logbook.attachments import Source
    from desktop_app.logbook.model import Head


class Format(StrEnum):
    """What a file is; the words kept in `import_run.format`."""

    CSV = "csv"
    JSON = "json"
    ELOG = "elog"


class Remark(NamedTuple):
    """Something a person must know: *where* in the file, and *what* in words."""

    where: str
    what: str

    def sentence(self) -> str:
        """Return both."""
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of an entry: *size* bytes that *open* gives, with the SHA-256 they must have, if it is told."""

    name: str
    size: int
    open: Callable[[], Source]
    sha256: str | None = None


class Proof(NamedTuple):
    """What an export of the whole record says of an entry, so that it can be restored as it was."""

    number: int
    refers_to: int | None
    clock_back: int
    source: str | None
    salt: bytes | None
    body_hash: bytes
    previous: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """An entry in a file.

    *key* is what others in the file refer to it by, *refers_to* the key of another one. *origin* says where
    it comes from: "ELOG demo/090501a.log, message 17". What is *masked* was hidden: its words are not in the
    file. Times are UTC epoch seconds, offsets minutes east.
    """

    where: str
    key: Hashable
    author: str
    written_at: int
    utc_offset: int
    origin: str
    text: str
    kind: EntryKind = EntryKind.ENTRY
    refers_to: Hashable | None = None
    happened_at: int | None = None
    happened_offset: int | None = None
    category: str = ""
    tags: tuple[str, ...] = ()
    reason: str = ""
    files: tuple[FoundFile, ...] = ()
    masked: bool = False
    proof: Proof | None = None

    @property
    def writing(self) -> Writing:
        """What would be posted; of what it refers to, nothing yet."""
        return Writing(
            text=self.text,
            category=self.category,
            tags=self.tags,
            happened_at=self.happened_at,
            happened_offset=self.happened_offset,
            kind=self.kind,
            reason=self.reason,
        )


def without(missing: Iterable[str]) -> str:
    """Return how an origin goes on where files of its entry were not there; nothing if all were."""
    names = ", ".join(f"“{name}”" for name in missing)
    return f", without its files {names}" if names else ""


@dataclass(slots=True)
class Reading:
    """What a reader found: entries in their order, what could not be read, and what is worth knowing.

    *whole* is the end of the chain, if this is an export of a whole record that verifies.
    """

    format: Format
    entries: list[Found] = field(default_factory=list)
    faults: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    whole: Head | None = None
