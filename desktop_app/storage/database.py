"""The book's one file: a writer that takes turns, and a reader for every thread."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING
from weakref import WeakSet

import apsw

from desktop_app.errors import StorageBusy, StorageUnavailable
from desktop_app.storage.faults import TellsFaults, faults_told
from desktop_app.storage.files import create_private

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

BUSY_TIMEOUT = timedelta(seconds=5)
"""How long a write waits for its turn, and then for another program, before it gives up."""

TURNS_TO_MAKE_A_BOOK = 20


class Database:
    """Connections to the file at *path*, which is made, empty and private, if it is not there.

    Every thread may call every method. Only one connection ever writes, and only it checkpoints.

    Raises:
        StorageError: if the file cannot be opened for writing.
    """

    def __init__(self, path: Path, busy_timeout: timedelta = BUSY_TIMEOUT) -> None:
        """Open the writer; readers open when their thread first reads."""
        self.path = path
        self._busy_timeout = busy_timeout
        self._turn = threading.Lock()
        self._replaced = 0
        self._thread = threading.local()
        self._readers: WeakSet[apsw.Connection] = WeakSet()
        self._closed = False
        create_private(path)
        with faults_told():
            self._writer = self._connect(apsw.SQLITE_OPEN_READWRITE)
            try:
                _make_durable(self._writer)
            except BaseException:
                self._writer.close()
                raise

    @contextmanager
    def write(self) -> Iterator[apsw.Connection]:
        """Lend the writer for one transaction: durable when the block ends, undone when it raises.

        An error out of the commit itself leaves open whether the transaction happened: the disk may
        have kept what it reported as failed. Whatever is written here must bear being asked for again.

        Raises:
            StorageError: if the environment stands in the way; nothing was acknowledged then.
        """
        with self._my_turn(), faults_told():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            finally:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")

    def read(self) -> AbstractContextManager[apsw.Connection]:
        """Lend this thread's read-only connection; each statement sees one committed state.

        Raises:
            StorageError: if the environment stands in the way, here or in the block.
        """
        return _Reading(self._reader())

    @contextmanager
    def replacing(self) -> Iterator[Callable[[apsw.Connection], None]]:
        """Keep everybody else here from writing, and lend what makes the book hold what another one holds.

        That is one durable commit: whoever reads sees the old or the new.

        Raises:
            StorageError: if the environment stands in the way; nothing has changed then.
        """

        def become(other: apsw.Connection) -> None:
            with faults_told(), self._writer.backup("main", other, "main") as copying:
                while not copying.done:
                    copying.step()

        with self._my_turn():
            yield become
            self._replaced += 1

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Let this thread write in the block only while the book is the one it is now.

        Whoever was let in by another book may be nobody in this one, or somebody else. A write then
        raises StorageBusy: they must ask again, as who they are in this one.
        """
        self._thread.let_in_by = self._replaced
        try:
            yield
        finally:
            del self._thread.let_in_by

    def close(self) -> None:
        """Close every connection, the writer last: it folds the write-ahead log into the file.

        Raises:
            StorageError: if a write is still under way, or the disk fails; the log then stays, and the
                next start reads it.
        """
        with self._my_turn(), faults_told():
            self._closed = True
            for reader in list(self._readers):
                reader.close()
            self._writer.close()

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        let_in_by = getattr(self._thread, "let_in_by", self._replaced)
        if not self._turn.acquire(timeout=self._busy_timeout.total_seconds()):
            raise StorageBusy
        try:
            if let_in_by != self._replaced:
                raise StorageBusy
            yield
        finally:
            self._turn.release()

    def _reader(self) -> apsw.Connection:
        connection: apsw.Connection | None = getattr(self._thread, "connection", None)
        if connection is None:
            if self._closed:
                raise StorageUnavailable("the book is closed")
            with faults_told():
                connection = self._connect(apsw.SQLITE_OPEN_READONLY)
            self._thread.connection = connection
            self._readers.add(connection)
        return connection

    def _connect(self, flags: int) -> apsw.Connection:
        return connect(self.path, flags, self._busy_timeout)


def connect(path: Path, flags: int, busy_timeout: timedelta) -> apsw.Connection:
    """Open the file at *path*; a statement waits for other programs as long as *busy_timeout* says."""
    connection = apsw.Connection(str(path), flags=flags)
    connection.set_busy_timeout(int(busy_timeout.total_seconds() * 1000))
    # Plans must not depend on bound values: SQLite would prepare a join anew for each of them.
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
    connection.config(apsw.SQLITE_DBCONFIG_DQS_DML, 0)
    connection.config(apsw.SQLITE_DBCONFIG_DQS_DDL, 0)
    return connection


def sync_fully(connection: apsw.Connection) -> None:
    """Let a commit return only when it is on the disk."""
    connection.pragma("synchronous", "FULL")
    connection.pragma("fullfsync", "ON")  # macOS: fsync alone stops at the drive's cache
    connection.pragma("checkpoint_fullfsync", "ON")


class _Reading(TellsFaults):
    __slots__ = ("_reader",)

    def __init__(self, reader: apsw.Connection) -> None:
        self._reader = reader

    def __enter__(self) -> apsw.Connection:
        return self._reader


def _make_durable(writer: apsw.Connection) -> None:
    if writer.readonly("main"):
        raise StorageUnavailable("the file is read-only")
    _use_log(writer)
    sync_fully(writer)
    writer.pragma("foreign_keys", "ON")
    writer.pragma("recursive_triggers", "ON")  # without it, INSERT OR REPLACE deletes behind a trigger's back


def _use_log(writer: apsw.Connection) -> None:
    # Of several programs making one new book all but one are turned away at once, without any waiting.
    for _ in range(TURNS_TO_MAKE_A_BOOK):
        with suppress(apsw.BusyError):
            if writer.pragma("journal_mode", "WAL") != "wal":
                raise StorageUnavailable("this file system cannot hold a write-ahead log")
            return
        writer.execute("BEGIN IMMEDIATE; ROLLBACK")  # this does wait for its turn
    raise StorageBusy
