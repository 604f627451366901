"""Virtual environments: .venv for running Shiftbook or working on it, build/venv for packaging it.

A stamp in each holds the fingerprint of everything the set-up depends on; while that matches, nothing is
done. It also notes which packages of the system were not to be had, so that a later start sees them come.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from build_scripts import system_packages
from build_scripts.distributions import Use
from build_scripts.processes import run_quietly, tail

if TYPE_CHECKING:
    import subprocess

    from build_scripts.distributions import Family

ROOT = Path(__file__).resolve().parent.parent

COMPILED = ("pygobject", "pycairo")  # only the window on Linux needs these, and only they need a compiler


class SetupFailed(Exception):
    """Shiftbook cannot be set up here; the message is for the person at the terminal."""


class Purpose(NamedTuple):
    """What an environment is for, and its requirement files; the last one includes the others.

    It lies in *folder*, counted from the project's; *whole* means that nothing may be missing from it.
    """

    name: str
    requirements: tuple[str, ...]
    packages: Use
    folder: str = ".venv"
    whole: bool = False

    @property
    def venv(self) -> Path:
        """The folder of the environment, which need not exist yet."""
        return ROOT / self.folder

    @property
    def python(self) -> Path:
        """The environment's interpreter, which need not exist yet."""
        return self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


class Stamp(NamedTuple):
    """What a finished set-up was made from, and the packages of the system it did without."""

    fingerprint: str
    missing: list[str]


RUN = Purpose("run", ("requirements.txt",), Use.RUN)
TEST = Purpose("test", ("requirements.txt", "requirements-dev.txt"), Use.TEST)
BUILD = Purpose("build", ("requirements.txt", "requirements-build.txt"), Use.BUILD, "build/venv", whole=True)


def prepare(purpose: Purpose) -> Path:
    """Set up what the purpose needs, if anything has changed since the last time; return the Python to use.

    Raises:
        SetupFailed: it could not be made, or the Python packages not be installed.
    """
    family = system_packages.this_family()
    packages = system_packages.wanted(family, purpose.packages)
    fingerprint = fingerprint_of([_requirements(name) for name in purpose.requirements], packages)
    stamp_file = purpose.venv / f"shiftbook-{purpose.name}.stamp"
    stamp = read_stamp(stamp_file)
    if stamp and stamp.fingerprint == fingerprint and _still_holds(purpose, stamp, family):
        return purpose.python
    provided = system_packages.provide(family, packages, say)
    _make_venv(purpose)
    _install(purpose)
    if provided:
        write_stamp(stamp_file, Stamp(fingerprint, system_packages.missing(family, packages)))
    return purpose.python


def _still_holds(purpose: Purpose, stamp: Stamp, family: Family | None) -> bool:
    return purpose.python.exists() and stamp.missing == system_packages.missing(family, stamp.missing)


def say(sentence: str) -> None:
    """Tell the person at the terminal what the set-up is doing; standard output belongs to the program."""
    print(f"Setting up (once): {sentence}", file=sys.stderr, flush=True)


def with_our_modules() -> dict[str, str]:
    """Return the environment in which .venv's Python finds Shiftbook from any folder."""
    search = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(search)}


def fingerprint_of(requirements: list[str], packages: list[str]) -> str:
    """Return one line that changes with the requirements, the version of Python or the packages."""
    parts = (sys.implementation.cache_tag, sys.platform, requirements, packages)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def read_stamp(path: Path) -> Stamp | None:
    """Read a stamp; None when there is none."""
    try:
        fingerprint, missing = path.read_text("utf-8").split("\n", 1)
    except (FileNotFoundError, ValueError):
        return None
    return Stamp(fingerprint, missing.split())


def write_stamp(path: Path, stamp: Stamp) -> None:
    """Write a stamp that `read_stamp` reads back as it was."""
    path.write_text("\n".join([stamp.fingerprint, *stamp.missing, ""]), "utf-8")


def without_compiled(requirements: str) -> str:
    """Return a requirement file without what needs a compiler, and without the files it includes."""
    lines = [line for line in requirements.splitlines() if not line.startswith("-r ")]
    return "\n".join(line for line in lines if _name(line) not in COMPILED) + "\n"


def names_in(requirements: str) -> list[str]:
    """Return the names in a requirement file, without those of files it includes, in small letters."""
    return [_name(line) for line in requirements.splitlines() if line[:1].isalpha()]


def _requirements(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _name(requirement: str) -> str:
    return re.split(r"[=;<>\s]", requirement, maxsplit=1)[0].lower()


def _make_venv(purpose: Purpose) -> None:
    # What is whole holds nothing else either: no package an earlier pin has left behind.
    if not purpose.whole and _venv_is_usable(purpose.python):
        return
    say(f"making {purpose.folder}")
    made = run_quietly([sys.executable, "-m", "venv", "--clear", str(purpose.venv)])
    if made.returncode != 0:
        shutil.rmtree(purpose.venv, ignore_errors=True)  # what is half made would look usable the next time
        raise SetupFailed(f"Python could not make a virtual environment. It said:\n{made.stdout}")


def _venv_is_usable(python: Path) -> bool:
    """Tell whether it is whole (pip is what it gets last) and was made by this version of Python."""
    if not python.exists():
        return False
    asked = run_quietly([str(python), "-c", "import pip, sys; print(sys.implementation.cache_tag)"])
    return asked.stdout.strip() == sys.implementation.cache_tag


def _install(purpose: Purpose) -> None:
    """Install the Python packages; on Linux at least all that need no compiler."""
    say("installing the Python packages (a minute or so)")
    done = _pip(purpose, ROOT / purpose.requirements[-1])
    may_do_without = sys.platform == "linux" and not purpose.whole
    if done.returncode != 0 and may_do_without and _install_without_compiled(purpose):
        say(
            "PyGObject could not be compiled, so there will be no window and Shiftbook opens in the browser. "
            f"Once its packages are there, start again. What pip said ends with:\n{tail(done.stdout)}"
        )
    elif done.returncode != 0:
        raise SetupFailed(f"pip could not install the Python packages. It said:\n{tail(done.stdout)}")


def _install_without_compiled(purpose: Purpose) -> bool:
    others = purpose.venv / "without-compiled.txt"
    others.write_text(
        "".join(without_compiled(_requirements(name)) for name in purpose.requirements), "utf-8"
    )
    return _pip(purpose, others).returncode == 0


def _pip(purpose: Purpose, requirements: Path) -> subprocess.CompletedProcess[str]:
    options = ["--quiet", "--disable-pip-version-check", "--no-input"]
    return run_quietly(
        [str(purpose.python), "-m", "pip", "install", *options, "--requirement", str(requirements)]
    )
