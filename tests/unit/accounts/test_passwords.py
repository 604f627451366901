"""Passwords: what is kept of them, and how many are looked at together."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from typing import Literal

import pytest
from argon2 import Type, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import CHEAPEST

from desktop_app.accounts.passwords import (
    HASHES_AT_ONCE,
    MAX_PASSWORD_LENGTH,
    TURNS_AT_ONCE,
    PasswordMismatch,
    Passwords,
    normalised,
)
from desktop_app.errors import Invalid, SignInBusy

SECRET = "seven grey geese"


@pytest.fixture
def passwords() -> Passwords:
    """Passwords hashed as cheaply as argon2 can."""
    return Passwords(CHEAPEST)


def test_the_right_password_is_verified(passwords: Passwords) -> None:
    """What was hashed is recognised."""
    assert passwords.verify(passwords.hash(SECRET), SECRET) is True


@pytest.mark.parametrize("wrong", ["", "Seven grey geese", "seven grey geese ", "seven grey gees"])
def test_a_wrong_password_raises(passwords: Passwords, wrong: str) -> None:
    """There is no false answer that somebody could forget to look at."""
    with pytest.raises(PasswordMismatch):
        passwords.verify(passwords.hash(SECRET), wrong)


def test_two_hashes_of_one_password_differ(passwords: Passwords) -> None:
    """Every hash has its own salt, and none holds the password."""
    first, second = passwords.hash(SECRET), passwords.hash(SECRET)
    assert first != second
    assert SECRET not in first


def test_hashes_with_argon2id_beyond_the_recommended_least() -> None:
    """OWASP's least is 19 MiB and two passes."""
    made = Passwords()._parameters
    assert made.type is Type.ID
    assert made.memory_cost >= 19 * 1024
    assert made.time_cost >= 2


def test_nothing_of_a_long_password_is_cut_off(passwords: Passwords) -> None:
    """Two long passwords that differ at the end are two passwords."""
    encoded = passwords.hash("x" * 128 + "a")
    with pytest.raises(PasswordMismatch):
        passwords.verify(encoded, "x" * 128 + "b")


def test_a_keyboard_that_composes_otherwise_makes_the_same_password(passwords: Passwords) -> None:
    """Chosen in NFC, typed in NFD: the same person (NIST SP 800-63B-4, 3.1.1.2)."""
    assert passwords.verify(passwords.hash("Zoë's sieben Gänse"), "Zoe\u0308's sieben Ga\u0308nse")
    assert passwords.verify(passwords.hash("Zoe\u0308's sieben Ga\u0308nse"), "Zoë's sieben Gänse")


def test_full_width_letters_make_another_password(passwords: Passwords) -> None:
    """Only composing is undone: folding more would make different passwords one."""
    with pytest.raises(PasswordMismatch):
        passwords.verify(passwords.hash("ａda likes geese"), "ada likes geese")  # noqa: RUF001 - the point


@pytest.mark.parametrize(
    "password", ["x" * (MAX_PASSWORD_LENGTH + 1), "a\u0301\u0323" * 500_000, "pass\ud83d"]
)
def test_refuses_what_no_password_can_be(passwords: Passwords, password: str) -> None:
    """A megabyte of accents and half a character are refused before any work is done."""
    for refuse in (normalised, passwords.hash, lambda secret: passwords.verify("not a hash", secret)):
        with pytest.raises(Invalid) as refused:
            refuse(password)
        assert refused.value.field == "password"


def test_accepts_the_longest_password(passwords: Passwords) -> None:
    """The limit itself is inside, and a zero byte is a character like any other."""
    longest = "\0" + "é" * (MAX_PASSWORD_LENGTH - 1)
    assert passwords.verify(passwords.hash(longest), longest)


def test_asks_for_a_rehash_when_hashing_has_become_costlier(passwords: Passwords) -> None:
    """A hash made with today's parameters is kept, one made with yesterday's is not."""
    costlier = Passwords(dataclasses.replace(CHEAPEST, time_cost=2))
    encoded = passwords.hash(SECRET)
    assert not passwords.needs_rehash(encoded)
    assert costlier.needs_rehash(encoded)
    assert not costlier.needs_rehash(costlier.hash(SECRET))
    assert costlier.verify(encoded, SECRET)


def test_nobodys_hash_costs_what_any_hash_costs(passwords: Passwords) -> None:
    """Looking at it does the same work, and nothing matches it."""
    assert extract_parameters(passwords.nobodys_hash) == extract_parameters(passwords.hash(SECRET))
    assert not passwords.needs_rehash(passwords.nobodys_hash)
    assert passwords.nobodys_hash != Passwords(CHEAPEST).nobodys_hash
    for guess in ("", SECRET, passwords.nobodys_hash):
        with pytest.raises(PasswordMismatch):
            passwords.verify(passwords.nobodys_hash, guess)


@pytest.mark.parametrize("damaged", ["", "seven grey geese", "$argon2id$v=19$m=8"])
def test_a_damaged_hash_is_not_a_wrong_password(passwords: Passwords, damaged: str) -> None:
    """Somebody has to look at the database; the person typed nothing wrong."""
    with pytest.raises((InvalidHashError, VerificationError)):
        passwords.verify(damaged, SECRET)


class CountingHasher:
    """Stands in for argon2 and counts who is in the room; two can only leave together."""

    def __init__(self) -> None:
        """Begin with an empty room."""
        self.most = 0
        self._inside = 0
        self._count = Lock()
        self._pair = Barrier(HASHES_AT_ONCE, timeout=10)

    def hash(self, _secret: str) -> str:
        """Wait for the other one."""
        with self._count:
            self._inside += 1
            self.most = max(self.most, self._inside)
        self._pair.wait()
        with self._count:
            self._inside -= 1
        return ""

    def verify(self, encoded: str, secret: str) -> Literal[True]:
        """Do the same."""
        _ = encoded, self.hash(secret)
        return True


def test_no_more_than_two_are_hashed_at_once(passwords: Passwords) -> None:
    """A burst of sign-ins takes two times 64 MiB, not twenty times; new hashes count as well."""
    hasher = CountingHasher()
    passwords.__dict__["_hasher"] = hasher
    with ThreadPoolExecutor(8) as pool:
        new = [pool.submit(passwords.hash, SECRET) for _ in range(4)]
        old = [pool.submit(passwords.verify, "", SECRET) for _ in range(4)]
        assert all(future.exception() is None for future in new + old)
    assert hasher.most == HASHES_AT_ONCE


def test_refuses_whoever_comes_when_the_queue_is_full(passwords: Passwords) -> None:
    """The one too many is told at once to try again, so that server threads stay free."""
    turns = [passwords.turn() for _ in range(TURNS_AT_ONCE)]
    for turn in turns:
        turn.__enter__()
    with pytest.raises(SignInBusy), passwords.turn():
        pass
    turns[0].__exit__(None, None, None)
    with passwords.turn():
        pass


def test_a_turn_ends_with_an_error_too(passwords: Passwords) -> None:
    """However many sign-ins fail, the queue does not fill up."""
    for _ in range(TURNS_AT_ONCE + 1):
        with pytest.raises(PasswordMismatch), passwords.turn():
            passwords.verify(passwords.nobodys_hash, SECRET)
