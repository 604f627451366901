"""Being asked to end: by a signal, in whatever thread, once."""

from __future__ import annotations

import os
import signal
import sys
from threading import Event

import pytest

from desktop_app.desktop.stop import StopSignal

SIGNALS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends itself no signals")


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_the_wait(number: signal.Signals) -> None:
    """Whoever waits goes on."""
    stop = StopSignal()
    with stop.listening():
        os.kill(os.getpid(), number)
        stop.wait()


def test_a_signal_runs_what_was_asked_for() -> None:
    """In a thread: closing a window may have to wait for the window."""
    stop, closed = StopSignal(), Event()
    stop.then(closed.set)
    with stop.listening():
        os.kill(os.getpid(), signal.SIGTERM)
        assert closed.wait(10)


def test_works_where_another_loop_took_the_wake_up_descriptor() -> None:
    """GTK's main loop does; Python's own handler then is what hears of it."""
    stop = StopSignal()
    with stop.listening():
        ours = signal.set_wakeup_fd(-1)
        os.kill(os.getpid(), signal.SIGTERM)
        stop.wait()
        signal.set_wakeup_fd(ours)


def test_works_where_no_python_runs() -> None:
    """A main loop in C never lets the handler run; the descriptor then is what hears of it."""
    stop = StopSignal()
    with stop.listening():
        signal.signal(signal.SIGTERM, lambda *_: None)
        os.kill(os.getpid(), signal.SIGTERM)
        stop.wait()


def test_afterwards_signals_are_as_they_were() -> None:
    """A command that follows can be interrupted again."""
    before = [signal.getsignal(number) for number in SIGNALS]
    with StopSignal().listening():
        assert signal.getsignal(signal.SIGINT) is not before[0]
    assert [signal.getsignal(number) for number in SIGNALS] == before
    assert signal.set_wakeup_fd(-1) == -1


def test_many_signals_are_one() -> None:
    """Somebody who presses Ctrl+C a hundred thousand times fills the socket and breaks nothing."""
    stop = StopSignal()
    with stop.listening():
        for _ in range(1000):
            os.kill(os.getpid(), signal.SIGINT)
        stop.wait()


def test_under_nohup_the_terminals_end_is_ignored() -> None:
    """That is what nohup is for."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with StopSignal().listening():
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    signal.signal(signal.SIGHUP, before)
