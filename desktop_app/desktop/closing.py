"""How the window closes: once the page has saved what somebody wrote last, and never stuck."""

from __future__ import annotations

import logging
import time
from enum import Enum
from queue import Empty, Queue
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 3.0
"""How long the page may take to save, or to answer at all."""

LOOK_SECONDS = 0.05
"""Between two looks at the page. Keys on their way to it may be overtaken by the first look, not by both."""

CLOSING = "shiftbook:closing"
"""The event at which the page saves what it has."""

SAVE = f'window.dispatchEvent(new CustomEvent("{CLOSING}"))'
LOOK = 'document.documentElement?.hasAttribute("data-unsaved") ? "unsaved" : "saved"'


class Words(Enum):
    """What the page says of the words in it, or that it says nothing."""

    SAVED = "saved"
    UNSAVED = "unsaved"
    SILENT = "silent"


class Step(Enum):
    """What comes next on the way to the closed window."""

    LOOK = "look"
    SAVE = "save"
    CLOSE = "close"
    GIVE_UP = "give up"


NOT_SAVED = "Your last words are not saved yet."
NO_ANSWER = "The page does not answer, and your last words may not be saved."
QUESTION = "Close anyway and lose them?"


class Page(Protocol):
    """The page in the window; both calls are for any thread but the window's own."""

    def look(self, within: float) -> Words:
        """Ask the page whether its words are unsaved; silent if no answer comes *within* so many seconds."""
        ...

    def save(self) -> None:
        """Let the page save now what it has; returns at once."""
        ...


class ScriptedPage:
    """A page that is asked by script."""

    def __init__(self, run: Callable[[str, Callable[[object], None]], None]) -> None:
        """Ask with *run*, which hands a script to the page, and its answer to whom it is given, at once."""
        self._run = run

    def look(self, within: float) -> Words:
        """Ask the page, and wait for its answer."""
        answers = Queue[object]()
        self._run(LOOK, answers.put)
        try:
            return Words(answers.get(timeout=within))
        except (Empty, ValueError):
            # An engine whose page has just gone tells something else, or nothing.
            return Words.SILENT

    def save(self) -> None:
        """Tell the page that its window is about to close."""
        self._run(SAVE, lambda _: None)


def next_step(before: Words, now: Words, waited: float) -> Step:
    """Decide from two looks in a row at the page, and how many seconds it has been given by now."""
    if before is now is Words.SAVED:
        return Step.CLOSE
    if waited >= PATIENCE_SECONDS:
        return Step.GIVE_UP
    # Once: a page whose saving has failed knows best when to try again.
    return Step.SAVE if now is Words.UNSAVED and before is not Words.UNSAVED else Step.LOOK


class Closing:
    """One window's way to its end, however it is asked to close, and however often."""

    def __init__(
        self,
        page: Page,
        ask: Callable[[str, str], bool],
        close: Callable[[], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], object] | None = None,
    ) -> None:
        """Prepare to look at *page*, to *ask* a person (what is the matter, the question), and to *close*."""
        self._page = page
        self._ask = ask
        self._close_window = close
        self._clock = clock
        self._pause = pause or Event().wait
        self._decided = False
        self._under_way = Lock()

    def may_close(self) -> bool:
        """Return whether the window may close now; if not, it will, or a person is asked, without delay.

        In the window's own thread, which must not wait for the page: the page may wait for it.
        """
        if self._decided:
            return True
        if self._under_way.acquire(blocking=False):
            Thread(target=self._say_goodbye, name="closing", daemon=True).start()
        return False

    def end(self) -> None:
        """Close without a question, but not before the page has had its time to save."""
        self._close(self._wait_for_words())

    def _say_goodbye(self) -> None:
        try:
            words = self._wait_for_words()
            if words is Words.SAVED or self._loses(words):
                self._close(words)
        finally:
            self._under_way.release()

    def _loses(self, words: Words) -> bool:
        return self._ask(NOT_SAVED if words is Words.UNSAVED else NO_ANSWER, QUESTION)

    def _close(self, words: Words) -> None:
        log.info("window event=closing words=%s", words.value)
        self._decided = True
        self._close_window()

    def _wait_for_words(self) -> Words:
        begun, now = self._clock(), Words.SILENT
        while True:
            left = PATIENCE_SECONDS - (self._clock() - begun)
            before, now = now, self._page.look(max(0.0, left))
            step = next_step(before, now, self._clock() - begun)
            if step in {Step.CLOSE, Step.GIVE_UP}:
                return now
            if step is Step.SAVE:
                self._page.save()
            self._pause(LOOK_SECONDS)
