"""What can go wrong: every case drawn, coded, and told in whole sentences."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app import errors
from desktop_app.errors import ShiftbookError, StartError

if TYPE_CHECKING:
    from collections.abc import Iterator

CODES = {
    "auth_required", "session_expired", "session_ended", "session_reused", "session_locked",
    "bad_credentials", "forbidden", "cross_site", "no_window_key", "invalid", "not_found", "conflict",
    "too_large", "too_many_attempts", "storage_busy", "storage_full", "internal",
}  # fmt: skip
"""The words of the outside interface; a new one is a change of it."""

EVIDENCE = {"int": 7_340_032, "int | None": 4711, "str": "Evidence, a sentence.", "Path": Path("/data/book")}


def below(kind: type[ShiftbookError]) -> Iterator[type[ShiftbookError]]:
    """Walk the tree as it is drawn."""
    for child in kind.__subclasses__():
        yield child
        yield from below(child)


BRANCHES = ShiftbookError.__subclasses__()
LEAVES = [kind for kind in below(ShiftbookError) if not kind.__subclasses__()]


def sample(kind: type[ShiftbookError]) -> ShiftbookError:
    """Raise-able, with evidence of the right kinds."""
    wanted = inspect.signature(kind).parameters.values()
    return kind(*(EVIDENCE[parameter.annotation] for parameter in wanted))


def test_the_tree_is_drawn_as_it_is() -> None:
    """The module's docstring lists every class under its parent, in the order of the file."""
    assert errors.__doc__ is not None
    drawn: list[tuple[str, str]] = []
    branch = ""
    for line in errors.__doc__.splitlines():
        name = line.lstrip("│├└─ ").split(" ")[0]
        if line.startswith(("├── ", "└── ")):
            branch = name
            drawn.append((name, "ShiftbookError"))
        elif line.startswith(("│   ", "    ")) and "── " in line:
            drawn.append((name, branch))
    assert drawn == [(kind.__name__, kind.__bases__[0].__name__) for kind in below(ShiftbookError)]


@pytest.mark.parametrize("kind", LEAVES)
def test_every_error_tells_a_person_what_happened(kind: type[ShiftbookError]) -> None:
    """In whole sentences, with nothing of ours in them."""
    message = str(sample(kind))
    assert message[0].isupper()
    assert message.endswith(".")
    assert kind.__name__ not in message
    assert "None" not in message


@pytest.mark.parametrize("kind", LEAVES)
def test_every_error_keeps_its_evidence(kind: type[ShiftbookError]) -> None:
    """What it was made with can be read from it, for the log and for whoever answers."""
    error = sample(kind)
    for parameter in inspect.signature(kind).parameters.values():
        value = EVIDENCE[parameter.annotation]
        kept = str(vars(error).get(parameter.name)) == str(value)
        told = str(value) in str(error)
        assert kept or told


@pytest.mark.parametrize("kind", LEAVES)
def test_every_error_has_a_code_of_the_interface(kind: type[ShiftbookError]) -> None:
    """Programs read the code; only what ends the start has none of its own."""
    assert kind.code in CODES
    assert (kind.code == "internal") == issubclass(kind, StartError)


@pytest.mark.parametrize("kind", BRANCHES)
def test_branches_say_that_they_are_not_raised(kind: type[ShiftbookError]) -> None:
    """They exist to be caught."""
    assert inspect.cleandoc(kind.__doc__ or "").startswith("Never raised itself")


def test_a_wait_of_nothing_is_not_mentioned() -> None:
    """Nobody waits for "0 s"."""
    assert str(errors.BadCredentials(0)) == "That password does not match. Try again."
    assert str(errors.BadCredentials(4)) == "That password does not match. Try again in 4 s."
    assert str(errors.WrongCurrentPassword(0)).endswith("nothing was changed.")
    assert str(errors.WrongCurrentPassword(4)).endswith("Try again in 4 s.")


def test_storage_errors_hide_the_systems_words() -> None:
    """They are kept for the log; a path or an SQL statement is nothing to show on a page."""
    for kind in (errors.StorageUnavailable, errors.DatabaseDamaged):
        error = kind("disk I/O error in SELECT")
        assert "SELECT" not in str(error)
        assert error.cause == "disk I/O error in SELECT"
