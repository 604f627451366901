"""Tells what a file is by its beginning, and lets the right reader read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import NotImportable
from desktop_app.logbook.imports.csv_import import read_csv
from desktop_app.logbook.imports.elog import BEGIN, LogFile, read_elog
from desktop_app.logbook.imports.elog_zip import LARGEST_LOG, LogZip
from desktop_app.logbook.imports.json_import import BEGINS, read_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from desktop_app.logbook.imports.model import Reading

LOOKED_AT = 4096
"""Bytes at the beginning that tell what a file is."""

ZIP_BEGINS = b"PK"


def read(source: BinaryIO, name: str, offset_at: Callable[[int], int]) -> Reading:
    """Read the file called *name*, whatever it is.

    Raises:
        NotImportable: if it is nothing that can be imported.
    """
    begin = source.read(LOOKED_AT)
    source.seek(0)
    if BEGINS.match(begin):
        return read_json(source, name)
    if begin.startswith(ZIP_BEGINS):
        return read_elog(LogZip(source).logs(), offset_at)
    if BEGIN.encode() in begin:
        content = source.read(LARGEST_LOG + 1)
        if len(content) > LARGEST_LOG:
            raise NotImportable("It is too large to be an ELOG file.")
        return read_elog([LogFile(name, "", content, lambda _: None)], offset_at)
    if not begin.strip():
        raise NotImportable("It is empty.")
    if begin.lstrip().startswith(b"{"):
        raise NotImportable("It is JSON, but no export of Shiftbook.")
    return read_csv(source, name)
