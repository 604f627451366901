"""Starting other programs: quietly, for what they say; to do their work or fail; or becoming one."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

TAIL_LINES = 15  # of what a failed command said: where it says why


class ToolFailed(Exception):
    """A program we started did not do its work; the message ends with what it said."""

    def __init__(self, command: Sequence[str], said: str) -> None:
        super().__init__(f"{command[0]} failed. It said:\n{tail(said)}")


def run_quietly(
    command: Sequence[str], *, folder: Path | None = None, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command that cannot ask anything; all it said is in the `stdout` of what is returned.

    It runs in *folder*, and with *variables* instead of the environment, where these are given.
    """
    return subprocess.run(
        command,
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def run_or_fail(
    command: Sequence[str], *, folder: Path | None = None, variables: Mapping[str, str] | None = None
) -> str:
    """Run a command and return all it said.

    Raises:
        ToolFailed: it is not there, or its exit code is not 0.
    """
    try:
        done = run_quietly(command, folder=folder, variables=variables)
    except FileNotFoundError as error:
        raise ToolFailed(command, str(error)) from error
    if done.returncode != 0:
        raise ToolFailed(command, done.stdout)
    return done.stdout


def tail(output: str) -> str:
    """Return the last lines of what a program said, indented."""
    return "\n".join(f"    {line}" for line in output.splitlines()[-TAIL_LINES:])


def hand_over(command: list[str], variables: dict[str, str]) -> int:
    """Become this command, with these environment variables; where a process cannot, return its exit code."""
    if os.name == "posix":
        os.execve(command[0], command, variables)  # noqa: S606 - no shell is wanted between us and the program
    return subprocess.run(command, env=variables, check=False).returncode
