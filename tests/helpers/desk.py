"""A desk: a screen, a data folder, and a person at the keyboard."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import apsw

from tests.helpers.program import Program, clean_environment, start
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from Xlib.xobject.drawable import Window

    from tests.helpers.screen import Screen

TITLE = "Shiftbook"
NOBODY = (0xB9, 0xB3, 0xA7)
FIRST_PERSON = (0x2B, 0x62, 0xD9)
BAND = (300, 3)
"""A point of the band along the top of every page, which wears the person's colour."""

TIMELINE = (150, 560, 800, 150)
"""An area under the composer, where a new entry moves everything down."""

POST_BUTTON = (885, 150, 1, 400)
"""A line through the button Post, however far a notice has pushed it down."""

CAN_POST = (0x0F, 0x6B, 0x6B)
"""Its colour once the page's scripts run, and the caret is where it was left."""

RING = 10
"""Pixels along that line, at most."""

LOOKS = 8
"""A timeline that looks the same so many times in a row is not being painted."""

NAME = "Ada Byron"
PASSWORD = "lantern gravel ostrich"


@dataclass
class Desk:
    """One computer with its screen and one data folder."""

    screen: Screen
    folder: Path

    @property
    def data(self) -> Path:
        """The program's data folder."""
        return self.folder / "data"

    @contextmanager
    def program(self, *flags: str, **environment: str) -> Iterator[Program]:
        """Start the program as a double-click would; it may or may not open a window."""
        clean = clean_environment(self.folder, **environment)
        with start(self.folder, *flags, environment=self.screen.environment(clean)) as program:
            yield program

    @contextmanager
    def window(self, *flags: str, **environment: str) -> Iterator[tuple[Program, Window]]:
        """Start the program and wait until it shows a page."""
        with self.program(*flags, **environment) as program:
            yield program, self.wait_for_page()

    def wait_for_page(self) -> Window:
        """Wait until the window shows a page and takes what is typed."""
        window = self.wait_for_window(TITLE)
        try:
            wait_for(lambda: self.band(window) in {NOBODY, FIRST_PERSON}, "a page in the window")
            wait_for(lambda: self.screen.active(window), "the keyboard in the window")
        except TimeoutError:
            self.keep_picture("nothing-painted")
            raise
        return window

    def wait_for_window(self, title: str) -> Window:
        """Wait until a window with this title is on the screen."""
        found = wait_for(lambda: self.screen.window(title), f"a window called {title}")
        assert found is not None
        return found

    def band(self, window: Window) -> tuple[int, int, int]:
        """Return the colour of the band along the top of the page."""
        return self.screen.pixel(window, *BAND)

    def wait_for_band(self, window: Window, colour: tuple[int, int, int]) -> None:
        """Wait until the page wears this colour."""
        try:
            wait_for(lambda: self.band(window) == colour, f"a page in the colour {colour}")
        except TimeoutError:
            self.keep_picture("wrong-band")
            raise

    def wait_for_composer(self, window: Window) -> None:
        """Wait until the page of the book is there, and its scripts with it."""
        self.wait_for_band(window, FIRST_PERSON)
        wait_for(lambda: self._can_post(window), "a composer that can post")

    def set_up(self, window: Window) -> None:
        """Be the first person, by the keyboard alone."""
        self.wait_for_band(window, NOBODY)
        self.screen.type(NAME)
        self.screen.press("Tab")
        self.screen.type(PASSWORD)
        self.screen.press("Return")
        self.wait_for_band(window, FIRST_PERSON)

    def post(self, window: Window, text: str) -> None:
        """Write an entry, by the keyboard alone, and see it in the book and in the timeline."""
        before = self.screen.region(window, TIMELINE)
        self.screen.type(text)
        self.screen.press("ctrl+Return")
        newest = "SELECT text FROM entry ORDER BY number DESC LIMIT 1"
        try:
            wait_for(lambda: self.rows(newest) == [(text,)], f"the entry {text!r} in the book")
            wait_for(lambda: self.still(window) not in {None, before}, "the entry in the timeline")
        except TimeoutError:
            self.keep_picture("not-posted")
            raise

    def draft(self) -> str:
        """Return the text of the one draft in the book; nothing, if there is none yet."""
        found = self.rows("SELECT text FROM draft")
        assert len(found) <= 1
        return found[0][0] if found else ""

    def wait_for_draft(self, text: str) -> None:
        """Wait until this is what the book has of what is being written."""
        try:
            wait_for(lambda: self.draft() == text, f"the draft {text!r}")
        except TimeoutError:
            self.keep_picture("wrong-draft")
            raise

    def still(self, window: Window) -> bytes | None:
        """Return what the timeline shows, or None while it is being painted."""
        looks = {self.screen.region(window, TIMELINE) for _ in range(LOOKS)}
        return looks.pop() if len(looks) == 1 else None

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the book on the disk, beside the program."""
        flags = apsw.SQLITE_OPEN_READONLY
        connection = apsw.Connection(str(self.data / "shiftbook.db"), flags=flags)
        try:
            connection.set_busy_timeout(5000)
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def _can_post(self, window: Window) -> bool:
        line = self.screen.region(window, POST_BUTTON)
        pixels = [line[start : start + 3] for start in range(0, len(line), 4)]
        # The ring around the field has the button's colour, but is thin.
        return pixels.count(bytes(reversed(CAN_POST))) > RING

    def keep_picture(self, name: str) -> None:
        """Keep what the screen shows beside the data folder, for whoever reads the failure."""
        self.screen.picture(self.folder / f"{name}.png")
