"""A computer people share, in one process: a disk that can be troubled, the program on it, and one browser.

The application, the services and SQLite are the real ones; only server, window and clock are not.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.errors import StorageError
from tests.helpers.clock import FakeClock
from tests.helpers.disk import faulty_disk
from tests.helpers.ledger import read_book
from tests.helpers.lives import copied_book
from tests.web.conftest import PASSWORD, make_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tests.helpers.client import Client, StoredCookie
    from tests.helpers.disk import FaultyDisk
    from tests.helpers.ledger import Found
    from tests.web.conftest import Book

ADA, BOB = "Ada Byron", "Bob Noyce"
AS_ANSWERED = None
"""Nobody was asked whose computer it is: sessions lock by themselves, as on any shared one."""

SECONDS_A_REQUEST = 1
PATIENCE_MS = 1
PAGES_TO_CHECKPOINT = 8
"""So few that the log is folded into the book several times while people write."""


class Trouble:
    """What happens to a machine while somebody works at it; this one is none.

    *happened* says whether there was an occasion for it.
    """

    happened = False

    def begin(self, machine: Machine) -> None:
        """Lie in wait; called once, before the work."""

    def before(self, machine: Machine, request: int) -> None:
        """Act before the request with this number, counted from 1."""

    def after(self, machine: Machine, request: int) -> None:
        """Act when that request is done, but for its answer."""

    def end(self, machine: Machine) -> None:
        """Be over: somebody has freed the disk, closed the other program. Called once or more."""


@dataclass(frozen=True)
class Begun:
    """A data folder with Ada and Bob in it, and the cookies of the window Ada is signed in at."""

    folder: Path
    cookies: dict[str, StoredCookie]
    now: int


def begin(folder: Path) -> Begun:
    """Make such a folder, for machines to be copied from."""
    folder.mkdir()
    book = make_book(folder, idle_lock=AS_ANSWERED)
    client = book.signed_in(ADA)
    book.services.accounts.add(BOB, PASSWORD, administrator=False, now=book.clock.now())
    book.database.close()
    return Begun(folder, client.jar, book.clock.now())


class Machine:
    """One copy of a begun folder and the program running on it."""

    def __init__(self, folder: Path, cookies: dict[str, StoredCookie], now: int, disk: FaultyDisk) -> None:
        """Start the program; *now* is what the clock shows."""
        self.folder = folder
        self.disk = disk
        self.trouble = Trouble()
        self.powerless = False
        self.requests = 0
        self.starts = 0
        self.book: Book
        self.client: Client
        self.clock = FakeClock(now)
        self._start()
        self.client.jar = {**cookies, **self.client.jar}

    def work_under(self, trouble: Trouble) -> None:
        """Let this trouble happen to the requests from now on."""
        self.trouble = trouble
        self.requests = 0
        trouble.begin(self)

    def restart(self) -> None:
        """Stop the program, by force or by losing the power, if not politely, and start it again."""
        with suppress(StorageError):
            self.book.database.close()
        self.disk.trouble = None
        self.powerless = False
        self._start()

    def serve(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401
        """Answer a request as the server does.

        Raises:
            ConnectionError: if the program did not live until the answer.
        """
        self.clock.wind(SECONDS_A_REQUEST)
        self.requests += 1
        request = self.requests
        self.trouble.before(self, request)
        answer: Iterable[bytes] = self.book.app(environ, start_response)
        self.trouble.after(self, request)
        if self.powerless:
            self.restart()
            raise ConnectionResetError
        return answer

    def look(self) -> Found:
        """Return what would be in the book if the program were killed now; it must be sound."""
        with copied_book(self.folder) as book:
            assert book.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert book.execute("PRAGMA foreign_key_check").fetchall() == []
            return read_book(book)

    def _start(self) -> None:
        self.starts += 1
        self.book = make_book(self.folder, idle_lock=AS_ANSWERED, clock=self.clock)
        writer = self.book.database._writer
        writer.set_busy_timeout(PATIENCE_MS)
        writer.wal_autocheckpoint(PAGES_TO_CHECKPOINT)
        window = self.book.window()
        if self.starts == 1:
            self.client = window
        self.client.clock = self.clock
        self.client.app = self.serve
        self.client.jar.update(window.jar)


@contextmanager
def machine(begun: Begun, folder: Path) -> Iterator[Machine]:
    """Run the program on a copy of the begun *folder*; throw the copy away afterwards."""
    shutil.copytree(begun.folder, folder)
    with faulty_disk() as disk:
        running = Machine(folder, begun.cookies, begun.now, disk)
        try:
            yield running
        finally:
            disk.trouble = None
            running.book.database.close()
    shutil.rmtree(folder)
