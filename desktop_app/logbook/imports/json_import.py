"""Reads what `exports.json_export` wrote: verified first, then entry by entry."""

from __future__ import annotations

import base64
import json
import re
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from desktop_app.errors import NotImportable
from desktop_app.logbook.imports.json_shape import Unsound, sound
from desktop_app.logbook.imports.model import Format, Found, FoundFile, Proof, Reading, Remark
from desktop_app.logbook.model import EntryKind, Head
from desktop_app.logbook.verifier import BEGIN, BETWEEN, NotAnExport, check_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

    from desktop_app.logbook.attachments import Source

    Opener = Callable[[], Source]
    Files = dict[str, Opener]

BEGINS = re.compile(rb'\s*\{\s*"shiftbook_export"')
PIECE = 4 * 64 * 1024
"""Base64 digits decoded at once: whole groups of four."""

LINE_END = 8
"""More bytes than stand after the last digit on a file's line."""

_FILE = re.compile(rb'"(?P<sha256>[0-9a-f]{64})":\{.{0,200}?"base64":"')


def read_json(source: BinaryIO, name: str) -> Reading:
    """Read an export called *name*; one that is not as it was written has faults and no entries.

    Raises:
        NotImportable: if it cannot be read as an export at all.
    """
    try:
        check = check_file(source)
    except NotAnExport as error:
        raise NotImportable(str(error)) from error
    reading = Reading(Format.JSON)
    reading.faults += [Remark(name, fault) for fault in check.faults]
    if reading.faults:
        return reading
    source.seek(0)
    files, documents = _contents(source)
    for document in documents:
        try:
            reading.entries.append(_found(sound(document), files, name))
        except Unsound as error:
            reading.faults.append(Remark(f"entry {document['number']}", str(error)))
    if not check.selected and not reading.faults:
        reading.whole = Head(check.count, bytes.fromhex(check.head))
    return reading


def _contents(source: BinaryIO) -> tuple[Files, Iterable[Any]]:
    first = source.readline()
    if not first.strip().endswith(BEGIN):
        whole = json.loads(first + source.read())
        return {name: _held(file) for name, file in whole["attachments"].items()}, whole["entries"]
    begin = source.tell()
    while source.readline().strip() != BETWEEN:
        pass  # The entries need their files, which stand after them.
    files = dict(_files(source))
    source.seek(begin)
    return files, _documents(source)


def _documents(source: BinaryIO) -> Iterator[Any]:
    for line in source:
        if line.strip() == BETWEEN:
            return
        yield json.loads(line.strip().rstrip(b","))


def _held(file: dict[str, str]) -> Opener:
    return lambda: BytesIO(base64.b64decode(file["base64"]))


def _files(source: BinaryIO) -> Iterator[tuple[str, Opener]]:
    place = source.tell()
    while piece := source.readline(PIECE):
        found, begin = _FILE.match(piece), place
        place, end = place + len(piece), piece[-LINE_END:]
        while not piece.endswith(b"\n") and (piece := source.readline(PIECE)):
            place, end = place + len(piece), (end + piece)[-LINE_END:]
        if found is not None:
            after = place - len(end) + end.rindex(b'"')
            yield found["sha256"].decode(), partial(Base64Reader, source, begin + found.end(), after)


class Base64Reader:
    """Gives the bytes that stand as base64 between two places of a file."""

    def __init__(self, source: BinaryIO, begin: int, end: int) -> None:
        """Begin at the first of them."""
        self._source = source
        self._place, self._end = begin, end
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most *size*; none at the end."""
        if not self._rest:
            self._source.seek(self._place)
            digits = self._source.read(min(PIECE, self._end - self._place))
            self._place += len(digits)
            self._rest = base64.b64decode(digits)
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


def _opener(files: Files, file: dict[str, Any]) -> Opener:
    try:
        return files[file["sha256"]]
    except KeyError as error:
        raise Unsound("its file does not stand in a line as Shiftbook writes it") from error


def _found(document: dict[str, Any], files: Files, name: str) -> Found:
    body = document["body"] or {"text": "", "category": "", "tags": [], "reason": "", "attachments": []}
    number, source = document["number"], document["source"]
    return Found(
        where=f"entry {number}",
        key=number,
        author=document["author"],
        written_at=document["written_at"],
        utc_offset=document["utc_offset"],
        origin=f"{name}, entry {number}" + (f" ({source})" if source else ""),
        text=body["text"],
        kind=EntryKind(document["kind"]),
        refers_to=document["refers_to"],
        happened_at=document["happened_at"],
        happened_offset=document["happened_offset"],
        category=body["category"],
        tags=tuple(body["tags"]),
        reason=body["reason"],
        files=tuple(
            FoundFile(file["name"], file["size"], _opener(files, file), file["sha256"])
            for file in body["attachments"]
        ),
        masked=document["body"] is None,
        proof=Proof(
            number=number,
            refers_to=document["refers_to"],
            clock_back=document["clock_back"],
            source=source,
            salt=None if document["salt"] is None else bytes.fromhex(document["salt"]),
            body_hash=bytes.fromhex(document["body_hash"]),
            previous=bytes.fromhex(document["previous"]),
            hash=bytes.fromhex(document["hash"]),
        ),
    )
