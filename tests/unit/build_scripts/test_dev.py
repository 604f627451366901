"""The front door's own decisions: which Python, which command."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

from build_scripts import checks, dev, environment, processes

if TYPE_CHECKING:
    import pytest

PYTHON = Path("/project/.venv/bin/python")


class FrontDoor:
    """Stands in for everything behind the front door, and notes what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[object] = []
        monkeypatch.setattr(environment, "prepare", self._prepare)
        monkeypatch.setattr(processes, "hand_over", lambda command, _: self._note(7, command))
        monkeypatch.setattr(checks, "everything", lambda _: self._note(8, "everything"))
        monkeypatch.setattr(checks, "tests", lambda _, arguments: self._note(9, arguments))

    def _prepare(self, purpose: environment.Purpose) -> Path:
        self._note(0, purpose.name)
        return PYTHON

    def _note(self, answer: int, asked: object) -> int:
        self.asked.append(asked)
        return answer


def test_refuses_an_old_python_in_a_plain_sentence() -> None:
    """Somebody with an old Python reads which one is needed, which one they have, and where it is."""
    assert dev.python_refusal((3, 9, 2), "/usr/bin/python3") == (
        "Shiftbook needs Python 3.11 or newer; this is Python 3.9.2 (/usr/bin/python3)."
    )


def test_refuses_no_python_from_3_11_on() -> None:
    """The oldest supported Python, and newer ones, are let in."""
    assert dev.python_refusal((3, 11, 0), "python3") is None
    assert dev.python_refusal((3, 14, 1), "python3") is None
    assert dev.python_refusal((4, 0, 0), "python3") is None


def test_an_old_python_can_read_the_file_that_refuses_it() -> None:
    """The front door has the grammar of Python 3.7, and imports nothing of ours before the check."""
    tree = ast.parse(Path(dev.__file__).read_text("utf-8"), feature_version=(3, 7))
    imported = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert imported == ["__future__", "pathlib"]


def test_run_becomes_the_program_with_the_arguments_untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows `run` is the program's, options and --help included, and so is the exit code."""
    door = FrontDoor(monkeypatch)
    assert dev.main(["run", "--headless", "--help"]) == 7
    assert door.asked == ["run", [str(PYTHON), "-m", "desktop_app", "--headless", "--help"]]


def test_test_without_arguments_checks_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command in the README is style, types and all tests."""
    door = FrontDoor(monkeypatch)
    assert dev.main(["test"]) == 8
    assert door.asked == ["test", "everything"]


def test_test_with_arguments_is_pytest_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who works on one test waits for that one."""
    door = FrontDoor(monkeypatch)
    assert dev.main(["test", "-x", "tests/web"]) == 9
    assert door.asked == ["test", ["-x", "tests/web"]]


def test_bench_selects_the_measurements(monkeypatch: pytest.MonkeyPatch) -> None:
    """The measurements are marked, and print what they find."""
    door = FrontDoor(monkeypatch)
    assert dev.main(["bench", "-k", "refresh"]) == 9
    assert door.asked == ["test", ["-m", "bench", "-s", "-k", "refresh"]]


def test_an_unknown_command_shows_the_commands_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is set up for a slip of the keyboard, and a script that made it notices."""
    assert dev.main(["tset"]) == dev.main([]) == 2
    assert capsys.readouterr() == ("", f"{dev.USAGE}\n" * 2)


def test_help_shows_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """Asking for help is no mistake."""
    assert dev.main(["--help"]) == 0
    assert capsys.readouterr() == (f"{dev.USAGE}\n", "")


def test_a_failed_setup_ends_with_its_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever cannot go on reads why, not a traceback."""

    def fail(_: environment.Purpose) -> Path:
        raise environment.SetupFailed("The disk is full.")

    monkeypatch.setattr(environment, "prepare", fail)
    assert dev.main(["run"]) == 1
    assert capsys.readouterr() == ("", "The disk is full.\n")


def test_an_interruption_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C during the set-up ends it with the exit code shells use for that."""

    def interrupt(_: environment.Purpose) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "prepare", interrupt)
    assert dev.main(["run"]) == 130
