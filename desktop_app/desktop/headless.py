"""Without a window: the address on standard output, for a person or a program to open."""

from __future__ import annotations

import os
import signal
import sys
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.desktop.opening import Opened
    from desktop_app.desktop.stop import StopSignal

READ_BYTES = 1024


def serve(program: Opened, stop: StopSignal) -> None:
    """Print a one-use address, a fresh one whenever Enter is pressed in a terminal, until asked to end."""
    program.start(say)
    announce(program.open_url())
    if _has_keyboard():
        _leave_terminal_alone_in_background()
        print("Press Enter for a fresh address; Ctrl+C ends Shiftbook.", file=sys.stderr)
        Thread(target=_answer_keyboard, args=(program,), name="keyboard", daemon=True).start()
    stop.wait()


def say(sentence: str) -> None:
    """Tell the person at the terminal; standard output belongs to the address."""
    print(sentence, file=sys.stderr, flush=True)


def announce(url: str) -> None:
    """Print the line programs that start us wait for."""
    print(f"Shiftbook is ready at {url}", flush=True)


def _has_keyboard() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _answer_keyboard(program: Opened) -> None:
    # Not sys.stdin.readline: a thread waiting in it holds a lock Python wants when it ends.
    keyboard = sys.stdin.fileno()
    try:
        while os.read(keyboard, READ_BYTES):
            announce(program.open_url())
    except OSError:
        # In the background the terminal is not ours to read.
        return


def _leave_terminal_alone_in_background() -> None:
    """Make reading from somebody else's terminal an error instead of a stop (`shiftbook &`)."""
    if hasattr(signal, "SIGTTIN"):
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)
