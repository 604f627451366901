"""What kind of file something is, told from its content alone; what a client says of it does not count."""

from __future__ import annotations

import codecs
import re

UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a browser may show: nothing in them can run."""

BEGINNING_BYTES = 16

_KINDS = (
    (rb"\x89PNG\r\n\x1a\n", "image/png"),
    (rb"\xff\xd8\xff", "image/jpeg"),
    (rb"GIF8[79]a", "image/gif"),
    (rb"RIFF....WEBP", "image/webp"),
    (rb"%PDF-", "application/pdf"),
    (rb"PK(?:\x03\x04|\x05\x06)", "application/zip"),
    (rb"\x1f\x8b\x08", "application/gzip"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class MediaType:
    """Watches a file go by and says in the end what it was."""

    def __init__(self) -> None:
        self._beginning = b""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._is_text = True

    def see(self, piece: bytes) -> None:
        """Look at the next piece."""
        if len(self._beginning) < BEGINNING_BYTES:
            self._beginning += piece[: BEGINNING_BYTES - len(self._beginning)]
        if self._is_text:
            self._read(piece, final=False)

    def told(self) -> str:
        """Return the media type of all that went by."""
        for pattern, media_type in _KINDS:
            if re.match(pattern, self._beginning, re.DOTALL):
                return media_type
        if self._is_text:
            self._read(b"", final=True)
        return TEXT if self._is_text else UNKNOWN

    def _read(self, piece: bytes, *, final: bool) -> None:
        try:
            text = self._decoder.decode(piece, final)
        except UnicodeDecodeError:
            self._is_text = False
        else:
            self._is_text = _CONTROLS.search(text) is None
