"""The only module that knows every layer: data folder -> key -> book -> services -> web app -> server."""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING

from desktop_app.accounts.passwords import Passwords
from desktop_app.accounts.service import AccountService
from desktop_app.config import WINDOW_KEY_EXPIRY
from desktop_app.errors import StorageError
from desktop_app.logbook.service import LogbookService
from desktop_app.server import Server, address, bind_remembered
from desktop_app.sessions.service import SessionService, derived_key
from desktop_app.storage.accounts import SqliteAccountStore
from desktop_app.storage.entries import SqliteEntryStore
from desktop_app.storage.instance import instance_id
from desktop_app.storage.keyfile import load_or_create_key
from desktop_app.storage.migrate import open_book
from desktop_app.storage.sessions import SqliteSessionStore
from desktop_app.web.app import create_app
from desktop_app.web.context import Services
from desktop_app.web.cookies import Cookies
from desktop_app.web.headers import NEVER_STORED, SECURITY_HEADERS
from desktop_app.web.window_key import WindowKeys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from socket import socket

    from desktop_app.clock import Clock
    from desktop_app.config import Settings
    from desktop_app.paths import DataFolder
    from desktop_app.storage.database import Database

log = logging.getLogger(__name__)

PURGE_DELAY = timedelta(seconds=10)
"""The first page comes before tidying up."""

PURGE_INTERVAL = timedelta(days=1)


class Shiftbook:
    """One running program: a server, the book it serves, and the tidying up beside them."""

    def __init__(self, server: Server, database: Database, services: Services) -> None:
        """Take over a server that is not started and a database that is open."""
        self._server = server
        self._database = database
        self._services = services
        self._ending = Event()
        self._purging = Thread(target=self._purge_daily, name="purge", daemon=True)

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:PORT`, under which every page lies."""
        return self._server.url

    def open_url(self) -> str:
        """Return a fresh address that opens one window, once, within a minute."""
        key = self._services.window_keys.issue(self._services.clock.now())
        return f"{self.origin}/open?key={key}"

    def start(self) -> None:
        """Begin to answer."""
        self._server.start()
        self._purging.start()

    def stop(self) -> None:
        """Let requests under way finish, then close the book."""
        self._ending.set()
        self._server.stop()
        try:
            self._database.close()
        except StorageError as error:
            # What was acknowledged is on the disk; the next start folds it in.
            log.warning("database event=not_closed cause=%s", error)

    def _purge_daily(self) -> None:
        wait = PURGE_DELAY
        while not self._ending.wait(wait.total_seconds()):
            wait = PURGE_INTERVAL
            try:
                gone = self._services.sessions.purge(self._services.clock.now())
            except StorageError as error:
                log.warning("purge outcome=failed cause=%s", error)
            else:
                log.info("purge outcome=ok refresh_tokens=%d", gone)


def build(settings: Settings, folder: DataFolder, clock: Clock) -> Shiftbook:
    """Put a program together on a prepared *folder*; nothing answers before its `start`.

    Raises:
        StartError: if the key, the port or the folder cannot be had.
        StorageError: if the book cannot be opened; it is left as it is.
    """
    key = load_or_create_key(folder.key)
    with ExitStack() as undo:
        database = open_book(folder.database)
        undo.callback(database.close)
        listener = bind_remembered(settings.port, folder.port)
        undo.callback(listener.close)
        services = _services(settings, folder, clock, key, database, listener)
        server = Server(create_app(services), listener, error_headers=(*SECURITY_HEADERS, NEVER_STORED))
        undo.pop_all()
    return Shiftbook(server, database, services)


@contextmanager
def people_of(folder: DataFolder) -> Iterator[AccountService]:
    """Open the book at a prepared *folder* for work on its people; the program may run beside it.

    Raises:
        StorageError: if the book cannot be opened.
    """
    database = open_book(folder.database)
    try:
        yield AccountService(SqliteAccountStore(database), Passwords())
    finally:
        database.close()


def _services(
    settings: Settings, folder: DataFolder, clock: Clock, key: bytes, database: Database, listener: socket
) -> Services:
    return Services(
        clock=clock,
        sessions=SessionService(SqliteSessionStore(database), key, settings.lifetimes),
        accounts=AccountService(SqliteAccountStore(database), Passwords()),
        logbook=LogbookService(SqliteEntryStore(database)),
        window_keys=WindowKeys(WINDOW_KEY_EXPIRY),
        cookies=Cookies(instance_id(database)),
        flash_key=derived_key(key, "flash messages"),
        host=address(listener),
        data_folder=str(folder.root),
        test_mode=settings.test_mode,
    )
