"""The whole record as JSON, byte for byte the same for the same entries, with what verifies it.

One entry a line, canonical JSON each; then the files, one a line. What the first line says of count and head
is of the whole book, whatever was chosen. Nothing tells when or where the export was made.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.logbook.exports.outline import Files, Outline, Pages
    from desktop_app.logbook.model import Attachment, ChainedEntry

VERSION = 1
VERIFIER = Path(__file__).parents[1] / "verifier.py"


def json_export(outline: Outline, pages: Pages, files: Files) -> Iterator[bytes]:
    """Give the export piece by piece."""
    yield _first_line(outline)
    used: dict[str, Attachment] = {}
    separator = b""
    for page in pages:
        lines = [canonical(entry_document(chained)) for chained in page]
        yield separator + b",\n".join(lines)
        separator = b",\n"
        for chained in page:
            for file in chained.entry.attachments:
                used.setdefault(file.sha256, file)
    yield b'\n],"attachments":{\n' if separator else b'],"attachments":{\n'
    yield from _files(used, files)
    yield b"}}\n"


def entry_document(chained: ChainedEntry) -> dict[str, Any]:
    """Return everything that is hashed of an entry, and its hashes; of a hidden one no body."""
    entry = chained.entry
    return {
        "number": entry.number,
        "author": entry.author.name,
        "kind": entry.kind.value,
        "refers_to": entry.refers_to,
        "written_at": entry.written_at,
        "utc_offset": entry.utc_offset,
        "happened_at": entry.happened_at,
        "happened_offset": entry.happened_offset,
        "clock_back": entry.clock_back,
        "source": entry.source,
        "body": None
        if chained.salt is None
        else {
            "text": entry.text,
            "category": entry.category,
            "tags": entry.tags,
            "reason": entry.reason,
            "attachments": [
                {"name": file.name, "sha256": file.sha256, "size": file.size} for file in entry.attachments
            ],
        },
        "salt": None if chained.salt is None else chained.salt.hex(),
        "body_hash": chained.body_hash.hex(),
        "previous": chained.previous.hex(),
        "hash": chained.hash.hex(),
    }


def canonical(value: object) -> bytes:
    """Return the one way to write *value* down."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _first_line(outline: Outline) -> bytes:
    parts = {
        "shiftbook_export": VERSION,
        "count": outline.head.number,
        "head": outline.head.hash.hex(),
        "filter": outline.selection,
        "verifier": VERIFIER.read_text("utf-8"),
    }
    written = ",".join(f'"{name}":{canonical(value).decode()}' for name, value in parts.items())
    return f'{{{written},"entries":[\n'.encode()


def _files(used: dict[str, Attachment], files: Files) -> Iterator[bytes]:
    separator = b""
    for sha256, file in used.items():
        pieces = files(sha256)
        if pieces is None:
            continue  # The verifier says that it is missing; the rest must not wait for it.
        yield (
            separator
            + f'"{sha256}":{{"size":{file.size},"media_type":"{file.media_type}","base64":"'.encode()
        )
        yield from _base64(pieces)
        yield b'"}'
        separator = b",\n"
    if separator:
        yield b"\n"


def _base64(pieces: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        data = rest + piece
        whole = len(data) - len(data) % 3
        yield base64.b64encode(data[:whole])
        rest = data[whole:]
    yield base64.b64encode(rest)
