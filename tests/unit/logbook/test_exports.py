"""P8: what goes out of the book, and what it says of itself."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_app.logbook.exports.csv_export import COLUMNS, csv_export, joined, plain, safe, separated
from desktop_app.logbook.exports.outline import FITTING, MOST, Outline, iso, pages
from desktop_app.logbook.finding import Filter
from desktop_app.logbook.model import Head
from desktop_app.logbook.service import LogbookService
from desktop_app.logbook.telling import unheard
from desktop_app.storage.entries import SqliteEntryStore
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.record import ENTRIES, HIDDEN, SECRET, exported, new_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from desktop_app.logbook.model import ChainedEntry
    from desktop_app.storage.database import Database

HEAD = Head(1204, bytes(range(32)))
COMPUTED = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"
"""What a spreadsheet takes for the beginning of a formula, full width too (OWASP, CSV injection)."""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Database]:
    """A short record."""
    database = new_record(tmp_path)
    yield database
    database.close()


def as_csv(database: Database, asked: Filter | None = None) -> list[list[str]]:
    """Return the rows of a CSV export."""
    store = SqliteEntryStore(database)
    outline = Outline(store.head(), asked or Filter())
    data = b"".join(csv_export(outline, pages(store.chained, outline, unheard)))
    assert data.startswith(b"\xef\xbb\xbfnumber,")
    assert data.count(b"\r\n") == data.count(b"\r")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


class TestCsv:
    """For spreadsheets."""

    def test_every_entry_is_a_row_and_the_last_row_tells_of_the_book(self, book: Database) -> None:
        """As wide as the names above, so that every reader takes it."""
        names, *rows, remark = as_csv(book)
        assert tuple(names) == COLUMNS
        assert [row[0] for row in rows] == [str(number) for number in range(1, ENTRIES + 1)]
        assert {len(row) for row in [*rows, remark]} == {len(COLUMNS)}
        assert re.fullmatch(
            r"# Shiftbook: 7 entries in the book, head [0-9a-f]{64}; this file: all entries", remark[0]
        )

    def test_a_row_says_all_of_its_entry(self, book: Database) -> None:
        """Times with their offset, tags, files with size and SHA-256, hashes."""
        names, *rows, _ = as_csv(book)
        first, second = (dict(zip(names, row, strict=True)) for row in rows[:2])
        assert first["text"] == "Pump 2 “is” hot:\n\t62 °C — \\ / 🔥"
        assert first["written_at"] == "2026-09-21T15:13:20+01:00"
        assert separated(first["tags"]) == ("pump", "night, x")
        assert re.fullmatch(r"photo\.png 19 [0-9a-f]{64}", first["attachments"])
        assert first["amended_by"] == "4"
        assert second["happened_at"] == "2026-09-21T06:43:20-05:30"
        assert second["previous"] == first["hash"]

    def test_what_is_hidden_stays_hidden(self, book: Database) -> None:
        """The row says by which entry."""
        names, *rows, _ = as_csv(book)
        row = dict(zip(names, rows[HIDDEN - 1], strict=True))
        assert (row["text"], row["category"], row["attachments"], row["salt"]) == ("", "", "", "")
        assert row["hidden_by"] == "6"
        assert SECRET not in str(rows)

    def test_a_selection_says_so(self, book: Database) -> None:
        """Count and head stay those of the book."""
        _, *rows, remark = as_csv(book, Filter(category="vacuum", after=1))
        assert [row[0] for row in rows] == ["4"]
        assert remark[0].endswith("; this file: category “vacuum”, after entry 1")

    @given(st.text())
    @example("=1+1")
    @example("'=1+1")
    @example("a\n=1;=2;'@x;- y\n'-z")
    def test_no_cell_is_a_formula_and_none_loses_a_character(self, words: str) -> None:
        """P8: what spreadsheets are kept from is given back to us."""
        cell = safe(words)
        assert plain(cell) == words
        assert not cell.startswith(tuple(COMPUTED))
        parts = re.split(r"[\n;]", cell)
        assert not [part for part in parts[1:] if part.startswith(("=", "@", "\uff1d", "\uff20"))]

    @pytest.mark.parametrize("sign", COMPUTED)
    def test_a_formula_gets_an_apostrophe(self, sign: str) -> None:
        """And nothing else does: lists in a text stay as they were typed."""
        assert safe(f"{sign}SUM(A1)") == f"'{sign}SUM(A1)"
        assert safe("it's 5-3=2\n- one\n- two") == "it's 5-3=2\n- one\n- two"

    @given(st.lists(st.text(min_size=1).map(str.strip).filter(bool)))
    def test_tags_survive_commas(self, tags: list[str]) -> None:
        """Whatever stands in them."""
        assert separated(joined(tags)) == tuple(tags)


class TestJson:
    """The whole record."""

    def test_lines_are_as_the_format_says(self, book: Database, tmp_path: Path) -> None:
        """One entry a line, one file a line, each canonical."""
        first, *lines = exported(book, tmp_path).decode().splitlines()
        assert first.startswith('{"shiftbook_export":1,"count":7,"head":"')
        assert '","filter":null,"verifier":"' in first
        assert first.endswith('","entries":[')
        assert lines[ENTRIES] == '],"attachments":{'
        assert lines[-1] == "}}"
        for line in lines[:ENTRIES]:
            entry = json.loads(line.removesuffix(","))
            assert line.removesuffix(",") == json.dumps(
                entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False
            )

    def test_the_same_entries_give_the_same_bytes(self, book: Database, tmp_path: Path) -> None:
        """Nothing of the time or the place of the export is in it."""
        assert exported(book, tmp_path) == exported(book, tmp_path)
        assert str(tmp_path).encode() not in exported(book, tmp_path)

    def test_a_selection_names_its_filter(self, book: Database, tmp_path: Path) -> None:
        """As the address does; count and head stay those of the book."""
        document = json.loads(exported(book, tmp_path, Filter(words="pump", last_day=20_800, after=1)))
        assert document["filter"] == {"q": "pump", "to": "2026-12-13", "after": 1}
        assert (document["count"], [entry["number"] for entry in document["entries"]]) == (7, [4])


class TestOutline:
    """What an export says of itself."""

    def test_a_name_carries_date_count_and_head(self) -> None:
        """On the local day."""
        name = Outline(HEAD, Filter()).file_name("csv", SOME_INSTANT, 60)
        assert name == "shiftbook-2026-09-21-1204-000102030405.csv"
        assert "-selection.json" in Outline(HEAD, Filter(author=3)).file_name("json", SOME_INSTANT, 60)

    def test_a_filter_in_words(self) -> None:
        """For people who read the printout."""
        asked = Filter("pump 2", 3, "Vacuum", "night", 20_000, 20_001, attached=True, after=5, up_to=9)
        assert Outline(HEAD, asked, "Ada Byron").sentence == (
            "with “pump 2”, by Ada Byron, category “Vacuum”, tag “night”, from 2024-10-04, to 2024-10-05,"
            " with a file, after entry 5, up to entry 9"
        )

    @pytest.mark.parametrize(
        ("at", "offset", "said"),
        [(0, 0, "1970-01-01T00:00:00+00:00"), (-62_135_510_400, 0, "0001-01-02T00:00:00+00:00")],
    )
    def test_every_year_can_be_said(self, at: int, offset: int, said: str) -> None:
        """Also the years that some systems' own functions refuse."""
        assert iso(at, offset) == said


class TestPages:
    """How entries are read: in pages that fit the memory."""

    def test_entries_posted_meanwhile_are_not_in_it(self, book: Database) -> None:
        """Count and head are those of the beginning."""
        logbook = LogbookService(SqliteEntryStore(book))
        outline = Outline(Head(5, logbook.head().hash), Filter())
        told: list[tuple[int, int]] = []
        read = pages(logbook.chained, outline, lambda done, total: told.append((done, total)))
        assert [chained.entry.number for page in read for chained in page] == [1, 2, 3, 4, 5]
        assert told == [(4, 5)]

    def test_long_entries_come_few_at_a_time(self, book: Database) -> None:
        """And short ones many, so that each page is worth its question."""
        (chained,) = LogbookService(SqliteEntryStore(book)).chained(Filter(up_to=1), 1)
        asked: list[int] = []

        def read(_asked: Filter, limit: int) -> Sequence[ChainedEntry]:
            asked.append(limit)
            return [chained] * (len(asked) < 9)

        for _ in pages(read, Outline(HEAD, Filter()), unheard):
            pass
        assert asked == [20, 40, 80, 160, 320, MOST, MOST, MOST, MOST]
        assert FITTING == 1_000_000
