"""Ada and Bob, their passwords, and somebody who guesses them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from argon2.profiles import CHEAPEST

from desktop_app.accounts.passwords import Passwords
from desktop_app.errors import BadCredentials

if TYPE_CHECKING:
    from desktop_app.accounts.service import AccountService

NOW = 1_790_000_000
ADAS = "seven grey geese"
BOBS = "cold tea in the kettle"
WRONG = "not this one either"
NOBODY = 99


class CountingPasswords(Passwords):
    """Cheap passwords that count how often one was verified."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__(CHEAPEST)
        self.verified = 0

    def verify(self, encoded: str, password: str) -> Literal[True]:
        """Count, then verify."""
        self.verified += 1
        return super().verify(encoded, password)


def fail_to_sign_in(service: AccountService, name: str, times: int, now: int = NOW) -> list[int]:
    """Give wrong passwords and return the waits they were answered with, waiting each one out."""
    waits: list[int] = []
    for _ in range(times):
        with pytest.raises(BadCredentials) as refused:
            service.sign_in(name, WRONG, now + sum(waits))
        waits.append(refused.value.wait)
    return waits
