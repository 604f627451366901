"""A program that is killed and started again, and the windows that outlive it."""

from __future__ import annotations

import shutil
from contextlib import closing, contextmanager
from http.client import HTTPException
from threading import Condition
from typing import TYPE_CHECKING

import apsw

from tests.helpers.disk import SYSTEM
from tests.helpers.http import ADA, PASSWORD, add_person, browser, set_up
from tests.helpers.program import start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tests.helpers.client import Answer, Client, StoredCookie


class Lives:
    """The lives of the program: which one is the present, and its window cookie."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._number = 0
        self._window: dict[str, StoredCookie] = {}
        self.over = False

    def began(self, window: dict[str, StoredCookie]) -> int:
        """Let the waiting go on in the next life; return its number."""
        with self._changed:
            self._number += 1
            self._window = window
            self._changed.notify_all()
            return self._number

    def present(self, client: Client) -> int:
        """Give *client* the present life's window cookie; return the life's number."""
        with self._changed:
            client.jar.update(self._window)
            return self._number

    def wait_after(self, number: int) -> None:
        """Wait until the life with this number is over and the next has begun."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._number > number, timeout=60)

    def until_answered(self, client: Client, ask: Callable[[], Answer]) -> tuple[Answer, int, int]:
        """Ask in one life after the other; return the answer, its life, and how often there was none."""
        cut_off = 0
        while True:
            life = self.present(client)
            try:
                answer = ask()
            except (OSError, HTTPException):
                cut_off += 1
            else:
                # Another life's window cookie: the next life was quicker than we were.
                if answer.code != "no_window_key":
                    return answer, life, cut_off
            self.wait_after(life)


@contextmanager
def copied_book(folder: Path) -> Iterator[apsw.Connection]:
    """Open a copy of the book in *folder* as a kill leaves it; to recover that is the program's own task."""
    copy = folder / "copy"
    copy.mkdir()
    for file in folder.glob("shiftbook.db*"):
        if not file.name.endswith("-shm"):
            shutil.copy(file, copy)
    with closing(apsw.Connection(str(copy / "shiftbook.db"), vfs=SYSTEM)) as book:
        yield book
    shutil.rmtree(copy)


def signed_in(folder: Path, people: Sequence[str]) -> list[tuple[str, Client]]:
    """Set a book up in *folder* and sign each of *people* in, Ada among them, in a browser of their own."""
    with start(folder, "--headless") as program:
        ada = set_up(program.address())
        for name in sorted({*people} - {ADA}):
            add_person(ada, name)
        windows = []
        for name in people:
            client = browser(ada.host)
            client.jar.update({key: cookie for key, cookie in ada.jar.items() if "_window_" in key})
            assert client.post("/login", {"name": name, "password": PASSWORD}).status == 200
            windows.append((name, client))
    return windows
