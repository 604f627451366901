"""Entries as they stand on paper and in an export people read: everything in view, nothing to click."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.logbook.model import EntryKind
from desktop_app.web.markdown import render as render_markdown
from desktop_app.web.presentation import local, long_date

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markupsafe import Markup

    from desktop_app.logbook.exports.outline import Files
    from desktop_app.logbook.model import Attachment, Entry

    ImageAddress = Callable[[Attachment], str | None]

IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})

EMBEDDED_BYTES = 2 * 1024 * 1024
"""Of an image, up to which it stands in the export itself: a screenshot does, a photograph of a phone not."""

_KINDS = {
    EntryKind.AMENDMENT: "Amends entry {number}: {reason}",
    EntryKind.REPLY: "Replies to entry {number}",
    EntryKind.HIDING: "Hides entry {number}: {reason}",
}
_UNITS = ("bytes", "KiB", "MiB", "GiB")
_STEP = 1024


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A file of an entry; *address* is where its image is, None if it cannot be shown."""

    name: str
    size: str
    sha256: str
    address: str | None


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """An entry in the local time of its writing; *remarks* are whole sentences about it."""

    number: int
    author: str
    day: str
    time: str
    written: str
    iso: str
    category: str
    tags: tuple[str, ...]
    remarks: tuple[str, ...]
    html: Markup
    files: tuple[PaperFile, ...]
    hidden: bool
    amended: bool


def paper_entry(entry: Entry, address: ImageAddress, entries: str = "/entries/") -> PaperEntry:
    """Show an entry; *address* says where the image in a file is, *entries* where another entry is."""
    written = local(entry.written_at, entry.utc_offset)
    return PaperEntry(
        number=entry.number,
        author=entry.author.name,
        day=long_date(written),
        time=f"{written:%H:%M}",
        written=f"{written:%Y-%m-%d %H:%M:%S} {written.isoformat()[-6:]}",
        iso=written.isoformat(),
        category=entry.category,
        tags=entry.tags,
        remarks=tuple(_remarks(entry)),
        html=render_markdown(entry.text, entries),
        files=tuple(
            PaperFile(file.name, size_words(file.size), file.sha256, address(file))
            for file in entry.attachments
        ),
        hidden=entry.hidden is not None,
        amended=bool(entry.amended_by),
    )


def embedded(files: Files) -> ImageAddress:
    """Return what puts a small image's bytes into the page itself."""

    def address(file: Attachment) -> str | None:
        if file.media_type not in IMAGES or file.size > EMBEDDED_BYTES:
            return None
        pieces = files(file.sha256)
        if pieces is None:
            return None
        return f"data:{file.media_type};base64,{base64.b64encode(b''.join(pieces)).decode()}"

    return address


def of_the_book(file: Attachment) -> str | None:
    """Return where a page of the book finds an image."""
    return f"/attachments/{file.sha256}" if file.media_type in IMAGES else None


def size_words(size: int) -> str:
    """Return a number of bytes as people read it: "412 bytes", "1.3 MiB"."""
    amount, unit = float(size), 0
    while amount >= _STEP and unit < len(_UNITS) - 1:
        amount, unit = amount / _STEP, unit + 1
    return f"{amount:.1f} {_UNITS[unit]}" if unit else f"{size} bytes"


def _remarks(entry: Entry) -> Sequence[str]:
    found = []
    if entry.kind in _KINDS:
        words = _KINDS[entry.kind].format(number=entry.refers_to, reason=entry.reason)
        found.append(words)
    if entry.happened_at is not None:
        happened = local(entry.happened_at, entry.happened_offset or 0)
        found.append(f"Happened {happened:%Y-%m-%d %H:%M} {happened.isoformat()[-6:]}.")
    if entry.amended_by:
        found.append(f"Amended by {', '.join(f'#{number}' for number in entry.amended_by)}.")
    if entry.clock_back:
        found.append(f"The clock stood {entry.clock_back:,} s before an earlier entry’s.")
    if entry.source:
        found.append(f"From elsewhere: {entry.source}")
    if entry.hidden:
        found.append(f"Hidden by {entry.hidden.author.name} (#{entry.hidden.number}): {entry.hidden.reason}")
    return [_sentence(words) for words in found]


def _sentence(words: str) -> str:
    words = words.removesuffix(": ")
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."
