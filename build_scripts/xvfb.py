"""An X server of one's own, for what is measured or tested in a real window."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

END_SECONDS = 10


@contextmanager
def x_server(screen: str, *options: str) -> Iterator[str]:
    """Run an Xvfb with one *screen*, like 1280x960x24, on a free display; give its DISPLAY, like :3."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", screen, *options]
    server = subprocess.Popen(
        [*command, "-nolisten", "tcp", "-noreset"], pass_fds=[writing], stderr=subprocess.DEVNULL
    )
    try:
        os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(END_SECONDS)
