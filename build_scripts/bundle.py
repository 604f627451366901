"""Looks at a frozen bundle, file by file: is everything in it that must be, and nothing that must not?"""

from __future__ import annotations

import re
import sys
from pathlib import Path, PurePosixPath

from build_scripts.environment import ROOT
from build_scripts.processes import run_quietly
from build_scripts.release import NAME

BUDGET_BYTES = 60_000_000
"""design: budgets, installed size on Linux."""

INSIDE = "_internal"

SHIPPED = ("assets/templates", "assets/static", "assets/sample", "desktop_app/storage/migrations")
"""Folders of the source whose every file the program reads when it runs."""

OURS_AND_PYTHONS = re.compile(
    r"libpython3[\d.]*\.so[\d.]*|(python3\.\d+/lib-dynload/)?\w+(/\w+)*\.(cpython-[\w-]+|abi3)\.so"
)
"""On Linux: Python's library, its compiled modules, and the wheels'. The system's are called lib….so.N."""

FORBIDDEN = {
    "part of the window's engine": r"\.typelib$|lib(gtk|gdk|glib|gio|webkit|girep)",
    "themes, icons or translations of the system's": r"(^|/)(share/(icons|themes|locale)|gdk-pixbuf)",
    "another engine": r"(^|/)(PyQt|PySide|Qt)\d?",
    "a test": r"(^|/)(tests?|conftest)(\.pyc?$|/)|(^|/)test_[^/]*\.pyc?$",
    "a source map": r"\.map$",
    "a key, a secret or a book": r"\.(db|key|pem|p12|pfx|env)$|(^|/)(\.env|config\.toml)$",
    "what only the source tree needs": r"(^|/)(\.git|\.venv|__pycache__|build_scripts)(/|$)",
}  # fmt: skip

PRIVATE = (re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----"), re.compile(rb"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\."))
"""A private key, and a token of ours."""


class BundleRefused(Exception):
    """The bundle holds what it must not, or lacks what it must have; the message lists all of it."""

    def __init__(self, wrong: list[str]) -> None:
        super().__init__(
            "\n".join(["The bundle is not as it should be:", *(f"    {each}" for each in wrong)])
        )
        self.wrong = wrong


def check(folder: Path) -> None:
    """Refuse a bundle that is not as it should be.

    Raises:
        BundleRefused: naming every file that is wrong or missing.
    """
    files = sorted(file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    names = [PurePosixPath(file.relative_to(folder).as_posix()) for file in files]
    wrong = [*_forbidden(names), *_missing(folder), *_too_large(files), *_secret(folder, files)]
    if sys.platform == "linux":
        wrong += [*_foreign_libraries(names), *_building_machine(folder, files)]
    if wrong:
        raise BundleRefused(wrong)


def size(folder: Path) -> int:
    """Return the bytes of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def libraries(folder: Path) -> list[Path]:
    """Return the program and every compiled module of a bundle on Linux, sorted."""
    return sorted([folder / NAME, *folder.rglob("*.so*")])


def glibc(folder: Path) -> tuple[int, int]:
    """Return the oldest version of the C library that everything in a bundle on Linux can run with."""
    asked = re.compile(rb"GLIBC_(\d+)\.(\d+)")
    found = [match for file in libraries(folder) for match in asked.findall(file.read_bytes())]
    return max((int(major), int(minor)) for major, minor in found)


def _forbidden(names: list[PurePosixPath]) -> list[str]:
    return [
        f"{name} is {what}"
        for name in names
        for what, pattern in FORBIDDEN.items()
        if re.search(pattern, _inside(name)) and not _inside(name).startswith("licenses/")
    ]


def _missing(folder: Path) -> list[str]:
    shipped = [file for part in SHIPPED for file in (ROOT / part).rglob("*") if file.is_file()]
    inside = _contents(folder)
    return [
        f"{name} is missing or another"
        for name in sorted(file.relative_to(ROOT).as_posix() for file in shipped)
        if not (inside / name).is_file() or (inside / name).read_bytes() != (ROOT / name).read_bytes()
    ]


def _too_large(files: list[Path]) -> list[str]:
    total = sum(file.stat().st_size for file in files)
    return [f"it has {total:,} bytes, more than {BUDGET_BYTES:,}"] if total > BUDGET_BYTES else []


def _secret(folder: Path, files: list[Path]) -> list[str]:
    return [
        f"{file.relative_to(folder)} holds what looks like a key or a token"
        for file in files
        if any(pattern.search(file.read_bytes()) for pattern in PRIVATE)
    ]


def _foreign_libraries(names: list[PurePosixPath]) -> list[str]:
    libraries = [_inside(name) for name in names if re.search(r"\.so(\.|$)", name.name)]
    return [f"{name} is the system's" for name in libraries if not OURS_AND_PYTHONS.fullmatch(name)]


def _building_machine(folder: Path, files: list[Path]) -> list[str]:
    """Find the folders libraries are looked for in first: whoever can write there could run anything."""
    compiled = [file for file in files if ".so" in file.suffixes]
    return [
        f"{file.relative_to(folder)} looks for libraries in a folder" for file in compiled if _searches(file)
    ]


def _searches(file: Path) -> bool:
    said = run_quietly(["objdump", "-p", str(file)]).stdout
    return "RPATH" in said or "RUNPATH" in said


def _inside(name: PurePosixPath) -> str:
    return str(name).partition(f"{INSIDE}/")[2] or str(name)


def _contents(folder: Path) -> Path:
    return folder / ("Contents/Resources" if sys.platform == "darwin" else INSIDE)
