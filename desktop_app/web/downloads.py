"""How an attached file is handed out: as what it is, never run, never read whole into memory."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from bottle import HTTPResponse

from desktop_app.logbook.media_type import IMAGES, TEXT, UNKNOWN

if TYPE_CHECKING:
    from typing import BinaryIO

    from desktop_app.logbook.model import Attachment

SERVED = IMAGES | {"application/pdf", "application/zip", "application/gzip"}
"""What is served under its own name; everything else is only bytes, or text."""

SANDBOX = "sandbox; default-src 'none'"

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 ._()+,=@~-]")


def download(file: Attachment, content: BinaryIO, name: str) -> HTTPResponse:
    """Answer with a file's *content*: safe images may be shown, anything else is saved under *name*."""
    shown = "inline" if file.media_type in IMAGES else "attachment"
    return HTTPResponse(
        content,
        200,
        {
            "Content-Type": served_type(file.media_type),
            "Content-Length": str(file.size),
            "Content-Disposition": f"{shown}; {disposition_name(name)}",
            "Content-Security-Policy": SANDBOX,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def served_type(media_type: str) -> str:
    """Return the type a browser is told, from a fixed list."""
    if media_type == TEXT:
        return f"{TEXT}; charset=utf-8"
    return media_type if media_type in SERVED else UNKNOWN


def disposition_name(name: str) -> str:
    """Return a file's name twice, for old readers and for all (RFC 6266, RFC 8187)."""
    return f"filename=\"{_NOT_PLAIN.sub('_', name)}\"; filename*=UTF-8''{quote(name, safe='')}"
