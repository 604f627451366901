"""A whole Shiftbook without server and screen, on real storage and a clock that only moves when told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from argon2.profiles import CHEAPEST

from desktop_app.accounts.names import clean_name
from desktop_app.accounts.passwords import Passwords
from desktop_app.accounts.service import AccountService
from desktop_app.config import WINDOW_KEY_EXPIRY, Lifetimes
from desktop_app.instance import Front
from desktop_app.logbook.attachments import AttachmentService
from desktop_app.logbook.backups import BackupService
from desktop_app.logbook.drafts import DraftService
from desktop_app.logbook.imports.service import ImportService
from desktop_app.logbook.presets import PresetService
from desktop_app.logbook.proof import ProofService
from desktop_app.logbook.saved_filters import SavedFilterService
from desktop_app.logbook.service import LogbookService
from desktop_app.sessions.idle_lock import IdleLock
from desktop_app.sessions.service import SessionService
from desktop_app.sessions.tickets import Tickets
from desktop_app.storage.access_log import SqliteAccessLogStore
from desktop_app.storage.accounts import SqliteAccountStore
from desktop_app.storage.attachments import SqliteAttachmentStore
from desktop_app.storage.backups import SqliteBackupStore
from desktop_app.storage.drafts import SqliteDraftStore
from desktop_app.storage.entries import SqliteEntryStore
from desktop_app.storage.imports import SqliteImportStore
from desktop_app.storage.instance import SqliteComputerStore
from desktop_app.storage.presets import SqlitePresetStore
from desktop_app.storage.proof import SqliteProofStore
from desktop_app.storage.saved_filters import SqliteSavedFilterStore
from desktop_app.storage.sessions import SqliteSessionStore
from desktop_app.web.app import create_app
from desktop_app.web.context import Services
from desktop_app.web.cookies import Cookies
from desktop_app.web.window_key import WindowKeys
from tests.helpers.client import HOST, Client
from tests.helpers.clock import FakeClock
from tests.helpers.database import open_book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.storage.database import Database

START = 1_790_000_000
KEY = bytes(range(32))
INSTANCE_SECRET = "what a second start found in the data folder"
PASSWORD = "correct horse battery"


@dataclass
class Book:
    """One running program and what a test needs to look behind it."""

    clock: FakeClock
    services: Services
    database: Database
    app: Callable[..., Any]

    def window(self) -> Client:
        """Open a window: a fresh browser profile with this run's key."""
        client = Client(self.app, self.clock)
        key = self.services.window_keys.issue(self.clock.now())
        assert client.get(f"/open?key={key}").status == 303
        return client

    def signed_in(self, name: str = "Ada Byron") -> Client:
        """Open a window and sign somebody in, making them first if need be."""
        client = self.window()
        if not self.services.accounts.any():
            assert client.post("/setup", {"name": name, "password": PASSWORD}).status == 200
            return self._settled(client)
        if name not in {account.name for account in self.services.accounts.all()}:
            self.services.accounts.add(name, PASSWORD, administrator=False, now=self.clock.now())
        assert client.post("/login", {"name": name, "password": PASSWORD}).status == 200
        return self._settled(client)

    def _settled(self, client: Client) -> Client:
        """Use the session once, so that its first generation is confirmed."""
        assert client.get("/api/session").status == 200
        return client

    def restarted(self, window: Client, *, idle_lock: timedelta | None = None) -> tuple[Book, Client]:
        """End the program and start it again at the same instant; the window's cookies are still there."""
        self.database.close()
        again = make_book(Path(self.services.data_folder), idle_lock=idle_lock, clock=self.clock)
        opened = again.window()
        opened.jar = {**window.jar, **opened.jar}
        return again, opened

    def rows(self, query: str, *values: object) -> list[Any]:
        """Read the database as somebody with the file would."""
        with self.database.read() as connection:
            return list(connection.execute(query, values))


NEVER = timedelta(0)


def make_book(
    folder: Path,
    *,
    test_mode: bool = False,
    lifetimes: Lifetimes | None = None,
    idle_lock: timedelta | None = NEVER,
    clock: FakeClock | None = None,
) -> Book:
    """Build everything on one clock and one folder; no session locks by itself unless a test is about it."""
    clock = clock or FakeClock(START)
    database = open_book(folder)
    attachments = SqliteAttachmentStore(database, folder / "attachments")
    lock = IdleLock(idle_lock, SqliteComputerStore(database))
    services = Services(
        clock=clock,
        sessions=SessionService(SqliteSessionStore(database), KEY, lifetimes or Lifetimes(), lock),
        idle_lock=lock,
        accounts=AccountService(SqliteAccountStore(database), Passwords(CHEAPEST)),
        logbook=LogbookService(SqliteEntryStore(database)),
        drafts=DraftService(SqliteDraftStore(database)),
        proof=ProofService(SqliteProofStore(database, folder / "attachments")),
        attachments=AttachmentService(attachments),
        access_log=SqliteAccessLogStore(database),
        saved_filters=SavedFilterService(SqliteSavedFilterStore(database)),
        backups=BackupService(SqliteBackupStore(database, folder / "attachments"), clock.utc_offset),
        imports=ImportService(SqliteImportStore(database, attachments), clean_name, clock.utc_offset),
        presets=PresetService(SqlitePresetStore(database)),
        tickets=Tickets(KEY),
        window_keys=WindowKeys(WINDOW_KEY_EXPIRY),
        cookies=Cookies("0123abcd"),
        flash_key=b"f" * 32,
        host=HOST,
        data_folder=str(folder),
        test_mode=test_mode,
        instance_secret=INSTANCE_SECRET,
        bring_to_front=lambda _: Front.NO_WINDOW,
    )
    return Book(clock, services, database, create_app(services))


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A new book."""
    made = make_book(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def test_book(tmp_path: Path) -> Iterator[Book]:
    """The same in test mode."""
    made = make_book(tmp_path, test_mode=True)
    yield made
    made.database.close()
