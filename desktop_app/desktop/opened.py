"""A program that is open but need not answer yet, and starting it beside something else."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Opened(Protocol):
    """A Shiftbook, as far as showing it goes."""

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:PORT`, under which every page lies."""
        ...

    def open_url(self) -> str:
        """Return a fresh address that opens one window, once, within a minute."""
        ...

    def start(self) -> None:
        """Begin to answer; a second call does nothing."""
        ...


class Beginning:
    """Runs something once in a thread, and hands on what went wrong there."""

    def __init__(self, work: Callable[[], None], *, if_it_fails: Callable[[], None]) -> None:
        """Prepare to run *work*; nothing happens before `begin`."""
        self._work = work
        self._if_it_fails = if_it_fails
        self._failure: Exception | None = None
        self._thread = Thread(target=self._try, name="beginning")

    def begin(self) -> None:
        """Start the thread."""
        self._thread.start()

    def end(self) -> None:
        """Wait for the work, and raise what it has raised."""
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _try(self) -> None:
        try:
            self._work()
        except Exception as error:  # noqa: BLE001 - raised again where somebody can tell the person
            self._failure = error
            self._if_it_fails()
