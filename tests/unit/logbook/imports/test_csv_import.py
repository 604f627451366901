"""CSV in: what `csv_export` wrote, also after a spreadsheet saved it."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import NotImportable
from desktop_app.logbook.exports.csv_export import COLUMNS, joined, safe
from desktop_app.logbook.imports import csv_import
from desktop_app.logbook.imports.csv_import import read_csv
from desktop_app.logbook.model import EntryKind
from tests.helpers.naughty import NAUGHTY

if TYPE_CHECKING:
    from desktop_app.logbook.imports.model import Reading

AT = "2026-11-26T14:03:22+01:00"
NEEDED = ("written_at", "author", "text")


def written(*rows: tuple[str, ...], names: tuple[str, ...] = NEEDED, separator: str = ",") -> bytes:
    """Write a table."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows([names, *rows])
    return text.getvalue().encode()


def read(content: bytes) -> Reading:
    """Read a table called table.csv."""
    return read_csv(io.BytesIO(content), "table.csv")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_three_columns_are_enough_in_any_order(separator: str, mark: bytes) -> None:
    """However a spreadsheet separates them."""
    content = mark + written(
        ("Pump; hot,\nvery", AT, "Ada"), names=("text", "written_at", "author"), separator=separator
    )
    (found,) = read(content).entries
    assert (found.text, found.author, found.utc_offset) == ("Pump; hot,\nvery", "Ada", 60)
    assert found.origin == "table.csv, line 2"


def test_what_a_spreadsheet_would_compute_is_what_was_written() -> None:
    """The apostrophe before it was ours."""
    (found,) = read(written((AT, "Ada", safe("=1+1\n+2")))).entries
    assert found.text == "=1+1\n+2"


@pytest.mark.parametrize("words", NAUGHTY)
def test_naughty_words_come_as_they_went(words: str) -> None:
    """In the text and among the tags."""
    (found,) = read(written((AT, "Ada", safe(words), safe(joined([words]))), names=(*NEEDED, "tags"))).entries
    assert found.text == words
    assert found.tags in {(words.strip(),), ()}


def test_malformed_rows_are_told_with_their_lines_and_cost_no_other() -> None:
    """Whatever is wrong with them."""
    content = written(
        ("yesterday", "Ada", "x", ""),
        ("2026-11-26T14:03:22", "Ada", "two\nlines", ""),
        (AT, "Ada", "x", "poem"),
        (AT, "Ada"),
        (AT, "Ada", "good", ""),
        names=(*NEEDED, "kind"),
    )
    reading = read(content)
    assert [found.text for found in reading.entries] == ["good"]
    assert [fault.where for fault in reading.faults] == ["line 2", "line 3", "line 5", "line 6"]


def test_a_quote_that_never_ends_is_a_fault() -> None:
    """Nothing is taken from the middle of somebody's words."""
    reading = read(written((AT, "Ada", "good")) + b'2026,Ada,"open')
    assert ([found.text for found in reading.entries], len(reading.faults)) == (["good"], 1)


@pytest.mark.parametrize("line_end", [b"\r", b"\n", b"\r\n"])
def test_line_ends_of_every_system(line_end: bytes) -> None:
    """Of old Macs too."""
    (found,) = read(written((AT, "Ada", "Pump on.")).replace(b"\r\n", line_end)).entries
    assert (found.text, found.where) == ("Pump on.", "line 2")


def test_a_table_sorted_by_something_else_comes_in_the_order_of_its_numbers() -> None:
    """A spreadsheet has turned it round; ten is after nine."""
    rows = [(AT, "Ada", f"text {number}", str(number)) for number in (10, 9, 1, 2)]
    found = read(written(*rows, names=(*NEEDED, "number"))).entries
    assert [entry.key for entry in found] == ["1", "2", "9", "10"]


NO_TABLES = {
    "nothing": b"",
    "other columns": b"a,b,c\r\n1,2,3",
    "UTF-16": b"\xff\xfet\0",
    "a column is missing": b"author,text\r\nAda,x",
    "a line without end": b"x" * (csv_import.LONGEST_CELL + 1),
    "an open quote": b'written_at,author,text,"a\r\n',
    "a quote in the middle": b'written_at,author,text,"a"b\r\n',
}


@pytest.mark.parametrize("content", NO_TABLES.values(), ids=NO_TABLES)
def test_a_table_of_something_else_is_refused(content: bytes) -> None:
    """It says which columns are missing, or how to save it."""
    with pytest.raises(NotImportable):
        read(content)


def test_what_was_hidden_comes_without_words() -> None:
    """And the names of files are kept in words."""
    cells = dict.fromkeys(COLUMNS, "")
    cells |= {"number": "7", "written_at": AT, "author": "Ada", "hidden_by": "9", "kind": "entry"}
    other = cells | {"number": "8", "hidden_by": "", "text": "x", "attachments": "a b.png 19 " + "0" * 64}
    first, second = read(written(tuple(cells.values()), tuple(other.values()), names=COLUMNS)).entries
    assert first.masked
    assert first.kind is EntryKind.ENTRY
    assert second.origin == "table.csv, entry 8, without its files “a b.png”"


@given(st.text(max_size=300), st.booleans())
def test_no_table_does_anything_but_give_entries_and_faults(rest: str, after_the_names: bool) -> None:  # noqa: FBT001
    """Whatever stands in it, from the first line on."""
    between = "\r\n" if after_the_names else ""
    with suppress(NotImportable):
        read(f"written_at,author,text{between}{rest}".encode("utf-8", "replace"))
