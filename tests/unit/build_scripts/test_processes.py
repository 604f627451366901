"""Programs that do their work or fail."""

from __future__ import annotations

import sys

import pytest

from build_scripts.processes import ToolFailed, run_or_fail


def test_what_a_program_said_is_returned() -> None:
    """On both of its channels."""
    said = run_or_fail([sys.executable, "-c", "import sys; print(1); print(2, file=sys.stderr)"])
    assert sorted(said.split()) == ["1", "2"]


def test_a_failure_ends_with_what_the_program_said() -> None:
    """Its last lines are where it says why."""
    with pytest.raises(ToolFailed, match=r"line 99$") as failure:
        run_or_fail([sys.executable, "-c", "for n in range(100): print('line', n)\nraise SystemExit(3)"])
    assert "line 1\n" not in str(failure.value)


def test_a_program_that_is_not_there_is_named() -> None:
    """Not a traceback that ends somewhere in subprocess."""
    with pytest.raises(ToolFailed, match="no-such-program failed"):
        run_or_fail(["no-such-program"])
