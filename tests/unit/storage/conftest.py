"""A new book for every test that asks for one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop_app.logbook.backups import BackupService
from desktop_app.storage.accounts import SqliteAccountStore
from desktop_app.storage.backups import SqliteBackupStore
from desktop_app.storage.entries import SqliteEntryStore
from desktop_app.storage.sessions import SqliteSessionStore
from tests.helpers.database import add_person, open_book
from tests.helpers.record import files_of, new_record
from tests.helpers.schemas import RELEASES, book_of_schema, later_scripts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from desktop_app.accounts.model import Account
    from desktop_app.storage.database import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty book."""
    book = open_book(tmp_path)
    yield book
    book.close()


@pytest.fixture
def people(database: Database) -> SqliteAccountStore:
    """The book's people."""
    return SqliteAccountStore(database)


@pytest.fixture
def sessions(database: Database) -> SqliteSessionStore:
    """The book's sessions."""
    return SqliteSessionStore(database)


@pytest.fixture
def entries(database: Database) -> SqliteEntryStore:
    """The book's entries."""
    return SqliteEntryStore(database)


@pytest.fixture
def ada(database: Database) -> Account:
    """The first person, an administrator."""
    return add_person(database, "Ada", administrator=True)


@pytest.fixture
def ben(database: Database, ada: Account) -> Account:
    """A second person, who is none."""
    assert ada.administrator
    return add_person(database, "Ben")


@pytest.fixture
def usual_umask() -> Iterator[None]:
    """What a shell usually lets new files be: readable by everybody."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a book will lie."""
    return tmp_path / "shiftbook.db"


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    """Where its copies will lie."""
    return tmp_path / "backups"


@pytest.fixture
def scripts(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Sequence[Path]:
    """Let this program be a later Shiftbook, with two more schemas; return all its scripts."""
    folder = tmp_path_factory.mktemp("later") / "migrations"
    made = later_scripts(folder)
    monkeypatch.setattr("desktop_app.storage.schema.MIGRATIONS", folder)
    return made


@pytest.fixture
def old(path: Path) -> Path:
    """A book of the present schema, filled."""
    book_of_schema(RELEASES, path)
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder."""
    made = tmp_path / "data"
    made.mkdir()
    return made


@pytest.fixture
def book(data: Path) -> Iterator[Database]:
    """A short record with everything in it."""
    database = new_record(data)
    yield database
    database.close()


@pytest.fixture
def store(book: Database, data: Path) -> SqliteBackupStore:
    """Its backups."""
    return SqliteBackupStore(book, files_of(data))


@pytest.fixture
def service(store: SqliteBackupStore) -> BackupService:
    """The service on top."""
    return BackupService(store, lambda _: 60)
