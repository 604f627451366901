"""One Shiftbook for each data folder: the first one stays, a second start rings at it and ends.

The system's lock on a file tells whether there is a first; it is gone with the process that held it, however
that ended. Where the first answers, and the secret that proves a ring comes from the same person, stand in
another file that only they may read.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import sys
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from enum import Enum
from time import monotonic, sleep
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from desktop_app.errors import AlreadyOpen, BookDiskFull, DataFolderUnusable

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from desktop_app.paths import DataFolder

RING_PATH = "/instance/ring"
SECRET_HEADER = "Shiftbook-Instance"  # noqa: S105 - the header's name

PRIVATE_FILE = 0o600
SECRET_BYTES = 32
ANSWER_SECONDS = 5
"""A first one that takes longer hangs, or the computer does."""

PAUSE_SECONDS = 0.1
"""Between two looks at one that is just starting, or just ending."""


class NotThere(Exception):
    """The first one is just ending, or has not yet begun to answer; a moment later that is decided."""


class Front(Enum):
    """What became of bringing the first one's window to the front."""

    SHOWN = "shown"
    NO_WINDOW = "no window"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True)
class Rung:
    """The first one was reached: its window is in front, or it can be opened at *address*, once."""

    address: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """Where the first one answers; *process* is its number, for a person who has to end it."""

    process: int
    origin: str
    secret: str


class Claim:
    """A process's claim to be the one Shiftbook of a data folder; it ends with the process at the latest."""

    def __init__(self, folder: DataFolder) -> None:
        """Claim nothing yet."""
        self._folder = folder
        self._file: int | None = None

    def __enter__(self) -> Self:
        """Begin a block at whose end the claim is given up."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the claim up."""
        self.release()

    def release(self) -> None:
        """Give the claim up, if there is one: the next start is the first again."""
        if self._file is not None:
            # A note that stays is removed by the next start; the lock must not stay for it.
            with suppress(OSError):
                self._folder.instance.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None

    def take(self) -> bool:
        """Claim the folder unless another process has; return whether it is ours now.

        Raises:
            DataFolderUnusable, BookDiskFull: if the lock's file cannot be had.
        """
        with _unusable_told(self._folder):
            file = os.open(self._folder.lock, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
            if not _locked(file):
                os.close(file)
                return False
            self._file = file
            # One who was killed could not; nobody must be told to end a process that is another's by now.
            self._folder.instance.unlink(missing_ok=True)
        return True

    def take_or_ring(self, startup: str | None, *, window: bool) -> Rung | None:
        """Claim the folder (None), or reach the one who has: it shows its window, or gives an address.

        Raises:
            AlreadyOpen: if it neither answers nor goes away.
            DataFolderUnusable, BookDiskFull: if the lock's file cannot be had.
        """
        give_up = monotonic() + ANSWER_SECONDS
        while not self.take():
            note = read_note(self._folder.instance)
            if note is not None:
                with suppress(NotThere):
                    return ring(note, startup, window=window)
            if monotonic() > give_up:
                raise AlreadyOpen(note.process if note else None, ANSWER_SECONDS)
            sleep(PAUSE_SECONDS)
        return None

    def announce(self, origin: str) -> str:
        """Note down for later starts that we answer at *origin*; return the secret they will bring.

        Raises:
            DataFolderUnusable, BookDiskFull: if it cannot be noted.
        """
        note = Note(os.getpid(), origin, secrets.token_urlsafe(SECRET_BYTES))
        draft = self._folder.instance.with_suffix(".new")
        with _unusable_told(self._folder):
            draft.unlink(missing_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "w") as file:
                json.dump(asdict(note), file)
            draft.replace(self._folder.instance)
        return note.secret


def read_note(path: Path) -> Note | None:
    """Return the note at *path*; None if there is none yet, or anything else."""
    try:
        note = Note(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    kinds = [type(value) for value in (note.process, note.origin, note.secret)]
    return note if kinds == [int, str, str] else None


def ring(note: Note, startup: str | None, *, window: bool) -> Rung:
    """Ask the first one to come to the front or, without *window*, for a fresh address that opens it.

    *startup* is what the desktop gave this start to say that a person wanted it; window managers let
    nobody else come to the front.

    Raises:
        NotThere: if it is ending, or has not yet begun.
        AlreadyOpen: if it does not answer.
    """
    from http.client import HTTPException  # noqa: PLC0415 - a first start need not wait for it

    try:
        front, address = _asked(note, {"startup": startup or "", "window": window})
    except TimeoutError as error:
        raise AlreadyOpen(note.process, ANSWER_SECONDS) from error
    except (OSError, HTTPException, ValueError, TypeError, KeyError) as error:
        raise NotThere from error
    if front is Front.LEAVING:
        raise NotThere
    return Rung(address)


def _asked(note: Note, body: dict[str, object]) -> tuple[Front, str | None]:
    from http.client import OK, HTTPConnection, HTTPException  # noqa: PLC0415 - as above

    host = urlsplit(note.origin).netloc
    with closing(HTTPConnection(host, timeout=ANSWER_SECONDS)) as connection:
        headers = {"Content-Type": "application/json", "Origin": note.origin, SECRET_HEADER: note.secret}
        connection.request("POST", RING_PATH, json.dumps(body), headers)
        answer = connection.getresponse()
        if answer.status != OK:
            raise HTTPException(answer.status)
        told = json.loads(answer.read())
        return Front(told["front"]), told["address"]


def _locked(file: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def _unusable_told(folder: DataFolder) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise BookDiskFull(folder.database) from error
        raise DataFolderUnusable(folder.root, error.strerror or str(error)) from error
