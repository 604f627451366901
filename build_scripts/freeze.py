"""Freezes the program: PyInstaller, app.spec and a clean environment make one folder that needs no Python."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from typing import TYPE_CHECKING

from build_scripts.environment import ROOT, with_our_modules
from build_scripts.processes import run_or_fail
from build_scripts.release import NAME, TITLE, reproducible
from build_scripts.version_resource import version_resource

if TYPE_CHECKING:
    from pathlib import Path

BUILD = ROOT / "build"
ICONS = BUILD / "icons"
VERSION_RESOURCE = BUILD / "version.txt"
FROZEN = BUILD / "frozen"


class UnfreezablePython(Exception):
    """This Python cannot be put into a bundle; the message says which can."""

    def __init__(self, executable: str) -> None:
        super().__init__(
            f"{executable} was built without a shared library, so it cannot be put into a package. Use your "
            "distribution's python3, or build one with --enable-shared (pyenv: "
            "PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install 3.11)."
        )


def refuse_unfreezable_python() -> None:
    """Refuse a Python on Linux that has no shared library.

    Raises:
        UnfreezablePython: it has none.
    """
    if sys.platform == "linux" and not sysconfig.get_config_var("Py_ENABLE_SHARED"):
        raise UnfreezablePython(sys.executable)


def freeze(python: Path) -> Path:
    """Freeze the program with the interpreter of the build's environment; return the bundle's folder.

    Raises:
        ToolFailed: PyInstaller or patchelf did.
    """
    shutil.rmtree(FROZEN, ignore_errors=True)
    BUILD.mkdir(exist_ok=True)
    VERSION_RESOURCE.write_text(version_resource(), "utf-8")
    options = ["--noconfirm", "--clean", "--log-level", "WARN"]
    folders = ["--workpath", str(BUILD / "pyinstaller"), "--distpath", str(FROZEN)]
    command = [str(python), "-m", "PyInstaller", *options, *folders, str(ROOT / "app.spec")]
    run_or_fail(command, folder=ROOT, variables={**with_our_modules(), **reproducible()})
    if sys.platform == "linux":
        _forget_where_it_was_built(python, bundle())
    return bundle()


def _forget_where_it_was_built(python: Path, folder: Path) -> None:
    """Let no library be looked for in the folder this machine keeps its Python in: there it is anybody's."""
    libraries = [str(file) for file in folder.rglob("*.so*")]
    run_or_fail([str(python.with_name("patchelf")), "--remove-rpath", *libraries])


def bundle() -> Path:
    """Return the folder (on macOS the application) that a person would copy to have the program."""
    return FROZEN / (f"{TITLE}.app" if sys.platform == "darwin" else NAME)


def program(folder: Path) -> Path:
    """Return the program inside a bundle."""
    if sys.platform == "darwin":
        return folder / "Contents" / "MacOS" / NAME
    return folder / (f"{NAME}.exe" if sys.platform == "win32" else NAME)
