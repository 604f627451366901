"""Files nobody else may read, and that are still there after a power cut."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from desktop_app.errors import StorageFull, StorageUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
COPIED_AT_ONCE = 1024 * 1024
"""Bytes."""


def create_private(path: Path) -> None:
    """Make an empty file only its owner may read, unless there is one already.

    Raises:
        StorageFull, StorageUnavailable: if the system refuses.
    """
    with refusals_told():
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE))
        except FileExistsError:
            return
        sync_folder(path.parent)


def make_private_folder(path: Path) -> None:
    """Make a folder only its owner may look into, or close one that is there to everybody else.

    Raises:
        StorageFull, StorageUnavailable: if the system refuses.
    """
    with refusals_told():
        path.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        path.chmod(PRIVATE_FOLDER)
        sync_folder(path.parent)


def write_durably(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file only its owner may read; under its name it is whole and on the disk, or not there.

    What is there under that name already is replaced.

    Raises:
        StorageFull, StorageUnavailable: if the system refuses; what was there is as it was.
    """
    part = path.with_name(f".{path.name}.part")
    with refusals_told():
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "wb") as file:
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def copy_file(source: Path, place: Path, sha256: str) -> None:
    """Copy a file to its place, durable and only if it is what its SHA-256 says.

    One that is gone, cannot be read, or is another, is not copied: verifying says so, and the rest must not
    wait for it.

    Raises:
        OSError: if the system refuses to write.
    """
    for folder in (place.parent.parent, place.parent):
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    part = place.with_name(f".{secrets.token_hex(8)}.part")
    digest = hashlib.sha256()
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb") as file:
            for piece in _readable(source):
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if digest.hexdigest() == sha256:
            part.replace(place)
            sync_folder(place.parent)
    finally:
        part.unlink(missing_ok=True)


def _readable(source: Path) -> Iterator[bytes]:
    with suppress(OSError), source.open("rb") as given:
        while piece := given.read(COPIED_AT_ONCE):
            yield piece


def size_of(path: Path) -> int:
    """Return the file's size in bytes, 0 if there is none.

    Raises:
        StorageUnavailable: if the system will not say.
    """
    with refusals_told():
        try:
            return path.stat().st_size
        except FileNotFoundError:
            return 0


def sync_folder(folder: Path) -> None:
    """Wait until the names in *folder* are on the disk; Windows has no call for it and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def refusals_told() -> Iterator[None]:
    """Raise the system's refusals as ours.

    Raises:
        StorageFull, StorageUnavailable: from the system's error.
    """
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StorageFull from error
        raise StorageUnavailable(str(error)) from error
