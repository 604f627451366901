"""Tokens in and out: JWTs signed with HS256, judged by shape and signature, never by the clock.

Whether a token still counts is decided in `decisions`, with a time somebody else has read:
PyJWT would read the clock itself.
"""

from __future__ import annotations

import hmac
import re
import secrets
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import jwt

from desktop_app.sessions.model import Claims, TokenType

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.config import Lifetimes

Said = TypeVar("Said")

ALGORITHM = "HS256"
TOKEN_ID_BYTES = 16
MAX_TOKEN_LENGTH = 1024

_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", re.ASCII)
_OPTIONS: Any = {
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_aud": False,
}


class TokenRefused(Exception):
    """The text is not a token this key has made for this use."""


def create_access_token(
    *, user_id: int, session_id: str, generation: int, now: int, lifetimes: Lifetimes, refresh_expires_at: int
) -> Claims:
    """Make an access token's claims; it never outlives the refresh token it stands beside."""
    return Claims(
        type=TokenType.ACCESS,
        id=secrets.token_hex(TOKEN_ID_BYTES),
        user_id=user_id,
        session_id=session_id,
        generation=generation,
        issued_at=now,
        expires_at=min(now + lifetimes.access_seconds, refresh_expires_at),
    )


def create_refresh_token(
    *, user_id: int, session_id: str, generation: int, now: int, lifetimes: Lifetimes
) -> Claims:
    """Make a refresh token's claims, which are also its row: `expires_at` is the token's `exp`."""
    return Claims(
        type=TokenType.REFRESH,
        id=secrets.token_hex(TOKEN_ID_BYTES),
        user_id=user_id,
        session_id=session_id,
        generation=generation,
        issued_at=now,
        expires_at=now + lifetimes.refresh_seconds,
    )


def encode_token(claims: Claims, key: bytes) -> str:
    """Write *claims* as a JWT: always the same text for the same claims and key.

    That is what lets the server hand out a refresh token again without having kept it.
    """
    return sign(_payload(claims), key)


@lru_cache(maxsize=256)
def decode_token(token: str, key: bytes, expected: TokenType) -> Claims:
    """Read the claims of a session's token that is, byte for byte, what this key would issue.

    The answer depends on the arguments alone, so it is remembered.

    Raises:
        TokenRefused: if it is anything else.
    """
    claims = read_signed(token, key, read=_claims, write=_payload)
    if claims.type is not expected:
        raise TokenRefused
    return claims


def sign(payload: dict[str, Any], key: bytes) -> str:
    """Write *payload* as a JWT: always the same text for the same payload, in the same order, and key."""
    return jwt.encode(payload, key, algorithm=ALGORITHM)


def read_signed(
    token: str, key: bytes, *, read: Callable[[dict[str, Any]], Said], write: Callable[[Said], dict[str, Any]]
) -> Said:
    """Return what *read* makes of a token that is, byte for byte, what `sign` makes of it again by *write*.

    Beyond the signature (RFC 8725, 3.1-3.11) the text is made anew from its claims and compared: another
    header, another spelling of the same bytes, or a claim we never write is refused.

    Raises:
        TokenRefused: if it is anything else.
    """
    if len(token) > MAX_TOKEN_LENGTH or _SHAPE.fullmatch(token) is None:
        raise TokenRefused
    try:
        said = read(jwt.decode(token, key, algorithms=[ALGORITHM], options=_OPTIONS))
    except (jwt.InvalidTokenError, LookupError, ValueError, TypeError) as error:
        raise TokenRefused from error
    if not hmac.compare_digest(sign(write(said), key), token):
        raise TokenRefused
    return said


def _payload(claims: Claims) -> dict[str, Any]:
    return {
        "typ": claims.type.value,
        "jti": claims.id,
        "sub": str(claims.user_id),
        "sid": claims.session_id,
        "gen": claims.generation,
        "iat": claims.issued_at,
        "exp": claims.expires_at,
    }


def _claims(payload: dict[str, Any]) -> Claims:
    return Claims(
        type=TokenType(payload["typ"]),
        id=str(payload["jti"]),
        user_id=int(payload["sub"]),
        session_id=str(payload["sid"]),
        generation=int(payload["gen"]),
        issued_at=int(payload["iat"]),
        expires_at=int(payload["exp"]),
    )
