"""The front door does not lie: every command in the documents is run here or by continuous integration."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.config import Settings
from tests.helpers.program import ROOT, start
from tests.helpers.readme import commands, install_commands

if TYPE_CHECKING:
    from pathlib import Path

RUN = "python3 build_scripts/dev.py run"
TEST = "python3 build_scripts/dev.py test"
BUILD = "python3 build_scripts/build.py"
RUN_BY_BUNDLE_TESTS = {BUILD, *install_commands()}
RUN_BY_CI = {TEST, f"{TEST} tests/unit", "python3 build_scripts/dev.py bench"}
PROGRAM = ".venv/bin/python -m desktop_app "
BY_ANYBODY = ("python3 -c ", "python3 verify.py ")
"""How a record is verified without Shiftbook."""


def test_the_two_first_commands_are_run_and_test() -> None:
    """Nothing stands between a newcomer and the program."""
    assert commands("README.md")[:2] == [RUN, TEST]


def test_continuous_integration_runs_exactly_the_test_command() -> None:
    """What a developer sees is what it sees."""
    assert TEST in (ROOT / ".ci" / "run").read_text("utf-8")


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_no_command_is_left_untested(document: str) -> None:
    """A command of another kind needs a test of its own."""
    known = {RUN, *RUN_BY_CI, *RUN_BY_BUNDLE_TESTS}
    assert [
        c for c in commands(document) if c not in known and not c.startswith((PROGRAM, *BY_ANYBODY))
    ] == []


def test_the_programs_commands_work_as_they_are_written(tmp_path: Path) -> None:
    """In the order of the README, on a new book."""
    asked = [c.removeprefix(PROGRAM) for c in commands("README.md") if c.startswith(PROGRAM)]
    for command in asked:
        needs_password = command.startswith(("people add", "people reset-password"))
        program(tmp_path, command, "a much better sentence" if needs_password else None)
    for command in (c for c in commands("README.md") if c.startswith(BY_ANYBODY)):
        subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True, timeout=60)


def test_every_setting_stands_in_the_readme() -> None:
    """As a flag and as a line of config.toml."""
    text = (ROOT / "README.md").read_text("utf-8")
    for name in Settings.__dataclass_fields__:
        assert f"--{name.replace('_', '-')}" in text
        assert f"`{name} = " in text


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_file_named_exists(document: str) -> None:
    """Links and pictures lead somewhere."""
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / document).read_text("utf-8")):
        assert (ROOT / target).exists(), target


def test_the_run_command_prints_its_address_without_a_display(tmp_path: Path) -> None:
    """As a newcomer without a screen would meet it."""
    with start(tmp_path, command=[sys.executable, *RUN.split()[1:]]) as running:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/open\?key=\S+", running.address())


def program(folder: Path, arguments: str, password: str | None) -> None:
    """Run one command of the program on the data folder."""
    words = re.findall(r'"([^"]*)"|(\S+)', arguments)
    argv = [quoted or bare for quoted, bare in words]
    stdin = ["--password-stdin"] if password else []
    ended = subprocess.run(
        [sys.executable, "-m", "desktop_app", "--data-dir", str(folder), *argv, *stdin],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input=f"{password}\n" if password else "",
        text=True,
        check=False,
        timeout=60,
        capture_output=True,
    )
    # The doctor finds something missing on a machine without a screen, and says so with its exit code.
    assert ended.returncode == 0 or argv == ["doctor"], ended.stderr
