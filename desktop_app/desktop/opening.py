"""Starting the program while its window opens, and what the window shows meanwhile or when it cannot."""

from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING, Protocol

from desktop_app.desktop.notice import CANNOT_START, NO_ADDRESS, failure_page, opening_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.instance import Front

PATIENCE_SECONDS = 0.6
"""A start that takes longer is explained; most are over before a word could be read."""

NEWS_SECONDS = 0.5
"""What is told more often than that cannot be read."""


class Opened(Protocol):
    """A Shiftbook, as far as showing it goes."""

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:PORT`, under which every page lies."""
        ...

    def open_url(self) -> str:
        """Return a fresh address that opens one window, once, within a minute."""
        ...

    def start(self, tell: Callable[[str], None]) -> None:
        """Begin to answer; *tell* hears what takes long. A second call does nothing."""
        ...

    def stop(self) -> None:
        """End, and let go of the data folder; a second call does nothing."""
        ...

    def when_rung(self, bring: Callable[[str], Front]) -> None:
        """Let *bring* answer a second start."""
        ...


class Window(Protocol):
    """pywebview's window, as far as what it shows goes; every call waits until it can be seen."""

    def load_url(self, url: str) -> None:
        """Show what lies at *url*."""
        ...

    def load_html(self, html: str, base_uri: str) -> None:
        """Show a page of our own, as if it lay at *base_uri*."""
        ...


class Told(Exception):
    """The start failed, and the window has said so until it was closed, in the words that are the message."""


class Opening:
    """One start: begun when the window is about to be seen, ended when it is gone."""

    def __init__(self, program: Opened, window: Window, explain: Callable[[Exception], str]) -> None:
        """Prepare to start *program*; *explain* says in words for a person why it cannot be."""
        self._program = program
        self._window = window
        self._explain = explain
        self._failure: Exception | None = None
        self._words = ""
        self._news = ""
        self._begun = Event()
        self._over = Event()
        self._threads = [
            Thread(target=self._start, name="opening"),
            Thread(target=self._accompany, name="opening shown", daemon=True),
        ]

    def begin(self) -> None:
        """Start the program, beside the window."""
        self._begun.set()
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Wait until it has started, or could not.

        Raises:
            Told: if it could not, which the window has shown.
        """
        self._over.wait()
        if self._failure is not None:
            raise Told(self._words) from self._failure

    def hand_back(self) -> None:
        """Leave the program, and what became of its start so far, to whoever shows it without a window.

        Raises:
            Exception: the one that ended the start, which nobody has been told.
        """
        if self._begun.is_set():
            self._over.wait()
        if self._failure is not None:
            raise self._failure

    def _start(self) -> None:
        try:
            self._program.start(self._hear)
        except Exception as error:  # noqa: BLE001 - explained, told in the window, and raised again at its end
            self._failure = error
            self._words = self._explain(error)
            # The next start may have better luck, while this one is still being read.
            self._program.stop()
        finally:
            self._over.set()

    def _accompany(self) -> None:
        quick = self._over.wait(PATIENCE_SECONDS)
        if not quick:
            self._show_news()
        if self._failure is not None:
            self._window.load_html(failure_page(CANNOT_START, self._words), NO_ADDRESS)
        elif not quick:
            self._window.load_url(self._program.open_url())

    def _hear(self, news: str) -> None:
        self._news = news

    def _show_news(self) -> None:
        shown = None
        while not self._over.is_set():
            if self._news != shown:
                shown = self._news
                self._window.load_html(opening_page(shown), NO_ADDRESS)
            self._over.wait(NEWS_SECONDS)
