"""How large what people install is, and how long from the double-click to the first painted page.

The time is taken on a screen of its own, an Xvfb that keeps what it shows in a file: a page is there once its
colour is. Beside it stands a bare pywebview window on the same engine.
"""

from __future__ import annotations

import mmap
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from build_scripts.bundle import size
from build_scripts.environment import ROOT
from build_scripts.xvfb import x_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MB = 1_000_000
ROUNDS = 5
POLL_SECONDS, LONGEST_SECONDS = 0.005, 60
SCREEN = "1280x960x24"

RUN_OF_PIXELS = 64
"""So many in a row of one colour are a page and no accident."""

BARE_COLOUR = (10, 200, 30)
NOBODYS_COLOUR = (0xB9, 0xB3, 0xA7)
"""The band along the top of our page while nobody is signed in."""

BARE = f"""
import sys, webview
page = "<body style='margin:0;background:rgb{BARE_COLOUR}'>"
webview.create_window("bare", html=page, width=1100, height=780)
webview.start(private_mode=False, storage_path=sys.argv[1])
"""


class NothingPainted(Exception):
    """A program showed no page; the message ends with what it said."""

    def __init__(self, name: str, said: str) -> None:
        super().__init__(f"{name} painted nothing within {LONGEST_SECONDS} s. It said:\n{said}")


@dataclass
class Start:
    """Something that shows a page of one colour, and how long each start took, in seconds."""

    name: str
    command: Sequence[str | Path]
    colour: tuple[int, int, int]
    seconds: list[float] = field(default_factory=list)

    @property
    def best(self) -> float:
        """The quickest start: whatever else the machine does only adds."""
        return min(self.seconds)


def starts(python: Path | str, folder: Path, programs: dict[str, Sequence[str | Path]]) -> list[Start]:
    """Return the bare window and each of the programs by name, with their data in *folder*."""
    bare = Start("bare window", [python, "-c", BARE, folder / "bare"], BARE_COLOUR)
    return [
        bare,
        *(
            Start(name, [*command, "--data-dir", folder / name], NOBODYS_COLOUR)
            for name, command in programs.items()
        ),
    ]


def measure(found: Sequence[Start], rounds: int = ROUNDS) -> None:
    """Start each in turn, so that what disturbs one disturbs all, and note the times.

    A start that shows nothing, as an engine rarely does on a busy machine, is told and made once more.

    Raises:
        NothingPainted: one did not show its page, twice in a row.
    """
    with screen() as (display, framebuffer), TemporaryDirectory() as home:
        for number in range(rounds + 1):
            for start in found:
                seconds = _time_told(start, framebuffer, environment(display, Path(home)))
                # The first of each finds cold caches and an empty folder.
                if number:
                    start.seconds.append(seconds)


def why_not() -> str | None:
    """Say why nothing can be measured here; None if it can."""
    if sys.platform != "linux":
        return "a screen of one's own, Xvfb, is only had on Linux"
    return None if shutil.which("Xvfb") else "there is no Xvfb here"


def table(python: Path, program: Path) -> list[str]:
    """Return the lines that say how large the installed program is and how quickly it starts."""
    lines = [f"installed: {size(program.parent) / MB:.1f} MB"]
    reason = why_not()
    if reason:
        return [*lines, f"start to first painted page: not measured, because {reason}"]
    with TemporaryDirectory() as folder:
        commands: dict[str, Sequence[str | Path]] = {
            "from source": [python, "-m", "desktop_app"],
            "bundle": [program],
        }
        found = starts(python, Path(folder), commands)
        measure(found)
    return lines + [start_line(start, found[0]) for start in found]


def start_line(start: Start, bare: Start) -> str:
    """Return one line of the table."""
    ratio = f"{start.best / bare.best:.2f} x the bare window"
    return f"start to first painted page, {start.name}: {start.best:.3f} s" + (
        "" if start is bare else f", {ratio}"
    )


def environment(display: str, home: Path) -> dict[str, str]:
    """Return an environment with this screen, an empty home, and no settings of anybody's."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "DISPLAY": display, "HOME": str(home), "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1"}


@contextmanager
def screen() -> Iterator[tuple[str, mmap.mmap]]:
    """Run an X server; give its DISPLAY and what it shows, as bytes."""
    with ExitStack() as running:
        folder = running.enter_context(TemporaryDirectory())
        display = running.enter_context(x_server(SCREEN, "-fbdir", folder))
        file = running.enter_context((Path(folder) / "Xvfb_screen0").open("rb"))
        yield display, running.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _time_told(start: Start, framebuffer: mmap.mmap, variables: dict[str, str]) -> float:
    try:
        return _time_to_paint(start, framebuffer, variables)
    except NothingPainted as nothing:
        sys.stderr.write(f"{nothing}\nOnce more.\n")
        return _time_to_paint(start, framebuffer, variables)


def _time_to_paint(start: Start, framebuffer: mmap.mmap, variables: dict[str, str]) -> float:
    red, green, blue = start.colour
    painted = re.compile(b"(?:%b.){%d}" % (re.escape(bytes([blue, green, red])), RUN_OF_PIXELS), re.DOTALL)
    with TemporaryDirectory() as folder, (Path(folder) / "said").open("w+", encoding="utf-8") as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            start.command, cwd=ROOT, env=variables, stdout=said, stderr=said, stdin=subprocess.DEVNULL
        )
        try:
            while not painted.search(framebuffer):
                if process.poll() is not None or time.perf_counter() - began > LONGEST_SECONDS:
                    said.seek(0)
                    raise NothingPainted(start.name, said.read())
                time.sleep(POLL_SECONDS)
            return time.perf_counter() - began
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(LONGEST_SECONDS)
