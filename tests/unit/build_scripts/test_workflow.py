"""The workflow that builds the packages: what it calls is here, and it may do no more than it must.

It is read as text, line by line: it cannot be run here, and nothing else here reads YAML.
"""

from __future__ import annotations

import re

import pytest

from build_scripts import nsis
from build_scripts.environment import ROOT
from build_scripts.release import NAME, TITLE

WORKFLOW = (ROOT / ".github" / "workflows" / "packages.yml").read_text("utf-8")
BEFORE_JOBS, _, JOBS = WORKFLOW.partition("\njobs:\n")
_, *PARTS = re.split(r"^  (\w+):\n", JOBS, flags=re.MULTILINE)
BY_SYSTEM = dict(zip(PARTS[::2], PARTS[1::2], strict=True))


def test_each_system_has_a_job() -> None:
    """All three that the README names."""
    assert set(BY_SYSTEM) == {"linux", "windows", "macos"}


def test_every_script_it_runs_is_here() -> None:
    """A script that was renamed would be missed at the release, weeks later."""
    called = set(re.findall(r"\bpython3? (\S+\.py)\b", WORKFLOW))
    assert called == {"build_scripts/build.py", "build_scripts/smoke.py"}
    assert all((ROOT / script).is_file() for script in called)


@pytest.mark.parametrize("system", BY_SYSTEM)
def test_every_job_builds_as_a_person_would(system: str) -> None:
    """One command, with its smoke test; it ends in time, and what it made is kept with its checksums."""
    job = BY_SYSTEM[system]
    assert re.search(r"^        run: python3? build_scripts/build\.py$", job, re.MULTILINE)
    assert re.search(r"^    timeout-minutes: \d+$", job, re.MULTILINE)
    assert "path: dist/\n          if-no-files-found: error" in job


def test_the_names_in_it_are_those_of_the_build() -> None:
    """It finds the installer and the programs where the build and the installer put them."""
    assert rf'$folder = "$env:LOCALAPPDATA\Programs\{TITLE}"' in BY_SYSTEM["windows"]
    assert rf"smoke.py $folder\{nsis.PROGRAM}" in BY_SYSTEM["windows"]
    assert f"dist/{TITLE}-*-setup.exe" in BY_SYSTEM["windows"]
    assert nsis.BOOTSTRAPPER.relative_to(ROOT).as_posix() in BY_SYSTEM["windows"]
    assert f"dist/{TITLE}-*.dmg" in BY_SYSTEM["macos"]
    assert f"{TITLE}.app/Contents/MacOS/{NAME}" in BY_SYSTEM["macos"]


def test_it_may_read_the_source_and_nothing_else() -> None:
    """It publishes nothing, so it needs no right to, and no secret; a job could only ask for more."""
    assert "\npermissions:\n  contents: read\n\n" in BEFORE_JOBS
    assert "permissions:" not in JOBS
    assert "secrets." not in WORKFLOW
    assert JOBS.count("persist-credentials: false") == JOBS.count("actions/checkout@") == len(BY_SYSTEM)


def test_its_actions_are_github_s_own_and_pinned() -> None:
    """To a major version, which GitHub keeps compatible."""
    used = re.findall(r"uses: (\S+)", WORKFLOW)
    assert used
    assert [action for action in used if not re.fullmatch(r"actions/[\w-]+@v\d+", action)] == []


def test_it_runs_for_a_version_or_by_hand() -> None:
    """Not for each push: that is what the ordinary tests are for."""
    triggers = BEFORE_JOBS.partition("\non:\n")[2].partition("\n\n")[0]
    assert triggers == '  push:\n    tags: ["v*"]\n  workflow_dispatch:'
