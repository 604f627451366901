"""Passwords kept as argon2id hashes, and nothing else known about them."""

from __future__ import annotations

import secrets
import unicodedata
from base64 import b64encode
from contextlib import contextmanager
from functools import cached_property
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Literal

from desktop_app.errors import Invalid, SignInBusy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argon2 import Parameters, PasswordHasher

MAX_PASSWORD_LENGTH = 1000
"""Code points. Nobody types more, and composing a megabyte of accents takes quadratic time."""

HASHES_AT_ONCE = 2
"""Each takes 64 MiB and a core or two; more at once would not be done any sooner."""

TURNS_AT_ONCE = 4
"""People signing in at the same time: two being served and two waiting. Whoever comes beyond is
asked to try again, so that a burst of sign-ins leaves the server threads for everybody else."""


class PasswordMismatch(Exception):
    """The password is not the one that was hashed."""


class Passwords:
    """Hashes passwords and checks them, a few at a time.

    *parameters* None means RFC 9106's second choice (argon2id, 64 MiB, three passes): about 0.15 s
    on two cores, and what OWASP asks for three times over. Raising it is safe: `needs_rehash`
    then says which hashes to make anew.
    """

    def __init__(self, parameters: Parameters | None = None) -> None:
        """Take *parameters*; the hasher itself is made when it is first needed."""
        self._chosen = parameters
        self._lanes = BoundedSemaphore(HASHES_AT_ONCE)
        self._turns = BoundedSemaphore(TURNS_AT_ONCE)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold a place in the short queue before the hasher.

        Raises:
            SignInBusy: at once, if the queue is full.
        """
        if not self._turns.acquire(blocking=False):
            raise SignInBusy
        try:
            yield
        finally:
            self._turns.release()

    def hash(self, password: str) -> str:
        """Return what to keep of *password*: a salted hash that names its own parameters.

        Raises:
            Invalid: if it is longer than any password here can be.
        """
        with self._lanes:
            return self._hasher.hash(normalised(password))

    def verify(self, encoded: str, password: str) -> Literal[True]:
        """Return True if *encoded* was made from *password*; there is no other answer.

        A damaged hash or a computer out of memory is not a wrong password: those errors go through.

        Raises:
            PasswordMismatch: if it was not.
            Invalid: if it is longer than any password here can be.
        """
        from argon2.exceptions import VerifyMismatchError  # noqa: PLC0415 - see _hasher

        secret = normalised(password)
        try:
            with self._lanes:
                return self._hasher.verify(encoded, secret)
        except VerifyMismatchError as error:
            raise PasswordMismatch from error

    def needs_rehash(self, encoded: str) -> bool:
        """Return whether *encoded* was made with other parameters than hashes are made with now."""
        return self._hasher.check_needs_rehash(encoded)

    @cached_property
    def nobodys_hash(self) -> str:
        """A hash no password has, as costly to check as any: for names that do not exist.

        Its salt and digest are random, so making it costs nothing.
        """
        made = self._parameters
        salt, digest = (_base64(secrets.token_bytes(size)) for size in (made.salt_len, made.hash_len))
        cost = f"m={made.memory_cost},t={made.time_cost},p={made.parallelism}"
        return f"$argon2id$v={made.version}${cost}${salt}${digest}"

    @cached_property
    def _parameters(self) -> Parameters:
        from argon2.profiles import RFC_9106_LOW_MEMORY  # noqa: PLC0415 - see _hasher

        return self._chosen or RFC_9106_LOW_MEMORY

    @cached_property
    def _hasher(self) -> PasswordHasher:
        # Imported here because it takes 20 ms, which the first window should not wait for.
        from argon2 import PasswordHasher  # noqa: PLC0415

        return PasswordHasher.from_parameters(self._parameters)


def normalised(password: str) -> str:
    """Return the one spelling (NFC) under which a password is hashed, however the keyboard composed it.

    Raises:
        Invalid: if it is longer than any password here can be, or is not text at all.
    """
    if len(password) > MAX_PASSWORD_LENGTH:
        raise Invalid("password", f"A password can have at most {MAX_PASSWORD_LENGTH} characters.")
    if any("\ud800" <= character <= "\udfff" for character in password):
        raise Invalid("password", "This password contains half a character. Type it again.")
    return unicodedata.normalize("NFC", password)


def _base64(value: bytes) -> str:
    return b64encode(value).decode("ascii").rstrip("=")
