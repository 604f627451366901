"""Entries for spreadsheets: CSV as RFC 4180 says, UTF-8 with a byte order mark, a line with the names first.

A cell of words that a spreadsheet would take for a formula gets an apostrophe before it, and so does a line
in it, or a part after a semicolon, that would become one where semicolons separate; `plain` takes them away
again. Times are ISO 8601 with their offset. Tags are joined by ", ", with a backslash before a comma,
semicolon or backslash in one. Each file of an entry has its own line: name, bytes, SHA-256. The last row,
beginning with "#", says of which book this is and what was chosen.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from desktop_app.logbook.exports.outline import iso

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from desktop_app.logbook.exports.outline import Outline, Pages
    from desktop_app.logbook.model import ChainedEntry

BYTE_ORDER_MARK = "\ufeff"
REMARK = "#"

COLUMNS = (
    "number", "written_at", "author", "category", "tags", "text", "kind", "refers_to", "reason",
    "happened_at", "attachments", "source", "clock_back", "amended_by", "hidden_by", "salt", "body_hash",
    "previous", "hash",
)  # fmt: skip

_COMPUTES = "=@\uff1d\uff20"
_MAY_COMPUTE = r"+\-\uff0b\uff0d"
_AT_START = rf"(?=[{_COMPUTES}{_MAY_COMPUTE}\t\r])"
_INSIDE = rf"(?=[{_COMPUTES}]|[{_MAY_COMPUTE}]\S)"
_TO_MARK = re.compile(rf"^('*){_AT_START}|(?<=[\n;])('*){_INSIDE}")
_MARKED = re.compile(rf"^'('*){_AT_START}|(?<=[\n;])'('*){_INSIDE}")
_IN_TAGS = re.compile(r"([\\,;])")
_TAG = re.compile(r"(?:[^\\,;]|\\.)+", re.DOTALL)


def csv_export(outline: Outline, pages: Pages) -> Iterator[bytes]:
    """Give the export piece by piece."""
    yield _written([COLUMNS], BYTE_ORDER_MARK)
    for page in pages:
        yield _written(map(_row, page))
    head = outline.head
    remark = (
        f"{REMARK} Shiftbook: {head.number:,} entries in the book, head {head.hash.hex()};"
        f" this file: {outline.sentence}"
    )
    yield _written([(remark, *[""] * (len(COLUMNS) - 1))])


def safe(words: str) -> str:
    """Return *words* so that no spreadsheet computes them."""
    return _TO_MARK.sub(r"'\g<0>", words)


def plain(cell: str) -> str:
    """Return what `safe` was given."""
    return _MARKED.sub(lambda found: found[0][1:], cell)


def joined(tags: Iterable[str]) -> str:
    """Return tags as one cell."""
    return ", ".join(_IN_TAGS.sub(r"\\\1", tag) for tag in tags)


def separated(cell: str) -> tuple[str, ...]:
    """Return the tags in a cell: what `joined` was given, or what somebody typed."""
    found = (re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL).strip() for part in _TAG.findall(cell))
    return tuple(filter(None, found))


def _row(chained: ChainedEntry) -> Sequence[object]:
    entry = chained.entry
    happened = None if entry.happened_at is None else iso(entry.happened_at, entry.happened_offset or 0)
    return (
        entry.number,
        iso(entry.written_at, entry.utc_offset),
        safe(entry.author.name),
        safe(entry.category),
        safe(joined(entry.tags)),
        safe(entry.text),
        entry.kind.value,
        entry.refers_to,
        safe(entry.reason),
        happened,
        safe("\n".join(f"{file.name} {file.size} {file.sha256}" for file in entry.attachments)),
        safe(entry.source or ""),
        entry.clock_back,
        " ".join(map(str, entry.amended_by)),
        entry.hidden.number if entry.hidden else None,
        None if chained.salt is None else chained.salt.hex(),
        chained.body_hash.hex(),
        chained.previous.hex(),
        chained.hash.hex(),
    )


def _written(rows: Iterable[Sequence[object]], before: str = "") -> bytes:
    text = io.StringIO(newline="")
    text.write(before)
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
