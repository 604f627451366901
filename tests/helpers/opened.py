"""Something shaped like a whole Shiftbook, for those who only show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.instance import Front

if TYPE_CHECKING:
    from collections.abc import Callable

ORIGIN = "http://127.0.0.1:8765"


class FakeProgram:
    """A program somebody wants to see; every address of it is another."""

    origin = ORIGIN

    def __init__(self, begin: Callable[[], object] = lambda: None) -> None:
        """Do *begin* at the first start, which may take its time or fail."""
        self._begin = begin
        self.starts = 0
        self.tell: Callable[[str], None] = lambda _: None
        self.stops = 0
        self.addresses = 0
        self.bring: Callable[[str], Front] = lambda _: Front.NO_WINDOW

    def open_url(self) -> str:
        """Return the next address."""
        self.addresses += 1
        return f"{self.origin}/open?key={self.addresses}"

    def start(self, tell: Callable[[str], None]) -> None:
        """Begin, and let *begin* use *tell*; a second call, or one after the end, does nothing."""
        self.starts += 1
        self.tell = tell
        if self.starts == 1 and not self.stops:
            self._begin()

    def stop(self) -> None:
        """End."""
        self.stops += 1

    def when_rung(self, bring: Callable[[str], Front]) -> None:
        """Keep what a second start would call."""
        self.bring = bring


def fail() -> None:
    """Be a start that goes wrong."""
    raise ZeroDivisionError


def explain(error: Exception) -> str:
    """Say what went wrong as the command line would."""
    return f"It was a {type(error).__name__}.\nLog: /somewhere"
