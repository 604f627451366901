"""The whole check fails when any part does, and ends with the tests."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import IO

import pytest

from build_scripts import checks
from build_scripts.environment import ROOT

PYTHON = Path("python")


class Beside:
    """Stands in for the pytest that runs beside everything else."""

    def __init__(self, command: list[str], stdout: IO[bytes], returncode: int) -> None:
        stdout.write(f"said by {' '.join(command[2:])}\n".encode())
        self.returncode = returncode

    def wait(self) -> None:
        """Have ended."""

    def kill(self) -> None:
        """Have ended."""


class Tools:
    """Stands in for ruff, mypy and pytest; `failing` are those that find something."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *failing: str) -> None:
        self.ran: list[str] = []
        self._failing = failing
        monkeypatch.setattr(subprocess, "run", self._run)
        monkeypatch.setattr(subprocess, "Popen", self._beside)

    def _run(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, self._ran(command))

    def _beside(self, command: list[str], *, stdout: IO[bytes], **_: object) -> Beside:
        return Beside(command, stdout, self._ran(command))

    def _ran(self, command: list[str]) -> int:
        line = " ".join(map(str, command)).partition("python -m ")[2]
        self.ran.append(line)
        return int(line.startswith(self._failing)) if self._failing else 0


SEEN = "pytest tests/browser tests/desktop"
PACKED = "pytest tests/bundle"
OTHERS = "pytest tests --ignore=tests/browser --ignore=tests/desktop --ignore=tests/bundle"


def test_passes_when_everything_does_and_ends_with_the_tests(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Style, formatting and types come first, so that a summary of tests is the last line."""
    tools = Tools(monkeypatch)
    assert checks.everything(PYTHON) == 0
    assert [line.split(" --")[0] for line in tools.ran[:3]] == ["ruff check", "ruff format", "mypy"]
    assert tools.ran[3:] == [SEEN, PACKED, OTHERS]
    assert capfdbinary.readouterr().out.endswith(f"said by {SEEN}\n".encode())


def test_no_test_is_left_out_or_run_twice() -> None:
    """What one run is given the other leaves out."""
    beside = [*checks.SEEN, *checks.PACKED]
    assert all((ROOT / folder).is_dir() for folder in beside)
    assert beside == [left.removeprefix("--ignore=") for left in OTHERS.split()[2:]]


@pytest.mark.parametrize("failing", ["ruff check", "ruff format", "mypy", SEEN, PACKED, OTHERS])
def test_fails_when_any_part_does_and_still_runs_the_tests(
    monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """One failure hides no other."""
    tools = Tools(monkeypatch, failing)
    assert checks.everything(PYTHON) == 1
    assert tools.ran[3:] == [SEEN, PACKED, OTHERS]


def test_says_before_the_tests_what_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Green tests at the end must not hide that the run fails."""
    Tools(monkeypatch, "ruff check", "mypy")
    checks.everything(PYTHON)
    assert "Whatever the tests say, this run fails: style and types, see above." in capsys.readouterr().out
