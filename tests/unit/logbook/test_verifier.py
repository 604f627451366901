"""P4: whoever changes an export is found out, by a program that knows nothing of ours, and told where."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
import tracemalloc
from itertools import repeat
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.logbook import verifier
from desktop_app.logbook.chain import Link, body_hash
from desktop_app.logbook.finding import Filter
from desktop_app.logbook.verifier import BODY, LINK, NotAnExport, canonical, main, report
from tests.helpers.record import ENTRIES, HIDDEN, SECRET, checked, exported, new_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.storage.database import Database

WORDS = st.text(st.characters(exclude_categories=["Cs"]))
SMALL_PIECE = 200
"""Of the two files in the record one is longer, one shorter."""
NUMBERS = st.integers(-(2**62), 2**62)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Path]]:
    """A book that nobody changes, and its folder."""
    folder = tmp_path_factory.mktemp("record")
    database = new_record(folder)
    yield database, folder
    database.close()


@pytest.fixture(scope="module")
def export(book: tuple[Database, Path]) -> bytes:
    """All of it."""
    return exported(*book)


@pytest.fixture(scope="module")
def lines(export: bytes) -> list[bytes]:
    """The same, line by line."""
    return export.splitlines(keepends=True)


class TestCanonicalForm:
    """What is hashed is what JSON libraries everywhere write."""

    @given(WORDS, WORDS, st.lists(WORDS), WORDS, st.lists(st.tuples(WORDS, WORDS, NUMBERS)), st.binary())
    def test_of_a_body(
        self,
        text: str,
        category: str,
        tags: list[str],
        reason: str,
        files: list[tuple[str, str, int]],
        salt: bytes,
    ) -> None:
        """Written out by hand for speed, and the same."""
        files = [(name, hashlib.sha256(of.encode()).hexdigest(), size) for name, of, size in files]
        attachments = [{"name": name, "sha256": sha256, "size": size} for name, sha256, size in files]
        body = {
            "text": text, "category": category, "tags": tags, "reason": reason, "attachments": attachments
        }  # fmt: skip
        ours = body_hash(salt, text=text, category=category, tags=tags, reason=reason, attachments=files)
        assert ours == hashlib.sha256(salt + canonical(body)).digest()

    @given(WORDS, st.none() | WORDS, st.none() | NUMBERS, NUMBERS, st.binary(min_size=32, max_size=32))
    def test_of_a_link(
        self, author: str, source: str | None, some: int | None, number: int, hashes: bytes
    ) -> None:
        """The same for everything else of an entry."""
        link = Link(number, author, "entry", some, number, 60, some, some, 0, source, hashes)
        document = {**link._asdict(), "body": hashes.hex(), "previous": hashes[::-1].hex()}
        assert link.hash_after(hashes[::-1]) == hashlib.sha256(canonical(document)).digest()


class TestContent:
    """A long file is decoded piece by piece."""

    @given(st.binary(max_size=40), st.lists(st.integers(1, 9)), st.text("A/9=+-\\n ", max_size=3), st.data())
    def test_is_the_same_however_it_is_cut(
        self, content: bytes, sizes: list[int], more: str, data: st.DataObject
    ) -> None:
        """What is accepted is the one way to write these bytes, as if it had been looked at at once."""
        digits = base64.b64encode(content)
        place = data.draw(st.integers(0, len(digits)))
        digits = digits[:place] + more.encode() + digits[place:]
        try:
            decoded = base64.b64decode(digits, validate=True)
            expected = hashlib.sha256(decoded).hexdigest() if base64.b64encode(decoded) == digits else None
        except ValueError:
            expected = None
        read, rest = verifier.Content(), digits
        for size in sizes:
            read.add(rest[:size])
            rest = rest[size:]
        read.add(rest)
        assert read.sha256() == expected
        assert expected is None or read.size == len(decoded)

    @pytest.mark.parametrize("digits", [b"AA==AAEC", b"AB==", b"AA==AA==", b"AA=", b"AA", b"A-==", b"AA==\n"])
    @pytest.mark.parametrize("size", [1, 3, 4, 5, 8])
    def test_there_is_one_way_to_write_it(self, digits: bytes, size: int) -> None:
        """Wherever it is cut, nothing stands behind the end and no bit is left over."""
        read = verifier.Content()
        for place in range(0, len(digits), size):
            read.add(digits[place : place + size])
        assert read.sha256() is None

    def test_long_lines_are_intact(self, export: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        """Wherever the pieces end, be it just before the last sign of a line."""
        for piece in range(SMALL_PIECE, SMALL_PIECE + 9):
            monkeypatch.setattr(verifier, "PIECE", piece)
            assert checked(export).faults == []
        monkeypatch.setattr(verifier, "PIECE", len(export.splitlines()[-2]))
        assert checked(export).faults == []

    def test_a_long_one_needs_no_memory(
        self, lines: list[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """A file as large as the book takes is checked on a small machine, too."""
        monkeypatch.setattr(verifier, "PIECE", 64 * 1024)
        name = b"0" * 64
        with (tmp_path / "export.json").open("w+b") as file:
            file.writelines([*lines[: ENTRIES + 2], b'"%s":{"size":9,"media_type":"","base64":"' % name])
            file.writelines(repeat(b"AAAA" * 16 * 1024, 100))
            file.writelines([b'"},\n', *lines[ENTRIES + 2 :]])
            file.seek(0)
            tracemalloc.start()
            try:
                faults = verifier.check_file(file).faults
                _, most = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
        assert faults == [f"line {ENTRIES + 3} of the file is a file that no entry has"]
        assert most < 1024 * 1024


class TestIntact:
    """Nothing was changed."""

    def test_says_how_many_and_the_head(self, export: bytes) -> None:
        """What is to be compared with a printout; and what cannot be checked."""
        check = checked(export)
        head = json.loads(export)["head"]
        assert report(check) == [
            f"{ENTRIES} entries verified; head {head}",
            f"count {ENTRIES}: compare it, and the head, with a printout",
            f"entry {HIDDEN} is hidden; what was written there is not in this file and cannot be checked",
        ]

    def test_runs_by_itself_from_the_export(self, export: bytes, tmp_path: Path) -> None:
        """With a bare Python, as its page says: no library, nothing of ours."""
        (tmp_path / "export.json").write_bytes(export)
        (tmp_path / "verify.py").write_text(json.loads(export)["verifier"], "utf-8")
        done = subprocess.run(
            [sys.executable, "-I", "-S", "verify.py", "export.json"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"{ENTRIES} entries verified; head ")

    def test_another_layout_is_the_same_record(self, export: bytes) -> None:
        """Some program has written the file anew."""
        assert checked(json.dumps(json.loads(export), indent=2).encode()).faults == []

    def test_a_hidden_entry_and_its_file_are_not_in_it(self, export: bytes) -> None:
        """Not the words, not the category, not the name of the file, and not its content."""
        assert SECRET.encode() not in export
        assert b"Keys" not in export
        assert b"key.txt" not in export
        assert len(json.loads(export)["attachments"]) == 2

    def test_a_selection_says_what_it_leaves_out(self, book: tuple[Database, Path]) -> None:
        """A selection is no fault, and cannot pass for the whole."""
        check = checked(exported(*book, Filter(category="Vacuum")))
        assert check.faults == []
        assert "this is a selection; entries 2 to 3, 5 to 7 are not in it" in report(check)

    def test_an_empty_book_verifies(self) -> None:
        """Nothing is a record, too."""
        line = b'{"shiftbook_export":1,"count":0,"head":"%s","filter":null,"verifier":"","entries":[\n'
        check = checked([line % (b"0" * 64), b'],"attachments":{\n', b"}}\n"])
        assert (check.entries, check.faults) == (0, [])


class TestChanged:
    """P4: what was changed is found, and where."""

    @given(st.data())
    def test_any_byte_of_an_entry(self, lines: list[bytes], data: st.DataObject) -> None:
        """Text, author, time, number, reference, salt and hashes alike."""
        number = data.draw(st.integers(1, ENTRIES))
        place = data.draw(st.integers(0, len(lines[number].rstrip(b",\n")) - 1))
        byte = data.draw(st.integers(0, 255).filter(lambda value: value != lines[number][place]))
        changed = lines[number][:place] + bytes([byte]) + lines[number][place + 1 :]
        faults = checked([*lines[:number], changed, *lines[number + 1 :]]).faults
        assert any(re.search(rf"\b(entry {number}\b|line {number + 1} of)", fault) for fault in faults)

    def test_every_byte_of_every_entry(self, lines: list[bytes]) -> None:
        """Not one is left out: each is changed once, by its lowest bit."""
        for number in range(1, ENTRIES + 1):
            expected = re.compile(rf"\b(entry {number}\b|line {number + 1} of)")
            for place in range(len(lines[number].rstrip(b",\n"))):
                changed = bytearray(lines[number])
                changed[place] ^= 1
                faults = checked([*lines[:number], bytes(changed), *lines[number + 1 :]]).faults
                assert any(expected.search(fault) for fault in faults), (number, place)

    @given(st.data())
    def test_any_byte_of_a_file(self, lines: list[bytes], data: st.DataObject) -> None:
        """Its content, its size, its name; only what kind of file it is said to be is nobody's to prove."""
        at = data.draw(st.integers(ENTRIES + 2, ENTRIES + 3))
        line = lines[at]
        kind = line.index(b'"media_type":"') + 14
        said = range(kind, line.index(b'"', kind))
        places = [place for place in range(len(line.rstrip(b",\n"))) if place not in said]
        place = data.draw(st.sampled_from(places))
        byte = data.draw(st.integers(0, 255).filter(lambda value: value != line[place]))
        changed = line[:place] + bytes([byte]) + line[place + 1 :]
        faults = checked([*lines[:at], changed, *lines[at + 1 :]]).faults
        found = re.compile(r"attachment (photo\.png of entry 1|a\.log of entry 2)\b")
        assert any(found.search(fault) for fault in faults)

    @pytest.mark.parametrize("piece", [verifier.PIECE, SMALL_PIECE])
    def test_every_byte_of_every_file(
        self, lines: list[bytes], piece: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Short lines and long ones, which are read piece by piece; told by the file's name and entry."""
        monkeypatch.setattr(verifier, "PIECE", piece)
        for at, name in ((ENTRIES + 2, "photo.png of entry 1"), (ENTRIES + 3, "a.log of entry 2")):
            line = lines[at]
            kind = line.index(b'"media_type":"') + 14
            said = range(kind, line.index(b'"', kind))
            for place in range(len(line.rstrip(b",\n"))):
                if place in said:
                    continue
                changed = bytearray(line)
                changed[place] ^= 1
                faults = checked([*lines[:at], bytes(changed), *lines[at + 1 :]]).faults
                assert any(f"attachment {name}" in fault for fault in faults), (name, place)

    @pytest.mark.parametrize("piece", [verifier.PIECE, SMALL_PIECE])
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (b'"base64":"AAEC', b'"base64":"AAECAAEC'),
            (b'"base64":"AAEC', b'"base64":"AA==AAEC'),
            (b'"base64":"AAEC', b'"base64":"AA\\/AAEC'),
            (b'"base64":"AAEC', b'"base64":" AAEC'),
            (b'/f7/"', b'/f7"'),
            (b'/f7/"', b'/f7/=="'),
            (b'/f7/"', b'/f7/","more":"x"'),
            (b'/f7/"', b'/f7/"},"x":{"base64":"'),
            (b'"application/octet-stream","base64":"', b'{},"base64":"'),
            (b'"application/octet-stream","base64":"AAEC', b'"x","base64":"","base64":"AAEC'),
            (b'"application/octet-stream","base64":"AAEC', b'{"base64":"'),
        ],
    )
    def test_a_file_written_otherwise(
        self, lines: list[bytes], before: bytes, after: bytes, piece: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Even where another reader would find the same bytes in it."""
        monkeypatch.setattr(verifier, "PIECE", piece)
        line = lines[ENTRIES + 3]
        assert line.count(before) == 1
        changed = line.replace(before, after)
        assert checked([*lines[: ENTRIES + 3], changed, *lines[ENTRIES + 4 :]]).faults != []

    @pytest.mark.parametrize(
        ("before", "after", "fault"),
        [
            (b"Pump 3, not 2.", b"Pump 2, not 3.", f"entry 4: {BODY}"),
            (b'"reason":"wrong', b'"reason":"right', f"entry 4: {BODY}"),
            (b'"name":"photo.png"', b'"name":"image.png"', f"entry 1: {BODY}"),
            (b'"author":"Ada Byron"', b'"author":"Bob Byron"', f"entry 1: {LINK}"),
            (b'"refers_to":4', b'"refers_to":2', f"entry 5: {LINK}"),
            (b'"count":7', b'"count":9', "entries 8 to 9 are missing"),
            (b'"count":7', b'"count":6', "the first line says that there are 6 entries: there are more"),
            (b'"head":"', b'"head":"0', "the head in the first line is not the hash of the last entry"),
            (b'"body":null', b'"body":{}', "line 4 of the file cannot be read as an entry"),
            (b'"kind":"reply"', b'"kind":0,"kind":"reply"', "line 6 of the file, after entry 4, "),
        ],
    )  # fmt: skip
    def test_says_what(self, export: bytes, before: bytes, after: bytes, fault: str) -> None:
        """In words that tell where to look."""
        assert before in export
        assert checked(export.replace(before, after, 1)).faults[0].startswith(fault)

    def test_an_entry_taken_out(self, lines: list[bytes]) -> None:
        """By its number."""
        assert checked([*lines[:4], *lines[5:]]).faults == ["entry 4 is missing"]

    def test_entries_cut_off_at_the_end(self, lines: list[bytes]) -> None:
        """As long as the first line still says how many there were."""
        faults = checked([*lines[: ENTRIES - 1], *lines[ENTRIES + 1 :]]).faults
        assert f"entries {ENTRIES - 1} to {ENTRIES} are missing" in faults

    def test_entries_in_another_order(self, lines: list[bytes]) -> None:
        """Each is intact by itself."""
        faults = checked([*lines[:4], lines[5], lines[4], *lines[6:]]).faults
        assert faults == ["entry 4 is missing", "entry 4 stands after entry 5"]

    def test_an_entry_made_anew_does_not_carry_the_ones_after_it(self, export: bytes) -> None:
        """Whoever computes its hashes again would have to do so for all that follow."""
        document = json.loads(export)
        entry = document["entries"][0]
        entry["body"]["text"] = "Pump 2 was never hot."
        entry["body_hash"] = hashlib.sha256(
            bytes.fromhex(entry["salt"]) + canonical(entry["body"])
        ).hexdigest()
        link = {name: entry[name] for name in entry.keys() - {"body", "body_hash", "hash", "salt"}}
        entry["hash"] = hashlib.sha256(canonical({**link, "body": entry["body_hash"]})).hexdigest()
        assert checked(json.dumps(document).encode()).faults == ["entry 2 does not follow entry 1"]

    def test_a_body_taken_out_without_hiding(self, export: bytes) -> None:
        """What is hidden is hidden by an entry that says so."""
        document = json.loads(export)
        document["entries"][1].update(body=None, salt=None)
        faults = checked(json.dumps(document).encode()).faults
        assert "entry 2: what it said was taken out, and no entry hides it" in faults

    def test_a_salt_written_otherwise(self, export: bytes) -> None:
        """Even where it stands for the same bytes."""
        (salt,) = re.findall(rb'"salt":"([0-9a-f]+)"', export.splitlines()[1])
        if salt == salt.upper():
            pytest.skip("this salt has no letters")
        assert checked(export.replace(salt, salt.upper())).faults != []

    def test_a_file_left_out(self, lines: list[bytes]) -> None:
        """By its name and entry."""
        assert checked([*lines[: ENTRIES + 2], *lines[ENTRIES + 3 :]]).faults == [
            "attachment photo.png of entry 1 is missing"
        ]

    def test_a_file_cut_off(self, lines: list[bytes]) -> None:
        """A copy that was not finished."""
        assert "the file ends too early" in checked(lines[: ENTRIES + 1]).faults


class TestCommand:
    """`python3 verify.py export.json`."""

    def test_ends_with_one_if_something_is_wrong(
        self, export: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """For scripts; a name cannot reach into the terminal."""
        path = tmp_path / "export.json"
        named = export.replace(b'"name":"photo.png"', b'"name":"\\u001b[2Jo.png"')
        path.write_bytes(named.replace(b"iVBO", b"AAAA"))
        assert main([str(path)]) == 1
        said = capfd.readouterr().out
        assert said.startswith("7 entries checked; NOT as they were written:\nentry 1: its text")
        assert "\x1b" not in said

    @pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"\xff", b'{"count":1}', b"[" * 100_000])
    def test_ends_with_two_if_it_is_no_export(self, content: bytes, tmp_path: Path) -> None:
        """No traceback, whatever the file is."""
        path = tmp_path / "export.json"
        path.write_bytes(content)
        assert main([str(path)]) == 2
        with pytest.raises(NotAnExport):
            checked(content)

    def test_ends_with_two_without_a_file(self, tmp_path: Path) -> None:
        """Or with one that is not there."""
        assert main([]) == main([str(tmp_path / "nothing.json")]) == 2
