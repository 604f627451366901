"""Disks of our own making, which only the program started on them sees (Linux)."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.helpers.program import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator


def on_own_disk(mount: str, *places: str) -> list[str]:
    """Return what to put before a command so that it runs after the shell's *mount*; `$1`… are the *places*.

    The test is skipped where mounting is not allowed.
    """
    own_mounts = ["unshare", "--mount" if os.geteuid() == 0 else "-Urm"]
    shifts = f"shift {len(places)}"
    command = [*own_mounts, "sh", "-c", f'set -e; {mount}; {shifts}; exec "$@"', "sh", *places]
    tried = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"may not mount a disk of its own: {tried.stderr.strip()}")
    return command


@contextmanager
def lasting_disk(mount: str, *places: str) -> Iterator[list[str]]:
    """Yield what to put before a command so that it runs after *mount*, as every other so begun has it."""
    held = [*on_own_disk(mount, *places), "sh", "-c", "echo held; exec cat"]
    with subprocess.Popen(held, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        as_there = ["--mount"] if os.geteuid() == 0 else ["--user", "--mount", "--preserve-credentials"]
        yield ["nsenter", f"--target={holder.pid}", *as_there, "--wd"]
        holder.communicate("")
