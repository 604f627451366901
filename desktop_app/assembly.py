"""Puts a program together, the slow half: book and key -> services -> web app -> server.

With `composition`, which opens what is put together here, the only module that knows every layer.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.accounts.names import clean_name
from desktop_app.accounts.passwords import Passwords
from desktop_app.accounts.service import AccountService
from desktop_app.errors import StorageError
from desktop_app.logbook.attachments import AttachmentService
from desktop_app.logbook.backups import BackupService
from desktop_app.logbook.drafts import DraftService
from desktop_app.logbook.imports.service import ImportService
from desktop_app.logbook.presets import PresetService
from desktop_app.logbook.proof import ProofService
from desktop_app.logbook.saved_filters import SavedFilterService
from desktop_app.logbook.service import LogbookService
from desktop_app.server import Server
from desktop_app.sessions.idle_lock import IdleLock
from desktop_app.sessions.service import SessionService, derived_key
from desktop_app.sessions.tickets import Tickets
from desktop_app.storage.access_log import SqliteAccessLogStore
from desktop_app.storage.accounts import SqliteAccountStore
from desktop_app.storage.attachments import SqliteAttachmentStore
from desktop_app.storage.backups import SqliteBackupStore
from desktop_app.storage.chain_upgrade import TOLD_EVERY
from desktop_app.storage.drafts import SqliteDraftStore
from desktop_app.storage.entries import SqliteEntryStore
from desktop_app.storage.imports import SqliteImportStore
from desktop_app.storage.instance import SqliteComputerStore, instance_id
from desktop_app.storage.keyfile import load_or_create_key
from desktop_app.storage.migrate import open_book
from desktop_app.storage.presets import SqlitePresetStore
from desktop_app.storage.proof import SqliteProofStore
from desktop_app.storage.restoring import clear_workshop
from desktop_app.storage.saved_filters import SqliteSavedFilterStore
from desktop_app.storage.sessions import SqliteSessionStore
from desktop_app.web.app import create_app
from desktop_app.web.context import Services
from desktop_app.web.cookies import Cookies, read_cookies
from desktop_app.web.headers import NEVER_STORED, SECURITY_HEADERS
from desktop_app.web.templates import compile_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop_app.composition import Shiftbook
    from desktop_app.server import WSGIApp
    from desktop_app.storage.database import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Assembly:
    """What answers requests, and what it answers them with."""

    services: Services
    database: Database
    server: Server

    def prepare_pages(self) -> None:
        """Do now what the first page would otherwise wait for."""
        compile_templates()

    def stop(self) -> None:
        """Let requests under way finish, then close the book."""
        self.server.stop()
        try:
            self.database.close()
        except StorageError as error:
            # What was acknowledged is on the disk; the next start folds it in.
            log.warning("database outcome=not_closed cause=%s", error)


def assemble(program: Shiftbook, tell: Callable[[str], None]) -> Assembly:
    """Open what *program* works on, in the order it can fail, and put services, application and server on it.

    *tell* hears what takes long.

    Raises:
        StartError, DatabaseNewer, DatabaseDamaged: if the key or the book cannot be had.
    """
    key = load_or_create_key(program.folder.key)
    with ExitStack() as undo:
        database = open_book(
            program.folder.database,
            clock=program.clock,
            progress=lambda done, total: tell(_copy_news(done, total)),
            linked=lambda done, total: tell(_link_news(done, total)),
        )
        undo.callback(database.close)
        clear_workshop(program.folder.database)
        services = _services(program, key, database)
        headers = (*SECURITY_HEADERS, NEVER_STORED)
        server = Server(
            _in_one_book(create_app(services), database),
            program.listener,
            headers=headers,
            spool=program.folder.incoming,
            is_known=lambda sent: _has_a_window(services, sent),
        )
        undo.pop_all()
    return Assembly(services, database, server)


def _copy_news(done: int, total: int) -> str:
    if done < total:
        return f"A new version: the book is copied before it is upgraded, {100 * done // total} % so far."
    return "A new version: the copy is checked, then the book is upgraded."


def _link_news(done: int, total: int) -> str:
    if total - done >= TOLD_EVERY:
        return f"A new version: the book is upgraded, {done:,} of {total:,} entries so far."
    return "A new version: the search is made ready. For a large book this takes a minute or two."


def _in_one_book(app: WSGIApp, database: Database) -> WSGIApp:
    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        with database.steady():
            return app(environ, start)

    return answer


def _has_a_window(services: Services, sent: str) -> bool:
    return services.window_keys.admits(read_cookies(sent).get(services.cookies.window.name))


def _services(program: Shiftbook, key: bytes, database: Database) -> Services:
    settings = program.settings
    idle_lock = IdleLock(settings.idle_lock, SqliteComputerStore(database))
    attachments = SqliteAttachmentStore(database, program.folder.attachments)
    return Services(
        clock=program.clock,
        sessions=SessionService(SqliteSessionStore(database), key, settings.lifetimes, idle_lock),
        idle_lock=idle_lock,
        accounts=account_service(database),
        logbook=LogbookService(SqliteEntryStore(database)),
        drafts=DraftService(SqliteDraftStore(database)),
        proof=ProofService(SqliteProofStore(database, program.folder.attachments)),
        attachments=AttachmentService(attachments),
        access_log=SqliteAccessLogStore(database),
        presets=PresetService(SqlitePresetStore(database)),
        saved_filters=SavedFilterService(SqliteSavedFilterStore(database)),
        backups=BackupService(
            SqliteBackupStore(database, program.folder.attachments), program.clock.utc_offset
        ),
        imports=ImportService(SqliteImportStore(database, attachments), clean_name, program.clock.utc_offset),
        tickets=Tickets(key),
        window_keys=program.window_keys,
        cookies=Cookies(instance_id(database)),
        flash_key=derived_key(key, "flash messages"),
        host=program.host,
        data_folder=str(program.folder.root),
        test_mode=settings.test_mode,
        instance_secret=program.instance_secret,
        bring_to_front=program.bring_to_front,
    )


def account_service(database: Database) -> AccountService:
    """Return the service for the people in this *database*."""
    return AccountService(SqliteAccountStore(database), Passwords())
