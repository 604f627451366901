"""ELOG's files: read message by message, malformed ones told of with their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.logbook.imports.elog import UNNAMED, LogFile, read_elog
from desktop_app.logbook.model import EntryKind
from tests.helpers.naughty import NAUGHTY

if TYPE_CHECKING:
    from desktop_app.logbook.imports.model import Reading

DATE = "Fri, 01 May 2009 10:11:12 +0200"
LINE = "=" * 40
HOUR_EAST = 60


def message(number: object = 1, text: str = "Open.", **head: str) -> str:
    """Write a message as ELOG does; underscores in names of attributes are spaces."""
    given_head = {"Date": DATE, "Author": "Stefan", **head}
    lines = [f"{name.replace('_', ' ')}: {value}" for name, value in given_head.items() if value]
    return "\n".join([f"$@MID@$: {number}", *lines, LINE, text, ""])


def read(text: str | bytes, name: str = "090501a.log") -> Reading:
    """Read one log without anything beside it."""
    content = text if isinstance(text, bytes) else text.encode()
    return read_elog([LogFile(name, "", content, lambda _: None)], lambda _: HOUR_EAST)


def test_a_message_is_an_entry() -> None:
    """With its author, time, category, tags, subject, and what else its attributes say."""
    reading = read(
        message(17, "Body\n\nmore", Type="Routine", Subject="Shutter", Keywords="a | b", Beam="12 GeV")
    )
    (found,) = reading.entries
    assert (found.author, found.category, found.tags) == ("Stefan", "Routine", ("a", "b"))
    assert (found.written_at, found.utc_offset) == (1241165472, 120)
    assert found.text == "**Shutter**\n\nBeam: 12 GeV\n\nBody\n\nmore"
    assert found.origin == "ELOG 090501a.log, message 17"
    assert (reading.faults, reading.warnings) == ([], [])


def test_a_reply_refers_to_what_it_answers() -> None:
    """By the number of the message in the same logbook."""
    first, second = read(message(1, Reply_to="2") + message(2, In_reply_to="1")).entries
    assert (second.kind, second.refers_to) == (EntryKind.REPLY, first.key)


@pytest.mark.parametrize(
    ("written", "at", "offset"),
    [
        ("Fri, 01 May 2009 10:11:12 +0200", 1241165472, 120),
        ("Fri, 01 May 2009 10:11:12 -0330", 1241185272, -210),
        ("Fri May  1 10:11:12 2009", 1241169072, HOUR_EAST),
        ("Fri, 01 May 2009 10:11:12", 1241169072, HOUR_EAST),
    ],
)
def test_dates_are_read_as_elog_writes_them(written: str, at: int, offset: int) -> None:
    """RFC 2822 or ctime; without an offset it is this computer's."""
    (found,) = read(message(Date=written)).entries
    assert (found.written_at, found.utc_offset) == (at, offset)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1"])
def test_every_encoding_elog_was_run_with(encoding: str) -> None:
    """Told by what fits."""
    (found,) = read(message(text="Kühlwasser 62 °C", Author="Jörg").encode(encoding)).entries
    assert (found.author, found.text) == ("Jörg", "Kühlwasser 62 °C")


def test_line_ends_of_windows() -> None:
    """The same message."""
    assert read(message().replace("\n", "\r\n")).entries == read(message()).entries


def test_malformed_messages_are_told_with_their_lines_and_cost_no_other() -> None:
    """Whatever is wrong with them."""
    text = (
        "junk\nmore of it\n" + message("x") + message(2, Date="yesterday") + message(3, Date="") + message(4)
    )
    text += "$@MID@$: 5\nno attribute\n" + LINE + "\n$@MID@$: 6\nDate: " + DATE
    reading = read(text)
    assert [found.key for found in reading.entries] == [("", "4")]
    assert [fault.sentence() for fault in reading.faults] == [
        "090501a.log, line 1: this is before the first message",
        "090501a.log, line 3 (message x): “x” is no number of a message",
        "090501a.log, line 8 (message 2): its date “yesterday” cannot be read",
        "090501a.log, line 13 (message 3): it has no date",
        "090501a.log, line 22 (message 5): its line 2, “no attribute”, is no attribute",
        "090501a.log, line 25 (message 6): it ends before its text begins",
    ]


def test_a_number_nobody_could_count_to_is_none() -> None:
    """Not even Python would read it."""
    reading = read(message("9" * 5000))
    assert (len(reading.entries), len(reading.faults)) == (0, 1)
    assert len(reading.faults[0].sentence()) < 200


def test_drafts_are_left_out_and_told_of() -> None:
    """Nobody has posted them."""
    reading = read(message(Draft="Stefan"))
    assert (reading.entries, len(reading.warnings)) == ([], 1)


def test_files_that_are_not_there_are_told_of_and_named() -> None:
    """Under the names people gave them."""
    reading = read(message(Attachment="090501_101112_plot.png,090501_101113_b.txt"))
    assert reading.entries[0].origin.endswith(", without its files “plot.png”, “b.txt”")
    assert len(reading.warnings) == 2


def test_a_message_without_an_author_has_a_stand_in() -> None:
    """Somebody has written it."""
    assert read(message(Author="")).entries[0].author == UNNAMED


@pytest.mark.parametrize("words", NAUGHTY)
def test_naughty_words_stay_what_they_are(words: str) -> None:
    """In the text; line ends are ELOG's own."""
    (found,) = read(message(text=words)).entries
    assert found.text == words.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


@given(
    st.binary(max_size=400).map(lambda rest: b"$@MID@$: 1\n" + rest) | st.text(max_size=400).map(str.encode)
)
def test_no_file_does_anything_but_give_messages_and_faults(content: bytes) -> None:
    """Whatever is in it."""
    read(content)


@given(st.integers(min_value=0))
def test_a_log_that_was_cut_off_costs_its_last_message_at_most(length: int) -> None:
    """What is whole comes; what is not is told of, or is a shorter text."""
    whole = message(1) + message(2)
    reading = read(whole[: length % len(whole)])
    assert len(reading.entries) + len(reading.faults) <= 2
