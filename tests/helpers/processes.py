"""What the system knows of another process (Linux)."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_LISTENING = "0A"
_PROCESS_CLOCK = 2


def cpu_seconds(pid: int) -> float:
    """Return the processor time all threads of process *pid* have used, in seconds."""
    return time.clock_gettime((~pid << 3) | _PROCESS_CLOCK)


def listening(pid: int) -> list[str]:
    """Return the address and port, in the kernel's hexadecimal, of every socket process *pid* listens on."""
    targets = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]
    inodes = {
        target.removeprefix("socket:[").rstrip("]") for target in targets if target.startswith("socket:")
    }
    rows = [
        line.split()
        for kind in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{kind}").read_text().splitlines()[1:]
    ]
    return [row[1] for row in rows if row[3] == _LISTENING and row[9] in inodes]


def open_sockets(pid: int, kind: str) -> int:
    """Return how many sockets of a *kind* in /proc/net ("udp", "udp6", "raw") process *pid* holds."""
    targets = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()}
    rows = [line.split() for line in Path(f"/proc/{pid}/net/{kind}").read_text().splitlines()[1:]]
    return sum(f"socket:[{row[9]}]" in targets for row in rows)


@dataclass(frozen=True)
class Child:
    """A process another one has started: its number, its program's path, its environment when it started."""

    pid: int
    program: str
    environment: dict[str, str]


def children(pid: int) -> list[Child]:
    """Return the processes that process *pid* has started, and those that these have; not those just gone."""
    found = []
    for number in _started(pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            variables = Path(f"/proc/{number}/environ").read_bytes().decode().split("\0")
            environment = dict(line.split("=", 1) for line in variables if "=" in line)
            program = str(Path(f"/proc/{number}/exe").readlink())
            found += [Child(number, program, environment), *children(number)]
    return found


def _started(pid: int) -> list[int]:
    started: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        # A thread may end while we look.
        with suppress(FileNotFoundError, ProcessLookupError):
            started += map(int, (task / "children").read_text("ascii").split())
    return started
