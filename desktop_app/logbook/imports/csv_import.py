"""Reads what `exports.csv_export` wrote, also after a spreadsheet has saved it in its own way.

Columns are found by their names, in any order; what separates them may be commas, semicolons or tabs. Files
are only named in a CSV: the entry comes without them, and says so.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_app.errors import NotImportable
from desktop_app.logbook.exports.csv_export import COLUMNS, REMARK, plain, separated
from desktop_app.logbook.imports.model import Format, Found, Reading, Remark, without
from desktop_app.logbook.model import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    Row = dict[str, str]

NEEDED = {"written_at", "author", "text"}
SEPARATORS = ",;\t"
LONGEST_CELL = 4_000_000
"""Characters: an entry of the greatest length, every sign of it marked."""


class Unreadable(ValueError):
    """A cell is not what stands above it; the message says which."""


def read_csv(source: BinaryIO, name: str) -> Reading:
    """Read a CSV file called *name*, line by line: one that is malformed is a fault and costs no other.

    Raises:
        NotImportable: if it is no text, or the first line does not name the columns that are needed.
    """
    csv.field_size_limit(LONGEST_CELL)
    try:
        text = source.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotImportable("It is not written in UTF-8. Save it again as “CSV UTF-8”.") from error
    reading = Reading(Format.CSV)
    for line, cells in _rows(text, reading):
        try:
            found = _found(cells, line, name)
        except Unreadable as error:
            reading.faults.append(Remark(f"line {line}", str(error)))
            continue
        reading.entries.append(found)
        if cells.get("attachments"):
            reading.warnings.append(
                Remark(f"line {line}", "its files are not in a CSV; their names are kept")
            )
    if all(isinstance(found.key, str) and found.key.isdecimal() for found in reading.entries):
        # A spreadsheet may have sorted them by anything.
        reading.entries.sort(key=lambda found: _size(str(found.key)))
    return reading


def _rows(text: str, reading: Reading) -> Iterator[tuple[int, Row]]:
    lines = io.StringIO(text, newline="")
    head = lines.readline()
    lines.seek(0)
    separator = max(SEPARATORS, key=head.count)
    rows = csv.reader(lines, delimiter=separator, strict=True)
    try:
        names = [name.strip() for name in next(rows, [])]
    except csv.Error as error:
        raise NotImportable("Its first line is not that of a table.") from error
    missing = sorted(NEEDED.difference(names))
    if missing:
        raise NotImportable(f"Its first line does not name the columns {', '.join(missing)}.")
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            reading.faults.append(
                Remark(f"line {line}", f"it cannot be read ({error}); nothing after it was")
            )
            return
        if not any(cells) or cells[0].startswith(f"{REMARK} Shiftbook"):
            continue
        if len(cells) != len(names):
            what = f"it has {len(cells)} cells, the first line {len(names)}"
            reading.faults.append(Remark(f"line {line}", what))
            continue
        yield line, {column: cell for column, cell in zip(names, cells, strict=True) if column in COLUMNS}


def _found(cells: Row, line: int, name: str) -> Found:
    number = cells.get("number", "").strip()
    written_at, utc_offset = _time("written_at", cells["written_at"])
    happened: tuple[int, int] | tuple[None, None] = (None, None)
    if cells.get("happened_at"):
        happened = _time("happened_at", cells["happened_at"])
    kind = _kind(cells)
    return Found(
        where=f"line {line}",
        key=number or f"line {line}",
        author=plain(cells["author"]),
        written_at=written_at,
        utc_offset=utc_offset,
        origin=_origin(cells, number, line, name),
        text=plain(cells["text"]),
        kind=kind,
        refers_to=None if kind is EntryKind.ENTRY else cells.get("refers_to", "").strip(),
        happened_at=happened[0],
        happened_offset=happened[1],
        category=plain(cells.get("category", "")),
        tags=separated(plain(cells.get("tags", ""))),
        reason=plain(cells.get("reason", "")),
        masked=bool(cells.get("hidden_by")) and not cells["text"],
    )


def _origin(cells: Row, number: str, line: int, name: str) -> str:
    files = [part.rsplit(" ", 2)[0] for part in plain(cells.get("attachments", "")).split("\n") if part]
    source = plain(cells.get("source", ""))
    parts = [
        f"{name}, {f'entry {number}' if number else f'line {line}'}",
        f" ({source})" if source else "",
        without(files),
    ]
    return "".join(parts)


def _size(number: str) -> tuple[int, str]:
    digits = number.lstrip("0")
    return len(digits), digits


def _kind(cells: Row) -> EntryKind:
    word = cells.get("kind", "").strip() or EntryKind.ENTRY
    try:
        return EntryKind(word)
    except ValueError as error:
        raise Unreadable(f"there is no kind of entry “{word}”") from error


def _time(column: str, cell: str) -> tuple[int, int]:
    try:
        at = datetime.fromisoformat(cell.strip())
        offset = at.utcoffset()
        if offset is None:
            raise Unreadable(f"{column} “{cell}” does not say its offset from UTC, such as +01:00")
        return int(at.timestamp()), round(offset.total_seconds() / 60)
    except (ValueError, OverflowError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"{column} “{cell}” is no time such as 2026-11-26T14:03:22+01:00") from error
