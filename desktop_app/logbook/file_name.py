"""The name a file is shown under: whatever a client calls it, it is one harmless line."""

from __future__ import annotations

import re
import unicodedata

MAX_NAME_LENGTH = 200
MAX_EXTENSION_LENGTH = 20
NAMELESS = "file"

_SEPARATORS = re.compile(r"[/\\]")
JOINERS = "\u200c\u200d"
"""Invisible, and part of words and emoji in many scripts."""

_UNSHOWN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def file_name(given: str) -> str:
    """Return the last part of a path without anything that is not seen, not too long, never empty."""
    last = _SEPARATORS.split(given)[-1]
    seen = "".join(map(_shown, unicodedata.normalize("NFC", last)))
    name = " ".join(seen.split())
    if not name.strip(f". {JOINERS}"):
        return NAMELESS
    return _shortened(name)


def _shown(character: str) -> str:
    if character in "\t\n\r":
        return " "
    unshown = unicodedata.category(character) in _UNSHOWN and character not in JOINERS
    return "" if unshown else character


def _shortened(name: str) -> str:
    if len(name) <= MAX_NAME_LENGTH:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > MAX_EXTENSION_LENGTH:
        return name[:MAX_NAME_LENGTH].rstrip()
    return stem[: MAX_NAME_LENGTH - len(extension) - 1].rstrip() + dot + extension
