"""SQLite's errors in two kinds: the environment's faults are told as ours, our own bugs stay apsw errors."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import apsw

from desktop_app.errors import DatabaseDamaged, StorageBusy, StorageFull, StorageUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.errors import StorageError

BUSY = (apsw.BusyError, apsw.LockedError)
FULL = (apsw.FullError,)
UNAVAILABLE = (
    apsw.IOError,
    apsw.CantOpenError,
    apsw.ReadOnlyError,
    apsw.PermissionsError,
    apsw.AuthError,
    apsw.ProtocolError,
    apsw.NoLFSError,
    apsw.ConnectionClosedError,  # a request that was still under way when the program stopped
)
DAMAGED = (apsw.CorruptError, apsw.NotADBError)


@contextmanager
def faults_told() -> Iterator[None]:
    """Raise the environment's faults as `StorageError`; let everything else through as it is.

    Raises:
        StorageBusy, StorageFull, StorageUnavailable, DatabaseDamaged: from the apsw error.
    """
    try:
        yield
    except apsw.Error as error:
        fault = _fault(error)
        if fault is None:
            raise
        raise fault from error


def _fault(error: apsw.Error) -> StorageError | None:
    if isinstance(error, BUSY):
        return StorageBusy()
    if isinstance(error, FULL):
        return StorageFull()
    if isinstance(error, UNAVAILABLE):
        return StorageUnavailable(_cause(error))
    if isinstance(error, DAMAGED):
        return DatabaseDamaged(_cause(error))
    return None


def _cause(error: apsw.Error) -> str:
    name = apsw.mapping_extended_result_codes.get(getattr(error, "extendedresult", 0))
    return f"{error} ({name or type(error).__name__})"
