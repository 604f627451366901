"""The whole check fails when any part does, and ends with the tests."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from build_scripts import checks

PYTHON = Path("python")


class Tools:
    """Stands in for ruff, mypy and pytest; `failing` are those that find something."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *failing: str) -> None:
        self.ran: list[str] = []
        self._failing = failing
        monkeypatch.setattr(subprocess, "run", self._run)

    def _run(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        line = " ".join(command[2:])
        self.ran.append(line)
        return subprocess.CompletedProcess(
            command, int(line.startswith(self._failing)) if self._failing else 0
        )


def test_passes_when_everything_does_and_ends_with_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Style, formatting and types come first, so that the tests' summary is the last line."""
    tools = Tools(monkeypatch)
    assert checks.everything(PYTHON) == 0
    assert [line.split(" --")[0] for line in tools.ran] == ["ruff check", "ruff format", "mypy", "pytest"]


@pytest.mark.parametrize("failing", ["ruff check", "ruff format", "mypy", "pytest"])
def test_fails_when_any_part_does_and_still_runs_the_tests(
    monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """One failure hides no other."""
    tools = Tools(monkeypatch, failing)
    assert checks.everything(PYTHON) == 1
    assert tools.ran[-1] == "pytest"


def test_says_before_the_tests_what_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Green tests at the end must not hide that the run fails."""
    Tools(monkeypatch, "ruff check", "mypy")
    checks.everything(PYTHON)
    assert "Whatever the tests say, this run fails: style and types, see above." in capsys.readouterr().out
