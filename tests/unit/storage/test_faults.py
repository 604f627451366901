"""Which of SQLite's errors are the environment's fault, and which are ours."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import (
    DatabaseDamaged,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageUnavailable,
)
from desktop_app.storage.faults import faults_told

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENT: list[tuple[type[apsw.Error], type[StorageError]]] = [
    (apsw.BusyError, StorageBusy),
    (apsw.LockedError, StorageBusy),
    (apsw.FullError, StorageFull),
    (apsw.IOError, StorageUnavailable),
    (apsw.CantOpenError, StorageUnavailable),
    (apsw.ReadOnlyError, StorageUnavailable),
    (apsw.PermissionsError, StorageUnavailable),
    (apsw.AuthError, StorageUnavailable),
    (apsw.ProtocolError, StorageUnavailable),
    (apsw.NoLFSError, StorageUnavailable),
    (apsw.ConnectionClosedError, StorageUnavailable),
    (apsw.CorruptError, DatabaseDamaged),
    (apsw.NotADBError, DatabaseDamaged),
]
OURS = [
    apsw.SQLError,
    apsw.ConstraintError,
    apsw.MisuseError,
    apsw.BindingsError,
    apsw.MismatchError,
    apsw.SchemaChangeError,
    apsw.InternalError,
    apsw.RangeError,
    apsw.TooBigError,
    apsw.ThreadingViolationError,
]


@pytest.mark.parametrize(("found", "told"), ENVIRONMENT, ids=lambda kind: kind.__name__)
def test_tells_the_environments_faults(found: type[apsw.Error], told: type[StorageError]) -> None:
    """Each becomes an exception of ours and keeps SQLite's own as its cause."""
    with pytest.raises(StorageError) as raised, faults_told():
        raise found("the system's words")

    assert type(raised.value) is told
    assert isinstance(raised.value.__cause__, found)


@pytest.mark.parametrize("bug", OURS, ids=lambda kind: kind.__name__)
def test_lets_our_own_bugs_through(bug: type[apsw.Error]) -> None:
    """A mistake in our SQL must not be told to anybody as a busy disk."""
    with pytest.raises(bug), faults_told():
        raise bug("near FORM: syntax error")


def test_lets_other_exceptions_through() -> None:
    """What is not SQLite's is not touched."""
    with pytest.raises(KeyError), faults_told():
        raise KeyError("name")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a folder is refused in other words")
def test_names_the_exact_cause(tmp_path: Path) -> None:
    """The log gets SQLite's words and its extended result code."""
    with pytest.raises(StorageUnavailable) as raised, faults_told():
        apsw.Connection(str(tmp_path), flags=apsw.SQLITE_OPEN_READONLY).execute("PRAGMA user_version")

    assert raised.value.cause == "disk I/O error (SQLITE_IOERR_READ)"
