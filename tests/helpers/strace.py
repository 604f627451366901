"""Looking over a running program's shoulder at its system calls, and making some of them fail."""

from __future__ import annotations

import re
import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ATTACHED = re.compile(r"Process \d+ attached")


@dataclass(frozen=True)
class Trace:
    """The calls seen so far, one a line, as strace writes them."""

    file: Path

    def count(self, text: str) -> int:
        """Return how many lines have *text* in them; of a call cut in two only the first has its bracket."""
        return sum(text in line for line in self.file.read_text("utf-8").splitlines())


@contextmanager
def traced(pid: int, file: Path, *options: str) -> Iterator[Trace]:
    """Watch every thread of process *pid* inside the block; skip the test where that is not allowed."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    said = file.with_suffix(".said")
    command = ["strace", "-f", "-p", str(pid), "-o", str(file), *options]
    with said.open("w") as to_said:
        process = subprocess.Popen(command, stderr=to_said)
    try:
        wait_for(
            lambda: ATTACHED.search(said.read_text("utf-8")) or process.poll() is not None, "strace to attach"
        )
        if process.poll() is not None:
            pytest.skip(f"strace may not attach here: {said.read_text('utf-8').strip()}")
        yield Trace(file)
    finally:
        process.terminate()
        process.wait(20)
