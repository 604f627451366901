"""Starting other programs: quietly, for what they say; or becoming one."""

from __future__ import annotations

import os
import subprocess


def run_quietly(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command that cannot ask anything; all it said is in the `stdout` of what is returned."""
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def hand_over(command: list[str], variables: dict[str, str]) -> int:
    """Become this command, with these environment variables; where a process cannot, return its exit code."""
    if os.name == "posix":
        os.execve(command[0], command, variables)  # noqa: S606 - no shell is wanted between us and the program
    return subprocess.run(command, env=variables, check=False).returncode
