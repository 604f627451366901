"""Puts a program together, the slow half: book and key -> services -> web app -> server.

With `composition`, which opens what is put together here, the only module that knows every layer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.accounts.passwords import Passwords
from desktop_app.accounts.service import AccountService
from desktop_app.logbook.service import LogbookService
from desktop_app.server import Server
from desktop_app.sessions.service import SessionService, derived_key
from desktop_app.storage.accounts import SqliteAccountStore
from desktop_app.storage.entries import SqliteEntryStore
from desktop_app.storage.instance import instance_id
from desktop_app.storage.sessions import SqliteSessionStore
from desktop_app.web.app import create_app
from desktop_app.web.context import Services
from desktop_app.web.cookies import Cookies
from desktop_app.web.headers import NEVER_STORED, SECURITY_HEADERS
from desktop_app.web.templates import compile_templates

if TYPE_CHECKING:
    from desktop_app.composition import Shiftbook
    from desktop_app.storage.database import Database


@dataclass(frozen=True, slots=True)
class Assembly:
    """What answers requests, and what it answers them with."""

    services: Services
    server: Server

    def prepare_pages(self) -> None:
        """Do now what the first page would otherwise wait for."""
        compile_templates()


def assemble(program: Shiftbook) -> Assembly:
    """Put services, application and server together on what *program* has opened.

    Raises:
        StorageError: if the book cannot be read.
    """
    services = Services(
        clock=program.clock,
        sessions=SessionService(
            SqliteSessionStore(program.database), program.key, program.settings.lifetimes
        ),
        accounts=account_service(program.database),
        logbook=LogbookService(SqliteEntryStore(program.database)),
        window_keys=program.window_keys,
        cookies=Cookies(instance_id(program.database)),
        flash_key=derived_key(program.key, "flash messages"),
        host=program.host,
        data_folder=str(program.folder.root),
        test_mode=program.settings.test_mode,
    )
    headers = (*SECURITY_HEADERS, NEVER_STORED)
    return Assembly(services, Server(create_app(services), program.listener, headers=headers))


def account_service(database: Database) -> AccountService:
    """Return the service for the people in this *database*."""
    return AccountService(SqliteAccountStore(database), Passwords())
