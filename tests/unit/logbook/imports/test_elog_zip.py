"""A zip of ELOG's folders, hostile ones included."""

from __future__ import annotations

import io
import stat
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import NotImportable
from desktop_app.logbook.imports import elog_zip
from desktop_app.logbook.imports.elog import read_elog
from desktop_app.logbook.imports.elog_zip import LogZip

if TYPE_CHECKING:
    from desktop_app.logbook.imports.model import Reading

LOG = (
    "$@MID@$: 1\nDate: Fri, 01 May 2009 10:11:12 +0200\nAuthor: Stefan\n"
    "Attachment: 090501_101112_plot.png\n" + "=" * 40 + "\nSee the plot.\n"
)


def write(members: dict[str, str | bytes]) -> io.BytesIO:
    """Make a zip of files by their full names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    made.seek(0)
    return made


def read(source: io.BytesIO) -> Reading:
    """Read all logs of a zip."""
    return read_elog(LogZip(source).logs(), lambda _: 0)


def test_files_beside_a_log_are_its_entries() -> None:
    """Under the names people gave them, with their bytes."""
    (found,) = read(write({"demo/2009/090501a.log": LOG, "demo/2009/090501_101112_plot.png": b"png"})).entries
    (file,) = found.files
    assert (file.name, file.size, file.open().read(99)) == ("plot.png", 3, b"png")
    assert found.origin == "ELOG demo/2009/090501a.log, message 1"


def test_messages_are_numbered_through_the_years_of_a_logbook() -> None:
    """So that a reply finds what it answers in an older folder."""
    answer = LOG.replace("$: 1", "$: 2").replace("Author:", "In reply to: 1\nAuthor:").replace("2009", "2010")
    first, second = read(write({"demo/2009/a.log": LOG, "demo/2010/b.log": answer})).entries
    assert second.refers_to == first.key


def test_logs_of_different_logbooks_do_not_mix() -> None:
    """Each numbers its own."""
    first, second = read(write({"one/a.log": LOG, "two/a.log": LOG})).entries
    assert first.key != second.key


@pytest.mark.parametrize("name", ["../../etc/cron.d/a.log", "/etc/a.log", "C:\\x\\a.log", "x/../../a.log"])
def test_names_in_a_zip_decide_nothing(name: str) -> None:
    """They are only shown."""
    (found,) = read(write({name: LOG})).entries
    assert found.text == "See the plot."


def test_links_are_not_followed() -> None:
    """What one points to is not in the zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("a.log", LOG)
        link = zipfile.ZipInfo("090501_101112_plot.png")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc/passwd")
    (found,) = read(made).entries
    assert found.files == ()


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (io.BytesIO(b"PK\3\4 and nothing"), "This zip is damaged"),
        (write({"readme.txt": "x"}), "There is no ELOG file"),
    ],
)
def test_a_zip_that_is_none_or_holds_none_is_told(source: io.BytesIO, sentence: str) -> None:
    """In a sentence."""
    with pytest.raises(NotImportable, match=sentence):
        read(source)


def test_a_damaged_member_is_told() -> None:
    """Its checksum does not match."""
    data = bytearray(write({"a.log": LOG * 50}).getvalue())
    data[60] ^= 0xFF
    with pytest.raises(NotImportable, match=r"a\.log in this zip is damaged"):
        read(io.BytesIO(bytes(data)))


def test_a_member_without_a_name_is_no_file() -> None:
    """Damage can make one: a name ends where a zero stands."""
    data = write({"a.log": LOG, "lost": "x"}).getvalue().replace(b"lost", b"\0ost")
    assert len(read(io.BytesIO(data)).entries) == 1


def test_an_unusual_packing_is_told() -> None:
    """Not every Python can unpack it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as file:
        file.writestr("a.log", LOG)
    with pytest.raises(NotImportable, match="packed in an unusual way"):
        read(made)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_no_damage_does_anything_but_be_told(method: int, place: float, byte: int) -> None:
    """However it is packed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as file:
        file.writestr("a.log", LOG)
    data = bytearray(made.getvalue())
    data[int(place * len(data))] = byte
    with suppress(NotImportable):
        read(io.BytesIO(bytes(data)))


@pytest.mark.parametrize(("limit", "bomb"), [("LARGEST_IN_ALL", "bomb"), ("LARGEST_LOGS", "bomb.log")])
def test_a_bomb_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch, limit: str, bomb: str
) -> None:
    """By what it says it holds; it cannot give more than it says."""
    monkeypatch.setattr(elog_zip, limit, 1000)
    with pytest.raises(NotImportable, match="too much for one import"):
        read(write({"a.log": LOG, bomb: b"\0" * 1001}))
