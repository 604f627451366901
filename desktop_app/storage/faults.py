"""SQLite's errors in two kinds: the environment's faults are told as ours, our own bugs stay apsw errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw

from desktop_app.errors import DatabaseDamaged, StorageBusy, StorageFull, StorageUnavailable

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from types import TracebackType

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


class TellsFaults:
    """The end of a block out of which the environment's faults come as `StorageError`.

    A class and not a generator: every request reads, and would feel the difference.
    """

    __slots__ = ()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Raise an error of the environment as ours; let everything else through as it is."""
        fault = _fault(error) if isinstance(error, apsw.Error) else None
        if fault is not None:
            raise fault from error


class _Block(TellsFaults):
    __slots__ = ()

    def __enter__(self) -> None:
        return


_BLOCK = _Block()


def faults_told() -> AbstractContextManager[None]:
    """Raise the environment's faults as `StorageError`; let everything else through as it is.

    Raises:
        StorageBusy, StorageFull, StorageUnavailable, DatabaseDamaged: from the apsw error.
    """
    return _BLOCK


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
