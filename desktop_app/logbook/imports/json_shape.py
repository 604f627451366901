"""Whether an entry in an export is made as Shiftbook makes one.

That its hashes are right does not say so: whoever makes an export can hash anything. What is not made so
could not be kept, or would not come out again as it came in.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from desktop_app.logbook.file_name import JOINERS, MAX_NAME_LENGTH
from desktop_app.logbook.model import EntryKind
from desktop_app.logbook.text import is_text

NOTHING = type(None)
LINK: dict[str, tuple[type, ...]] = {
    "number": (int,),
    "author": (str,),
    "kind": (str,),
    "refers_to": (int, NOTHING),
    "written_at": (int,),
    "utc_offset": (int,),
    "happened_at": (int, NOTHING),
    "happened_offset": (int, NOTHING),
    "clock_back": (int,),
    "source": (str, NOTHING),
    "body_hash": (str,),
    "previous": (str,),
    "hash": (str,),
}
BODY: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "category": (str,),
    "tags": (list,),
    "reason": (str,),
    "attachments": (list,),
}
FILE: dict[str, tuple[type, ...]] = {"name": (str,), "sha256": (str,), "size": (int,)}
KINDS = frozenset(EntryKind)
MAX_SECONDS = 2**63 - 1
SEPARATORS = "/\\"

_HASH = re.compile("[0-9a-f]{64}")


class Unsound(ValueError):
    """An entry is not made as Shiftbook makes one; the text says why."""


def sound(document: dict[str, Any]) -> dict[str, Any]:
    """Return an entry of an export, everything of which is of its type.

    Raises:
        Unsound: if something is not.
    """
    if not (_is_link(document) and (document["body"] is None or _is_body(document["body"]))):
        raise Unsound("it is not written as Shiftbook writes an entry")
    return document


def _is_link(document: dict[str, Any]) -> bool:
    return (
        all(type(document[name]) in types for name, types in LINK.items())
        and document["kind"] in KINDS
        and 0 <= document["clock_back"] <= MAX_SECONDS
        and is_text(document["source"] or "")
        and all(_HASH.fullmatch(document[name]) for name in ("body_hash", "previous", "hash"))
    )


def _is_body(body: object) -> bool:
    return (
        isinstance(body, dict)
        and _is_made_of(body, BODY)
        and all(isinstance(tag, str) for tag in body["tags"])
        and all(map(_is_file, body["attachments"]))
    )


def _is_file(file: object) -> bool:
    return (
        isinstance(file, dict)
        and _is_made_of(file, FILE)
        and 0 < len(file["name"]) <= MAX_NAME_LENGTH
        and not any(map(_is_never_in_a_name, file["name"]))
    )


def _is_never_in_a_name(character: str) -> bool:
    # Less strict than `file_name`, so that no other version of it makes names that cannot come back.
    unseen = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return character in SEPARATORS or (unseen and character not in JOINERS)


def _is_made_of(value: dict[str, Any], parts: dict[str, tuple[type, ...]]) -> bool:
    return value.keys() == parts.keys() and all(type(value[name]) in types for name, types in parts.items())
