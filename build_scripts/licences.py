"""What others allow us to do with their work: their licences, to go into the bundle beside it."""

from __future__ import annotations

import sys
import sysconfig
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from build_scripts.environment import ROOT, names_in

FOLDER = "licenses"

DataFile = tuple[str, str]
"""A file, and the folder of the bundle it goes into."""


def licence_files() -> list[DataFile]:
    """Return the licences of all that goes into the bundle; run by the interpreter it is frozen with."""
    own = [(str(ROOT / "LICENSE"), f"{FOLDER}/Shiftbook")]
    frozen = [*names_in((ROOT / "requirements.txt").read_text("utf-8")), "pyinstaller"]
    return own + _pythons() + [found for name in frozen for found in _of(name)]


def _of(name: str) -> list[DataFile]:
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        return []  # wanted on another system
    return [(str(file), f"{FOLDER}/{installed.name}") for file in _texts(installed)]


def _texts(installed: Distribution) -> list[Path]:
    """Find the licence; a package that has no file of its own names it among its metadata."""
    files = [Path(str(file.locate())) for file in installed.files or ()]
    licences = [file for file in files if file.name.upper().startswith(("LICEN", "COPYING"))]
    return licences or [file for file in files if file.name == "METADATA"]


def _pythons() -> list[DataFile]:
    places = [Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix)]
    found = [place / "LICENSE.txt" for place in places if (place / "LICENSE.txt").is_file()]
    return [(str(found[0]), f"{FOLDER}/Python")] if found else []
