"""Attached files on the disk, each named by its SHA-256 and written once."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.errors import AttachmentDamaged, Invalid
from desktop_app.logbook.media_type import MediaType
from desktop_app.storage.files import PRIVATE_FILE, make_private_folder, refusals_told, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from desktop_app.logbook.attachments import Source

PIECE_BYTES = 256 * 1024

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_SHA256 = re.compile("[0-9a-f]{64}")


class Incoming(NamedTuple):
    """A whole file, durable under a name of its own, not yet in its place."""

    path: Path
    sha256: str
    size: int
    media_type: str


class AttachmentFiles:
    """The folder of attached files; what is not whole yet lies in `incoming` beneath it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._incoming = folder / "incoming"

    @contextmanager
    def receive(self, source: Source, size: int) -> Iterator[Incoming]:
        """Write *size* bytes from *source* to the disk; unless it is put in its place, it goes again.

        Raises:
            Invalid: if there are fewer.
            StorageFull, StorageUnavailable: if the system refuses.
        """
        with refusals_told():
            if not self._incoming.is_dir():
                make_private_folder(self.folder)
                make_private_folder(self._incoming)
        path = self._incoming / secrets.token_hex(16)
        try:
            yield _write(path, source, size)
        finally:
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def put(self, incoming: Incoming) -> None:
        """Move a file to its place, for good; one that is there already is the same.

        Raises:
            StorageFull, StorageUnavailable: if the system refuses.
        """
        place = self.path(incoming.sha256)
        with refusals_told():
            if not place.parent.is_dir():
                make_private_folder(place.parent)
            incoming.path.replace(place)
            sync_folder(place.parent)

    def path(self, sha256: str) -> Path:
        """Return where the file of this SHA-256 lies, if there is one."""
        return self.folder / sha256[:2] / sha256

    def open(self, sha256: str, size: int) -> BinaryIO:
        """Open a file, having read it once to see that it is what it was; whoever asks closes it.

        Raises:
            AttachmentDamaged: if it is gone or has been changed.
            StorageUnavailable: if the system refuses.
        """
        with refusals_told(), ExitStack() as opened:
            try:
                file = opened.enter_context(self.path(sha256).open("rb"))
            except FileNotFoundError as error:
                raise AttachmentDamaged from error
            if os.fstat(file.fileno()).st_size != size or _digest(file) != sha256:
                raise AttachmentDamaged
            file.seek(0)
            opened.pop_all()
            return file

    def remove(self, sha256: str) -> None:
        """Delete a file, if it is there.

        Raises:
            StorageUnavailable: if the system refuses.
        """
        with refusals_told():
            self.path(sha256).unlink(missing_ok=True)

    def older_than(self, then: int) -> Iterator[str]:
        """Find the files in place that were put there before *then*."""
        with refusals_told():
            for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
                if _SHA256.fullmatch(path.name) and path.stat().st_mtime < then:
                    yield path.name

    def clear_incoming(self, then: int) -> None:
        """Delete what a run that ended suddenly was receiving before *then*."""
        with refusals_told():
            for path in self._incoming.glob("*"):
                if path.stat().st_mtime < then:
                    path.unlink(missing_ok=True)


def _write(path: Path, source: Source, size: int) -> Incoming:
    digest, kind, left = hashlib.sha256(), MediaType(), size
    with refusals_told():
        handle = os.open(path, _NEW, PRIVATE_FILE)
        with open(handle, "wb", buffering=0) as file:  # noqa: PTH123 - a handle, not a path
            while left and (piece := source.read(min(left, PIECE_BYTES))):
                _write_all(file, piece)
                digest.update(piece)
                kind.see(piece)
                left -= len(piece)
            if not left:
                os.fsync(handle)
    if left:
        raise Invalid("body", "The file ended too early. Nothing was attached; try again.")
    return Incoming(path, digest.hexdigest(), size, kind.told())


def _write_all(file: BinaryIO, piece: bytes) -> None:
    # An unbuffered file may take less than it is given.
    rest = memoryview(piece)
    while rest:
        rest = rest[file.write(rest) :]


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := file.read(PIECE_BYTES):
        digest.update(piece)
    return digest.hexdigest()
