"""How the program is asked to end: Ctrl+C, SIGTERM, a closed terminal."""

from __future__ import annotations

import signal
import socket
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType


READ_BYTES = 64


class StopSignal:
    """Set once by the first signal; waited for, or made to run something.

    A window's main loop sits in C code and may take over Python's wake-up descriptor, and a handler
    must not touch locks. So both ways a signal reaches Python lead into one socket, and a thread reads it.
    """

    def __init__(self) -> None:
        """Nothing has asked yet."""
        self._asked = Event()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen to signals; only in the main thread."""
        inbox, outbox = socket.socketpair()
        outbox.setblocking(False)  # noqa: FBT003 - socket's own signature
        before = {number: signal.signal(number, _forwarder(outbox)) for number in _signals()}
        wakeup_before = signal.set_wakeup_fd(outbox.fileno(), warn_on_full_buffer=False)
        Thread(target=self._read, args=(inbox,), name="signals", daemon=True).start()
        try:
            yield
        finally:
            signal.set_wakeup_fd(wakeup_before)
            for number, handler in before.items():
                signal.signal(number, handler)
            outbox.close()

    def wait(self) -> None:
        """Return once somebody has asked the program to end."""
        self._asked.wait()

    def then(self, action: Callable[[], None]) -> None:
        """Run *action*, in a thread, once somebody has asked the program to end."""

        def wait_and_act() -> None:
            self._asked.wait()
            action()

        Thread(target=wait_and_act, name="stop", daemon=True).start()

    def _read(self, inbox: socket.socket) -> None:
        with inbox:
            # Read to the end: whoever presses Ctrl+C twice must not write into a closed socket.
            while inbox.recv(READ_BYTES):
                self._asked.set()


def _signals() -> Iterator[signal.Signals]:
    yield signal.SIGINT
    yield signal.SIGTERM
    # Under nohup the terminal's end is ignored, and stays so.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        yield signal.SIGHUP


def _forwarder(outbox: socket.socket) -> Callable[[int, FrameType | None], None]:
    def forward(number: int, frame: FrameType | None) -> None:
        _ = frame
        try:
            outbox.send(bytes([number]))
        except OSError:
            # Full: the first signal is still on its way.
            return

    return forward
