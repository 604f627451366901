"""The stamp that makes the second start quick, and what is done when it does not hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from build_scripts import environment, system_packages
from build_scripts.distributions import DEBIAN

if TYPE_CHECKING:
    from collections.abc import Callable

PIP_FAILURE = "Dependency 'gobject-introspection-1.0' is required but not found."


class Project:
    """A project folder, and a machine on which making .venv and installing only leave a trace."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.done: list[str] = []
        self.missing: list[str] = []
        self.apt_works = True
        self.compiles = True
        self.online = True
        self.made_by = sys.implementation.cache_tag
        (root / "requirements.txt").write_text("bottle==1\nPyGObject==3; sys_platform == 'linux'\n", "utf-8")
        (root / "requirements-dev.txt").write_text("-r requirements.txt\npytest==1\n", "utf-8")
        (root / "requirements-build.txt").write_text("-r requirements.txt\npyinstaller==6\n", "utf-8")
        monkeypatch.setattr(environment, "ROOT", root)
        monkeypatch.setattr(environment, "run_quietly", self._run)
        monkeypatch.setattr(system_packages, "this_family", lambda: DEBIAN)
        monkeypatch.setattr(system_packages, "provide", self._provide)
        monkeypatch.setattr(
            system_packages, "missing", lambda _, asked: [n for n in asked if n in self.missing]
        )

    def prepare(self, purpose: environment.Purpose = environment.RUN) -> list[str]:
        """Set up, and return what was done for it."""
        self.done = []
        assert environment.prepare(purpose) == purpose.python
        return self.done

    def _provide(self, _family: object, _packages: list[str], _say: object) -> bool:
        self.done.append("packages")
        return self.apt_works

    def _run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        if "-c" in command:
            return subprocess.CompletedProcess(command, 0, f"{self.made_by}\n")
        if "venv" in command:
            return self._make_venv(command)
        requirements = command[-1]
        self.done.append(f"pip {requirements.rpartition('/')[2]}")
        works = self.online and (self.compiles or requirements.endswith("without-compiled.txt"))
        return subprocess.CompletedProcess(command, 0 if works else 1, PIP_FAILURE)

    def _make_venv(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        self.done.append("venv")
        python = Path(command[-1]) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        self.made_by = sys.implementation.cache_tag
        return subprocess.CompletedProcess(command, 0, "")


@pytest.fixture(name="project")
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    return Project(tmp_path, monkeypatch)


FIRST_TIME = ["packages", "venv", "pip requirements.txt"]
AGAIN = ["packages", "pip requirements.txt"]


def _pin_anew(project: Project) -> None:
    (project.root / "requirements.txt").write_text("bottle==2\n", "utf-8")


def _upgrade_python(project: Project) -> None:
    project.made_by = "cpython-310"
    _pin_anew(project)


def _remove_python(_: Project) -> None:
    environment.RUN.python.unlink()


def test_the_second_start_does_nothing(project: Project) -> None:
    """What was set up once is not looked at again."""
    assert project.prepare() == FIRST_TIME
    assert project.prepare() == []


@pytest.mark.parametrize(
    ("change", "done"),
    [(_pin_anew, AGAIN), (_upgrade_python, FIRST_TIME), (_remove_python, FIRST_TIME)],
    ids=["another pin", "another Python", "no Python"],
)
def test_a_change_sets_up_anew(project: Project, change: Callable[[Project], None], done: list[str]) -> None:
    """New pins are installed into .venv; a Python that is gone or another one needs a new .venv."""
    project.prepare()
    change(project)
    assert project.prepare() == done


def test_the_fingerprint_depends_on_each_part() -> None:
    """Requirements, and the list of packages, cannot stand in for each other."""
    parts = [(["a"], ["b"]), (["a"], []), (["a", "b"], []), ([], ["a"]), (["a"], ["b", "c"])]
    assert len({environment.fingerprint_of(*each) for each in parts}) == len(parts)
    assert environment.fingerprint_of(["a"], ["b"]) == environment.fingerprint_of(["a"], ["b"])


def test_testing_needs_more_than_running(project: Project) -> None:
    """Having run the program does not count as set up for the tests."""
    project.prepare(environment.RUN)
    assert project.prepare(environment.TEST) == ["packages", "pip requirements-dev.txt"]
    assert project.prepare(environment.TEST) == project.prepare(environment.RUN) == []


def test_packaging_has_an_environment_of_its_own(project: Project) -> None:
    """It holds exactly what is pinned: another pin makes it anew."""
    again = ["packages", "venv", "pip requirements-build.txt"]
    assert project.prepare(environment.BUILD) == again
    assert project.prepare(environment.BUILD) == []
    _pin_anew(project)
    assert project.prepare(environment.BUILD) == again
    assert not environment.RUN.venv.exists()


def test_nothing_is_packaged_without_the_window(project: Project) -> None:
    """What runs without PyGObject would be shipped without a window."""
    project.compiles = False
    with pytest.raises(environment.SetupFailed, match="gobject-introspection"):
        project.prepare(environment.BUILD)


def test_a_failed_apt_is_tried_again(project: Project) -> None:
    """A lock or a network that comes back must not need a person to know about stamps."""
    project.apt_works = False
    assert project.prepare() == FIRST_TIME
    assert project.prepare() == AGAIN


def test_packages_that_came_later_are_noticed(project: Project) -> None:
    """Whoever types the line gets the window at the next start; until then, starts are quick."""
    project.missing = ["gir1.2-webkit2-4.1"]
    project.prepare()
    assert project.prepare() == []
    project.missing = []
    assert project.prepare() == AGAIN


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux is anything compiled")
def test_without_a_compiler_everything_else_is_installed(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """No window is no reason not to start; the person reads what pip said."""
    project.compiles = False
    assert project.prepare()[-1] == "pip without-compiled.txt"
    assert (project.root / ".venv" / "without-compiled.txt").read_text("utf-8") == "bottle==1\n"
    said = capsys.readouterr()
    assert said.out == ""
    assert "opens in the browser" in said.err
    assert PIP_FAILURE in said.err


def test_without_the_packages_the_setup_fails_with_what_pip_said(project: Project) -> None:
    """Nothing is stamped, so the next start tries again."""
    project.online = False
    with pytest.raises(environment.SetupFailed, match="gobject-introspection"):
        project.prepare()
    project.online = True
    assert project.prepare() == AGAIN


def test_a_venv_that_was_not_finished_is_made_again(project: Project) -> None:
    """A set-up that was interrupted before pip was there leaves a Python that cannot install anything."""
    project.prepare()
    project.made_by = "ModuleNotFoundError: No module named 'pip'"
    _pin_anew(project)
    assert project.prepare() == FIRST_TIME


def test_a_venv_that_cannot_be_made_is_not_left_behind(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian without python3-venv leaves half a .venv, which must not look whole the next time."""
    environment.RUN.venv.mkdir()
    refusal = subprocess.CompletedProcess([], 1, "ensurepip is not available")
    monkeypatch.setattr(environment, "run_quietly", lambda _: refusal)
    with pytest.raises(environment.SetupFailed, match="ensurepip is not available"):
        project.prepare()
    assert not environment.RUN.venv.exists()


def test_a_stamp_is_read_back_as_written(tmp_path: Path) -> None:
    """With missing packages and without."""
    for missing in ([], ["gcc", "xvfb"]):
        stamp = environment.Stamp("abc", missing)
        environment.write_stamp(tmp_path / "stamp", stamp)
        assert environment.read_stamp(tmp_path / "stamp") == stamp


@pytest.mark.parametrize("text", ["", "abc"], ids=["empty", "cut"])
def test_a_broken_stamp_counts_as_none(tmp_path: Path, text: str) -> None:
    """A power cut while the stamp was written costs one more set-up, not a traceback."""
    (tmp_path / "stamp").write_text(text, "utf-8")
    assert environment.read_stamp(tmp_path / "stamp") is None
    assert environment.read_stamp(tmp_path / "no such file") is None


def test_the_program_is_found_from_any_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our folder comes first, and a search path of the person's own stays."""
    monkeypatch.setenv("PYTHONPATH", "theirs")
    assert environment.with_our_modules()["PYTHONPATH"].split(os.pathsep) == [str(environment.ROOT), "theirs"]
