"""Disks of our own making, which only the program started on them sees (Linux)."""

from __future__ import annotations

import os
import subprocess

import pytest


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
