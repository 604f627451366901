"""What is found is judged by the rules of posting, before anything is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.accounts.names import clean_name
from desktop_app.logbook.imports.model import Format, Found, Reading
from desktop_app.logbook.imports.plan import TOLD_EVERY, Plan, planned
from desktop_app.logbook.model import EntryKind
from desktop_app.logbook.writing import MAX_CATEGORY_LENGTH, MAX_TAGS
from tests.helpers.clock import SOME_INSTANT

ONE = Found("line 2", 1, "Ada", SOME_INSTANT, 60, "table.csv, line 2", "Pump on.")
REPLY = replace(ONE, where="line 3", key=2, kind=EntryKind.REPLY, refers_to=1)
HIDING = replace(ONE, where="line 3", key=2, kind=EntryKind.HIDING, refers_to=1, text="", reason="secret")


def plan(*found: Found) -> Plan:
    """Plan an import of these."""
    return planned(Reading(Format.CSV, list(found)), SOME_INSTANT, clean_name)


def test_what_can_be_posted_can_be_imported() -> None:
    """In its order; a hiding has no text of its own."""
    assert plan(ONE, REPLY).entries == (ONE, REPLY)
    assert plan(replace(ONE, masked=True, text=""), HIDING).faults == ()


def test_says_how_far_it_is() -> None:
    """A page waits for it."""
    told: list[tuple[int, int]] = []
    many = [replace(ONE, key=number) for number in range(TOLD_EVERY + 1)]
    planned(Reading(Format.CSV, many), SOME_INSTANT, clean_name, lambda *step: told.append(step))
    assert told == [(0, TOLD_EVERY + 1), (TOLD_EVERY, TOLD_EVERY + 1)]


@pytest.mark.parametrize(
    "change",
    [
        {"text": " "},
        {"text": "x" * 1_000_001},
        {"text": "\0"},
        {"author": ""},
        {"author": "a\u202eb"},
        {"category": "x" * (MAX_CATEGORY_LENGTH + 1)},
        {"tags": tuple(map(str, range(MAX_TAGS + 1)))},
        {"written_at": SOME_INSTANT + 2 * 86_400},
        {"written_at": -(10**12)},
        {"utc_offset": 2000},
        {"happened_at": SOME_INSTANT + 2 * 86_400, "happened_offset": 0},
        {"kind": EntryKind.AMENDMENT},
        {"refers_to": 7},
    ],
    ids=str,
)
def test_what_cannot_be_posted_is_a_fault(change: dict[str, object]) -> None:
    """And it costs no other."""
    made = plan(replace(ONE, **change), replace(ONE, key=5))  # type: ignore[arg-type]
    assert ([fault.where for fault in made.faults], len(made.entries)) == (["line 2"], 1)


def test_what_answers_nothing_here_becomes_an_entry_of_its_own() -> None:
    """With a remark; a hiding of nothing is left out."""
    made = plan(replace(REPLY, refers_to=99))
    assert (made.entries[0].kind, made.entries[0].refers_to) == (EntryKind.ENTRY, None)
    assert len(made.warnings) == 1
    assert plan(replace(HIDING, refers_to=99)).entries == ()


def test_what_is_referred_to_may_stand_later_in_the_file() -> None:
    """A clock was set back, or the file was sorted anew; everybody comes after what they refer to."""
    last = replace(REPLY, key=3, refers_to=2)
    made = plan(last, REPLY, ONE)
    assert [found.key for found in made.entries] == [1, 2, 3]
    assert made.warnings == ()


def test_a_ring_is_opened() -> None:
    """No clock makes one."""
    made = plan(replace(REPLY, refers_to=3), replace(REPLY, key=3, refers_to=2))
    assert ([found.key for found in made.entries], len(made.warnings)) == ([3, 2], 1)


def test_what_was_hidden_does_not_come_without_what_hides_it() -> None:
    """It would be an entry that says nothing, not even why."""
    made = plan(replace(ONE, masked=True, text=""), replace(REPLY, refers_to=1))
    assert [(found.key, found.kind) for found in made.entries] == [(2, EntryKind.ENTRY)]
    assert made.warnings[0].what.startswith("it was hidden, and neither its words nor what hides it")


def test_two_of_one_number_are_a_fault() -> None:
    """Nobody could say which one others mean."""
    made = plan(ONE, replace(ONE, where="line 9"))
    assert [fault.sentence() for fault in made.faults] == [
        "line 9: there are two of this number, also at line 2"
    ]
