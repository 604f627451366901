"""Style, types and tests, in the order that leaves the tests' summary as the last line."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

from build_scripts.environment import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FAILED = 1

CHECKS = {
    "style": ["ruff", "check", "--quiet"],
    "formatting": ["ruff", "format", "--check", "--quiet"],
    "types": ["mypy", "--no-error-summary"],
}


def everything(python: Path) -> int:
    """Check style and types, then run all tests whatever was found; return 0 only when nothing failed."""
    failed = [name for name, command in CHECKS.items() if not _passes(python, name, command)]
    if failed:
        print(f"Whatever the tests say, this run fails: {' and '.join(failed)}, see above.", flush=True)
    return tests(python, []) or (FAILED if failed else 0)


def tests(python: Path, arguments: list[str]) -> int:
    """Run pytest with these arguments, paths counted from the project's folder; return its exit code."""
    return subprocess.run([python, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode


def _passes(python: Path, name: str, command: list[str]) -> bool:
    start = time.perf_counter()
    passed = subprocess.run([python, "-m", *command], cwd=ROOT, check=False).returncode == 0
    print(f"{name}: {'fine' if passed else 'FAILED'} ({time.perf_counter() - start:.1f} s)", flush=True)
    return passed
