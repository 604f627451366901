"""Style, types and tests, in the order that leaves the tests' summary as the last line."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from build_scripts.environment import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

FAILED = 1

SEEN = ("tests/browser", "tests/desktop")
"""What opens pages and windows: it waits more than it works, and is hurt by waiting too long."""

PACKED = ("tests/bundle",)
"""What builds the packages and installs them: it works for minutes, and nothing hurts it."""

POLITELY = ["nice"] if os.name == "posix" else []

CHECKS = {
    "style": ["ruff", "check", "--quiet"],
    "formatting": ["ruff", "format", "--check", "--quiet"],
    "types": ["mypy", "--no-error-summary"],
}


def everything(python: Path) -> int:
    """Check style and types, then run all tests whatever was found; return 0 only when nothing failed.

    Pages and windows, and the packages, are tested beside all else; what they said comes last.
    """
    failed = [name for name, command in CHECKS.items() if not _passes(python, name, command)]
    if failed:
        print(f"Whatever the tests say, this run fails: {' and '.join(failed)}, see above.", flush=True)
    others = ["tests", *(f"--ignore={folder}" for folder in (*SEEN, *PACKED))]
    with (
        _beside(_pytest(python, SEEN)) as seen,
        _beside([*POLITELY, *_pytest(python, PACKED)]) as packed,
    ):
        code = subprocess.run([*POLITELY, *_pytest(python, others)], cwd=ROOT, check=False).returncode
    return code or seen.returncode or packed.returncode or (FAILED if failed else 0)


def tests(python: Path, arguments: list[str]) -> int:
    """Run pytest with these arguments, paths counted from the project's folder; return its exit code."""
    return subprocess.run(_pytest(python, arguments), cwd=ROOT, check=False).returncode


@contextmanager
def _beside(command: list[str | Path]) -> Iterator[subprocess.Popen[bytes]]:
    """Run *command* while the block does something else; say all it said when both are done."""
    with TemporaryFile() as said:
        running = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        try:
            yield running
            running.wait()
        finally:
            running.kill()
            said.seek(0)
            sys.stdout.flush()
            sys.stdout.buffer.write(said.read())
            sys.stdout.flush()


def _pytest(python: Path, arguments: Sequence[str]) -> list[str | Path]:
    return [python, "-m", "pytest", *arguments]


def _passes(python: Path, name: str, command: list[str]) -> bool:
    start = time.perf_counter()
    passed = subprocess.run([python, "-m", *command], cwd=ROOT, check=False).returncode == 0
    print(f"{name}: {'fine' if passed else 'FAILED'} ({time.perf_counter() - start:.1f} s)", flush=True)
    return passed
