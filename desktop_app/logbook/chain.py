"""The chain: a hash over every entry and the one before it, so that no change goes unseen.

`body_hash = SHA-256(salt + canonical JSON of the body)` and `hash = SHA-256(canonical JSON of the link)`,
where the link holds everything else of the entry, the body's hash and the hash of the entry before. A hidden
entry is exported without salt and body: nobody can guess back from the hash what was hidden, and the chain
verifies all the same.

Canonical JSON (after RFC 8785): UTF-8, keys sorted, no spaces, only what JSON requires escaped; all numbers
are integers. The form never changes: every JSON export carries a verifier that knows nothing but this.
"""

from __future__ import annotations

import hashlib
import secrets
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GENESIS = bytes(32)
"""What stands for the hash before the first entry."""

SALT_BYTES = 16


def new_salt() -> bytes:
    """Return what keeps a hidden body from being guessed."""
    return secrets.token_bytes(SALT_BYTES)


def body_hash(
    salt: bytes,
    *,
    text: str,
    category: str = "",
    tags: Sequence[str] = (),
    reason: str = "",
    attachments: Iterable[tuple[str, str, int]] = (),
) -> bytes:
    """Return the hash of what a person has written; *attachments* are (name, SHA-256 in hex, bytes)."""
    files = ",".join(
        f'{{"name":{encode_basestring(name)},"sha256":"{sha256}","size":{size}}}'
        for name, sha256, size in attachments
    )
    body = (
        f'{{"attachments":[{files}],"category":{encode_basestring(category)},'
        f'"reason":{encode_basestring(reason)},"tags":[{",".join(map(encode_basestring, tags))}],'
        f'"text":{encode_basestring(text)}}}'
    )
    return hashlib.sha256(salt + body.encode()).digest()


class Link(NamedTuple):
    """What the chain says of an entry beside its body, of which it says the hash."""

    number: int
    author: str
    kind: str
    refers_to: int | None
    written_at: int
    utc_offset: int
    happened_at: int | None
    happened_offset: int | None
    clock_back: int
    source: str | None
    body: bytes

    def hash_after(self, previous: bytes) -> bytes:
        """Return the hash of this entry, which comes after the one with the hash *previous*."""
        source = "null" if self.source is None else encode_basestring(self.source)
        link = (
            f'{{"author":{encode_basestring(self.author)},"body":"{self.body.hex()}",'
            f'"clock_back":{self.clock_back},"happened_at":{_number(self.happened_at)},'
            f'"happened_offset":{_number(self.happened_offset)},"kind":"{self.kind}",'
            f'"number":{self.number},"previous":"{previous.hex()}","refers_to":{_number(self.refers_to)},'
            f'"source":{source},"utc_offset":{self.utc_offset},"written_at":{self.written_at}}}'
        )
        return hashlib.sha256(link.encode()).digest()


def _number(number: int | None) -> str:
    return "null" if number is None else str(number)
