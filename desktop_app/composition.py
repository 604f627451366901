"""Puts a program together, the quick half: data folder -> key -> book -> socket, in the order they can fail.

What takes long to import waits in `assembly` until `Shiftbook.start`, which can run while the window's
engine is starting.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from desktop_app.config import WINDOW_KEY_EXPIRY
from desktop_app.errors import StorageError
from desktop_app.port import address, bind_remembered
from desktop_app.storage.keyfile import load_or_create_key
from desktop_app.storage.migrate import open_book
from desktop_app.web.window_key import WindowKeys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from socket import socket

    from desktop_app.accounts.service import AccountService
    from desktop_app.assembly import Assembly
    from desktop_app.clock import Clock
    from desktop_app.config import Settings
    from desktop_app.paths import DataFolder
    from desktop_app.storage.database import Database

log = logging.getLogger(__name__)

PURGE_DELAY = timedelta(seconds=10)
"""The first page comes before tidying up."""

PURGE_INTERVAL = timedelta(days=1)


class Shiftbook:
    """One program on one data folder: opened, then started, then stopped, each once."""

    def __init__(
        self,
        settings: Settings,
        folder: DataFolder,
        clock: Clock,
        key: bytes,
        database: Database,
        listener: socket,
    ) -> None:
        """Take over an open *database* and a *listener* that nobody accepts from yet."""
        self.settings = settings
        self.folder = folder
        self.clock = clock
        self.key = key
        self.database = database
        self.listener = listener
        self.host = address(listener)
        self.window_keys = WindowKeys(WINDOW_KEY_EXPIRY)
        self._assembly: Assembly | None = None
        self._turn = Lock()
        self._ending = Event()

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:PORT`, under which every page lies."""
        return f"http://{self.host}"

    def open_url(self) -> str:
        """Return a fresh address that opens one window, once, within a minute."""
        return f"{self.origin}/open?key={self.window_keys.issue(self.clock.now())}"

    def start(self) -> None:
        """Begin to answer; what was asked before has waited. A second call does nothing."""
        from desktop_app.assembly import assemble  # noqa: PLC0415 - the slow half

        with self._turn:
            if self._assembly is not None or self._ending.is_set():
                return
            self._assembly = assemble(self)
            self._assembly.server.start()
        Thread(target=self._work_beside, args=(self._assembly,), name="beside", daemon=True).start()

    def stop(self) -> None:
        """Let requests under way finish, then close the book."""
        self._ending.set()
        with self._turn:
            if self._assembly is None:
                self.listener.close()
            else:
                self._assembly.server.stop()
        try:
            self.database.close()
        except StorageError as error:
            # What was acknowledged is on the disk; the next start folds it in.
            log.warning("database outcome=not_closed cause=%s", error)

    def _work_beside(self, assembly: Assembly) -> None:
        assembly.prepare_pages()
        wait = PURGE_DELAY
        while not self._ending.wait(wait.total_seconds()):
            wait = PURGE_INTERVAL
            try:
                gone = assembly.services.sessions.purge(self.clock.now())
            except StorageError as error:
                log.warning("purge outcome=failed cause=%s", error)
            else:
                log.info("purge outcome=ok refresh_tokens=%d", gone)


def build(settings: Settings, folder: DataFolder, clock: Clock) -> Shiftbook:
    """Open everything a program needs in a prepared *folder*; nothing answers before its `start`.

    Raises:
        StartError: if the key, the port or the folder cannot be had.
        StorageError: if the book cannot be opened; it is left as it is.
    """
    key = load_or_create_key(folder.key)
    with ExitStack() as undo:
        database = open_book(folder.database)
        undo.callback(database.close)
        listener = bind_remembered(settings.port, folder.port)
        undo.pop_all()
    return Shiftbook(settings, folder, clock, key, database, listener)


@contextmanager
def people_of(folder: DataFolder) -> Iterator[AccountService]:
    """Open the book at a prepared *folder* for work on its people; the program may run beside it.

    Raises:
        StorageError: if the book cannot be opened.
    """
    from desktop_app.assembly import account_service  # noqa: PLC0415 - the slow half

    database = open_book(folder.database)
    try:
        yield account_service(database)
    finally:
        database.close()
