"""What the smoke test lets pass, and what it does not."""

from __future__ import annotations

import pytest

from build_scripts.smoke import SmokeFailed, main, refuse_loud, refuse_problems, refuse_unexpected

READY = "Shiftbook is ready at http://127.0.0.1:8765/open?key=abc"


def test_the_expected_lines_pass() -> None:
    """The address, the log on the terminal, and a doctor who misses only the screen."""
    refuse_unexpected(f"shiftbook: info: start version=0.1.0\n{READY}\n")
    refuse_loud("2026-11-25T13:50:53.000+00:00 INFO    desktop_app.cli start version=0.1.0\n")
    refuse_problems("ok       python       3.11.7.\nproblem  display      None answers here. Log in.\n")


@pytest.mark.parametrize(
    "line", ["shiftbook: warning: x", "Traceback (most recent call last):", "Gtk-WARNING"]
)
def test_any_other_line_fails(line: str) -> None:
    """It is named."""
    with pytest.raises(SmokeFailed, match=line.partition(" (")[0]):
        refuse_unexpected(f"{READY}\n{line}\n")


@pytest.mark.parametrize("level", ["WARNING", "ERROR", "CRITICAL"])
def test_a_log_that_is_not_quiet_fails(level: str) -> None:
    """From a warning upwards."""
    with pytest.raises(SmokeFailed, match="something"):
        refuse_loud(f"2026-11-25T13:50:53.000+00:00 {level:7} desktop_app.web something\n")


@pytest.mark.parametrize("report", ["problem  book         damaged\n", ""])
def test_a_problem_of_the_programs_own_fails(report: str) -> None:
    """And so does a doctor who says nothing."""
    with pytest.raises(SmokeFailed):
        refuse_problems(report)


def test_without_a_program_it_says_how_to_name_one(capsys: pytest.CaptureFixture[str]) -> None:
    """And fails."""
    assert main([]) == 2
    assert "PATH-TO-PROGRAM" in capsys.readouterr().err
