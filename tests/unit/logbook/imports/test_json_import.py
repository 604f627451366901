"""JSON in: what verifies is not yet what Shiftbook writes; whoever makes an export can hash anything."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.accounts.names import clean_name
from desktop_app.errors import NotImportable
from desktop_app.logbook.imports.plan import Plan, planned
from desktop_app.logbook.imports.reading import read
from desktop_app.logbook.verifier import LINKED, START, canonical, hashed, sha256
from tests.helpers.clock import SOME_INSTANT

if TYPE_CHECKING:
    from collections.abc import Mapping

SALT, YEAR = "5a" * 16, 365 * 24 * 60 * 60
BODY = {"text": "Pump on.", "category": "", "tags": [], "reason": "", "attachments": []}
ENTRY = {
    "author": "Ada",
    "kind": "entry",
    "refers_to": None,
    "written_at": SOME_INSTANT,
    "utc_offset": 60,
    "happened_at": None,
    "happened_offset": None,
    "clock_back": 0,
    "source": None,
    "body": BODY,
}
DATA = b"a plot"
SHA256 = hashlib.sha256(DATA).hexdigest()
UNFIT = "it is not written as Shiftbook writes an entry"
JSON = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
ANYTHING = JSON | st.lists(JSON, max_size=2) | st.dictionaries(st.text(max_size=5), JSON, max_size=2)


def export(*changes: Mapping[str, Any], file: bytes | None = None) -> bytes:
    """Write an export of entries like `ENTRY`, but for these changes, in which every hash is right."""
    previous, documents = START, []
    for number, change in enumerate(changes, 1):
        document: dict[str, Any] = {**ENTRY, **change, "number": number, "previous": previous, "salt": SALT}
        document |= {"body_hash": "", "hash": ""}
        assert document.keys() >= LINKED
        _, salted, _ = hashed(document)
        document["body_hash"] = sha256(salted or b"")
        document["hash"] = previous = sha256(hashed(document)[2])
        documents.append(canonical(document))
    first = f'{{"shiftbook_export":1,"count":{len(changes)},"head":"{previous}","filter":null,"entries":['
    lines = [first.encode(), b",\n".join(documents), b'],"attachments":{', *([file] if file else []), b"}}"]
    return b"\n".join([*lines, b""])


def with_file(name: object) -> bytes:
    """Write an export with one file of this name."""
    digits = base64.b64encode(DATA).decode()
    line = f'"{SHA256}":{{"size":{len(DATA)},"media_type":"text/plain","base64":"{digits}"}}'
    attached = [{"name": name, "sha256": SHA256, "size": len(DATA)}]
    return export({"body": {**BODY, "attachments": attached}}, file=line.encode())


def plan(content: bytes) -> Plan:
    """Plan the import of a file, whatever it is."""
    return planned(read(io.BytesIO(content), "record.json", lambda _: 0), SOME_INSTANT, clean_name)


def faults(content: bytes) -> list[str]:
    """Return what is wrong with a file."""
    return [fault.sentence() for fault in plan(content).faults]


def test_what_shiftbook_writes_can_be_restored() -> None:
    """Its file too, and the words of a spreadsheet that said what happens only later."""
    assert plan(export({}, {})).whole
    assert plan(with_file("a “plot” \N{ZERO WIDTH JOINER}.txt")).whole
    later = {"written_at": SOME_INSTANT - 9 * YEAR, "happened_at": SOME_INSTANT - YEAR, "happened_offset": 0}
    assert plan(export({**later, "source": "table.csv, line 2"})).whole


@pytest.mark.parametrize("indent", [None, 1])
def test_what_another_program_wrote_anew_is_the_same(indent: int | None) -> None:
    """As long as it says the same."""
    content = with_file("plot.txt")
    assert plan(json.dumps(json.loads(content), indent=indent).encode()).whole == plan(content).whole


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "poem"},
        {"kind": []},
        {"written_at": 1.5},
        {"written_at": True},
        {"utc_offset": "x"},
        {"author": None},
        {"clock_back": -1},
        {"clock_back": 2**63},
        {"source": "\ud800"},
        {"refers_to": [1]},
        {"body": {"attachments": []}},
        {"body": {**BODY, "text": 5}},
        {"body": {**BODY, "tags": "abc"}},
        {"body": {**BODY, "tags": [1]}},
        {"body": {**BODY, "mood": "good"}},
    ],
    ids=ascii,
)
def test_what_could_not_be_kept_is_a_fault_and_costs_no_other(change: dict[str, object]) -> None:
    """Nor does it come out again otherwise than it came in, with a hash that is wrong then."""
    made = plan(export(change, {}))
    assert [fault.sentence() for fault in made.faults] == [f"entry 1: {UNFIT}"]
    assert ([found.key for found in made.entries], made.whole) == ([2], None)


@pytest.mark.parametrize("name", ["", "../x", "a\\b", "a\r\nb", "a\u202eb", "x" * 201, 5], ids=ascii)
def test_a_file_has_a_name_as_shiftbook_gives_them(name: object) -> None:
    """No path, nothing unseen."""
    assert faults(with_file(name)) == [f"entry 1: {UNFIT}"]


def test_a_file_whose_line_is_written_otherwise_is_a_fault() -> None:
    """It verifies, but is not found piece by piece."""
    (fault,) = faults(with_file("plot.txt").replace(b'":{"size"', b'": {"size"'))
    assert fault.endswith("its file does not stand in a line as Shiftbook writes it")


def test_json_of_something_else_is_told_so() -> None:
    """Not as a table without columns."""
    with pytest.raises(NotImportable, match="no export of Shiftbook"):
        plan(b'\n{"a": 1}')


@given(st.sampled_from(sorted(ENTRY)) | st.sampled_from(sorted(BODY)), ANYTHING)
def test_no_export_does_anything_but_give_entries_and_faults(field: str, value: object) -> None:
    """Whatever stands where in it."""
    change = {field: value} if field in ENTRY else {"body": {**BODY, field: value}}
    try:
        content = export(change)
    except (AttributeError, KeyError, TypeError, ValueError):
        return  # It cannot be hashed: then it does not verify either.
    made = plan(content)
    assert len(made.entries) + len(made.faults) + len(made.warnings) >= 1
