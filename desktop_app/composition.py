"""Puts a program together, the quick half: a socket of our own, and what later starts are told.

Everything that can take long, key and book among it, waits in `assembly` until `Shiftbook.start`, which
can run while the window is opening.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from desktop_app.config import WINDOW_KEY_EXPIRY
from desktop_app.errors import BackupCalledOff, StorageError
from desktop_app.instance import Front
from desktop_app.port import address, bind_remembered
from desktop_app.web.window_key import WindowKeys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from socket import socket

    from desktop_app.accounts.service import AccountService
    from desktop_app.assembly import Assembly
    from desktop_app.clock import Clock
    from desktop_app.config import Settings
    from desktop_app.instance import Claim
    from desktop_app.paths import DataFolder
    from desktop_app.record import Record

log = logging.getLogger(__name__)

PURGE_DELAY = timedelta(seconds=10)
"""The first page comes before tidying up."""

PURGE_INTERVAL = timedelta(hours=1)
"""Also how soon after midnight the day has its backup."""


class Shiftbook:
    """One program on one data folder: made, then started, then stopped, each once."""

    def __init__(
        self, settings: Settings, folder: DataFolder, clock: Clock, listener: socket, claim: Claim
    ) -> None:
        """Take over a *listener* that nobody accepts from yet, and the *claim* to the folder."""
        self.settings = settings
        self.folder = folder
        self.clock = clock
        self.listener = listener
        self.host = address(listener)
        self.window_keys = WindowKeys(WINDOW_KEY_EXPIRY)
        self.instance_secret = claim.announce(self.origin)
        self._claim = claim
        self._bring: Callable[[str], Front] = lambda _: Front.NO_WINDOW
        self._assembly: Assembly | None = None
        self._beside = Thread()
        self._turn = Lock()
        self._ending = Event()

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:PORT`, under which every page lies."""
        return f"http://{self.host}"

    def open_url(self) -> str:
        """Return a fresh address that opens one window, once, within a minute."""
        return self.window_keys.open_url(self.host, self.clock.now())

    def when_rung(self, bring: Callable[[str], Front]) -> None:
        """Let *bring* bring the window to the front when a second start asks for it."""
        self._bring = bring

    def bring_to_front(self, startup: str) -> Front:
        """Show the window to a person who has started the program again; *startup* is that start's token."""
        return Front.LEAVING if self._ending.is_set() else self._bring(startup)

    def start(self, tell: Callable[[str], None] = lambda _: None) -> None:
        """Open the key and the book and begin to answer; what was asked before has waited.

        *tell* hears what takes long. A second call does nothing.

        Raises:
            StartError, DatabaseNewer, DatabaseDamaged: if the key or the book cannot be had; both are
                left as they are.
        """
        from desktop_app.assembly import assemble  # noqa: PLC0415 - the slow half

        with self._turn:
            if self._assembly is not None or self._ending.is_set():
                return
            self._assembly = assemble(self, tell)
            self._assembly.server.start()
            self._beside = Thread(
                target=self._work_beside, args=(self._assembly,), name="beside", daemon=True
            )
            self._beside.start()

    def stop(self) -> None:
        """Let requests under way finish, close the book and leave the folder to the next start."""
        self._ending.set()
        with self._turn:
            if self._assembly is None:
                self.listener.close()
            else:
                # What it reads with cannot be closed under it.
                self._beside.join()
                self._assembly.stop()
            self._claim.release()

    def _work_beside(self, assembly: Assembly) -> None:
        assembly.prepare_pages()
        wait = PURGE_DELAY
        while not self._ending.wait(wait.total_seconds()):
            wait = PURGE_INTERVAL
            services, now = assembly.services, self.clock.now()
            try:
                gone = services.sessions.purge(now)
                drafts = services.drafts.purge(now)
                files = services.attachments.purge(now)
                services.proof.note_head(now, self.clock.utc_offset(now))
            except StorageError as error:
                log.warning("purge outcome=failed cause=%s", error)
            else:
                log.info("purge outcome=ok refresh_tokens=%d drafts=%d files=%d", gone, drafts, files)
            with suppress(BackupCalledOff):
                services.backups.make_if_due(now, self._go_on)

    def _go_on(self, _done: int, _total: int) -> None:
        """Break off long work beside the window once the program is ending."""
        if self._ending.is_set():
            raise BackupCalledOff


def build(settings: Settings, folder: DataFolder, clock: Clock, claim: Claim) -> Shiftbook:
    """Make a program for a prepared *folder* and tell later starts of it; nothing answers before its `start`.

    Raises:
        StartError: if the port or the folder cannot be had.
    """
    listener = bind_remembered(settings.port, folder.port)
    with ExitStack() as undo:
        undo.callback(listener.close)
        program = Shiftbook(settings, folder, clock, listener, claim)
        undo.pop_all()
    return program


@contextmanager
def people_of(folder: DataFolder) -> Iterator[AccountService]:
    """Open the book at a prepared *folder* for work on its people; the program may run beside it.

    Raises:
        StartError, DatabaseNewer, DatabaseDamaged: if the book cannot be opened.
    """
    from desktop_app.assembly import account_service  # noqa: PLC0415 - the slow half
    from desktop_app.storage.migrate import open_book  # noqa: PLC0415 - the same

    database = open_book(folder.database)
    try:
        yield account_service(database)
    finally:
        database.close()


@contextmanager
def record_of(folder: DataFolder) -> Iterator[Record]:
    """Open the book at a prepared *folder* to take entries out or prove them; the program may run beside it.

    Raises:
        StartError, DatabaseNewer, DatabaseDamaged: if the book cannot be opened.
    """
    from desktop_app.record import Record  # noqa: PLC0415 - the slow half
    from desktop_app.storage.migrate import open_book  # noqa: PLC0415 - the same

    database = open_book(folder.database)
    try:
        yield Record(database, folder.attachments)
    finally:
        database.close()
