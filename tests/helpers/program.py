"""The real program, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    import signal
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
FROM_SOURCE = (sys.executable, "-m", "desktop_app")
READY = "Shiftbook is ready at "
END_SECONDS = 20


@dataclass
class Program:
    """A running Shiftbook; what it says is kept in two files."""

    process: subprocess.Popen[str]
    out: Path
    err: Path

    @property
    def said(self) -> str:
        """Everything on standard output so far."""
        return self.out.read_text("utf-8")

    @property
    def complained(self) -> str:
        """Everything on standard error so far."""
        return self.err.read_text("utf-8")

    def addresses(self) -> list[str]:
        """Return the one-use addresses printed so far."""
        whole_lines = self.said.rpartition("\n")[0].splitlines()
        return [line.removeprefix(READY) for line in whole_lines if line.startswith(READY)]

    def address(self) -> str:
        """Wait for the first address and return it."""
        found = wait_for(lambda: self.addresses() or self._over(), "an address on standard output")
        if found is True:
            raise AssertionError(f"ended with {self.process.returncode}: {self.complained}")
        return self.addresses()[0]

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def wait(self, within: float = END_SECONDS) -> int:
        """Wait until it has ended, and return its exit code."""
        return self.process.wait(within)

    def _over(self) -> bool:
        return self.process.poll() is not None


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment without settings of ours, without a screen, and with a home of its own."""
    dropped = ("SHIFTBOOK_", "XDG_", "DISPLAY", "WAYLAND_", "PYWEBVIEW_", "KDE_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
    return {**kept, "HOME": str(home), **more}


@contextmanager
def start(
    folder: Path,
    *flags: str,
    environment: Mapping[str, str] | None = None,
    command: Sequence[str] = FROM_SOURCE,
    stdin: int | IO[str] = subprocess.DEVNULL,
) -> Iterator[Program]:
    """Run the program on the data folder `<folder>/data`; end it, politely if it lets us, at the end."""
    out, err = folder / "stdout", folder / "stderr"
    with out.open("w") as to_out, err.open("w") as to_err:
        process = subprocess.Popen(
            [*command, "--data-dir", str(folder / "data"), *flags],
            cwd=ROOT,
            env=dict(environment if environment is not None else clean_environment(folder)),
            stdin=stdin,
            stdout=to_out,
            stderr=to_err,
            text=True,
        )
    try:
        yield Program(process, out, err)
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(END_SECONDS)
