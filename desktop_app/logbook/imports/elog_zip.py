"""A zip of ELOG's folders, read without unpacking it: nothing in it decides where anything is written."""

from __future__ import annotations

import stat
import zipfile
import zlib
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from desktop_app.config import MAX_ATTACHMENT_BYTES
from desktop_app.errors import NotImportable
from desktop_app.logbook.file_name import file_name
from desktop_app.logbook.imports.elog import LogFile, shown_name
from desktop_app.logbook.imports.model import FoundFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from desktop_app.logbook.attachments import Source

MOST_MEMBERS = 200_000
LARGEST_LOG = 64 * 1024**2
LARGEST_LOGS = 256 * 1024**2
LARGEST_IN_ALL = 4 * 1024**3
"""Bytes, unpacked: more is no logbook but a trap, or too much for one import. Logs are read into memory."""

TOO_MUCH = "This zip holds too much for one import. Make one of each year."

PIECE_BYTES = 1024**2
ENCRYPTED = 1
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What every program can unpack, this one too where it has been frozen."""

DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
"""What the standard library says of a zip that is not one."""


class LogZip:
    """The files of a zip, by their folder and name."""

    def __init__(self, source: BinaryIO) -> None:
        """Look into the zip.

        Raises:
            NotImportable: if it is damaged, encrypted or too large, or there is no log in it.
        """
        try:
            self._zip = zipfile.ZipFile(source)
        except DAMAGE as error:
            raise NotImportable("This zip is damaged or not whole. Make it again.") from error
        members = [info for info in self._zip.infolist() if _is_file(info)]
        if len(members) > MOST_MEMBERS or sum(info.file_size for info in members) > LARGEST_IN_ALL:
            raise NotImportable(TOO_MUCH)
        if any(info.flag_bits & ENCRYPTED for info in members):
            raise NotImportable("This zip is encrypted. Make it again without a password.")
        if any(info.compress_type not in PACKED for info in members):
            raise NotImportable("This zip is packed in an unusual way. Make it again as an ordinary one.")
        self._members = {_place(info.filename): info for info in members}
        self._logs = sorted(place for place in self._members if place[1].lower().endswith(".log"))
        if sum(self._members[place].file_size for place in self._logs) > LARGEST_LOGS:
            raise NotImportable(TOO_MUCH)
        if not self._logs:
            raise NotImportable("There is no ELOG file (.log) in this zip.")

    def logs(self) -> Iterator[LogFile]:
        """Give every log, in the order of their names, which is the order of their days."""
        for folder, name in self._logs:
            info = self._members[folder, name]
            if info.file_size > LARGEST_LOG:
                raise NotImportable(f"{name} is too large to be an ELOG file.")
            # ELOG keeps a folder for each year below the logbook's own: messages are numbered through all.
            logbook = folder.rpartition("/")[0] if folder.rpartition("/")[2].isdecimal() else folder
            content = b"".join(self._pieces(info))
            yield LogFile(f"{folder}/{name}".strip("/"), logbook, content, partial(self._beside, folder))

    def _beside(self, folder: str, stored: str) -> FoundFile | None:
        info = self._members.get((folder, stored))
        if info is None or info.file_size > MAX_ATTACHMENT_BYTES:
            return None
        for _ in self._pieces(info):  # What is damaged is found before anything is kept.
            pass
        return FoundFile(file_name(shown_name(stored)), info.file_size, partial(self._open, info))

    def _open(self, info: zipfile.ZipInfo) -> Source:
        return self._zip.open(info)

    def _pieces(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            with self._zip.open(info) as file:
                while piece := file.read(PIECE_BYTES):
                    yield piece
        except DAMAGE as error:
            raise NotImportable(f"{info.filename} in this zip is damaged. Make the zip again.") from error


def _place(name: str) -> tuple[str, str]:
    path = PurePosixPath(name.replace("\\", "/"))
    return str(path.parent).removeprefix("."), path.name


def _is_file(info: zipfile.ZipInfo) -> bool:
    return bool(info.filename) and not info.is_dir() and not stat.S_ISLNK(info.external_attr >> 16)
