"""An account service without a disk: nobody in it, Ada, or Ada and Bob."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.accounts.service import AccountService
from tests.helpers.accounts import FakeAccountStore
from tests.helpers.people import ADAS, BOBS, NOW, CountingPasswords

if TYPE_CHECKING:
    from desktop_app.accounts.model import Account
    from desktop_app.accounts.passwords import Passwords


@pytest.fixture
def store() -> FakeAccountStore:
    """Nobody, to begin with."""
    return FakeAccountStore()


@pytest.fixture
def passwords() -> CountingPasswords:
    """Passwords that cost nothing."""
    return CountingPasswords()


@pytest.fixture
def service(store: FakeAccountStore, passwords: Passwords) -> AccountService:
    """The service, with nobody in it."""
    return AccountService(store, passwords)


@pytest.fixture
def ada(service: AccountService) -> Account:
    """The first person."""
    return service.set_up("Ada Byron", ADAS, NOW)


@pytest.fixture
def bob(service: AccountService, ada: Account) -> Account:
    """The second person."""
    assert ada.administrator
    return service.add("Bob Noyce", BOBS, administrator=False, now=NOW)
