"""What is done about people besides signing them in."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import (
    AlreadySetUp,
    BadCredentials,
    Invalid,
    LastAdministrator,
    NameTaken,
    NotFound,
    TooManyAttempts,
    WrongCurrentPassword,
)
from tests.helpers.people import ADAS, BOBS, NOBODY, NOW, WRONG, fail_to_sign_in

if TYPE_CHECKING:
    from desktop_app.accounts.model import Account
    from desktop_app.accounts.service import AccountService
    from tests.helpers.accounts import FakeAccountStore


class TestSetUp:
    """The first person."""

    def test_the_first_person_is_an_administrator(self, service: AccountService) -> None:
        """Somebody must be able to add people."""
        assert not service.any()
        ada = service.set_up("  Ada   Byron ", ADAS, NOW)
        assert service.any()
        assert (ada.name, ada.administrator, ada.created_at) == ("Ada Byron", True, NOW)
        assert service.sign_in("ada byron", ADAS, NOW) == ada

    @pytest.mark.usefixtures("ada")
    def test_is_done_once(self, service: AccountService) -> None:
        """Whoever finds the address later becomes nobody, and learns nothing about passwords."""
        with pytest.raises(AlreadySetUp):
            service.set_up("Eve", "short", NOW)

    @pytest.mark.parametrize(("name", "password", "field"), [("", ADAS, "name"), ("Ada", "ada", "password")])
    def test_refuses_what_add_refuses(
        self, service: AccountService, name: str, password: str, field: str
    ) -> None:
        """The rules are the same for everybody, and a refused set-up leaves nobody behind."""
        with pytest.raises(Invalid) as refused:
            service.set_up(name, password, NOW)
        assert refused.value.field == field
        assert not service.any()


class TestAdd:
    """Everybody else."""

    def test_adds_people_with_a_colour_of_their_own(
        self, service: AccountService, ada: Account, bob: Account
    ) -> None:
        """Discs are told apart."""
        assert ada.colour != bob.colour
        assert not bob.administrator
        assert service.add("Cleo", BOBS, administrator=True, now=NOW).administrator
        assert [person.name for person in service.all()] == ["Ada Byron", "Bob Noyce", "Cleo"]

    @pytest.mark.usefixtures("ada")
    @pytest.mark.parametrize("name", ["ADA BYRON", " ada  byron ", "Ada\u200d Byron"])
    def test_refuses_a_name_that_looks_like_somebodys(self, service: AccountService, name: str) -> None:
        """Every entry carries a name; it must be one person's."""
        with pytest.raises(NameTaken):
            service.add(name, BOBS, administrator=False, now=NOW)

    def test_refuses_a_password_made_from_the_name(self, service: AccountService) -> None:
        """The name is on the tile everybody sees."""
        with pytest.raises(Invalid) as refused:
            service.add("Zuzanna Kowalczykowna", "Kowalczykowna1", administrator=False, now=NOW)
        assert refused.value.field == "password"

    def test_keeps_no_password(self, service: AccountService, ada: Account) -> None:
        """What is kept is a hash."""
        assert service.find(ada.id).password_hash.startswith("$argon2id$")
        assert ADAS not in repr(ada)


class TestChangePassword:
    """A person's own password."""

    def test_takes_the_current_and_ends_the_other_sessions(
        self, service: AccountService, store: FakeAccountStore, ada: Account
    ) -> None:
        """The window it was changed in stays signed in."""
        for session_id in ("here", "there", "home"):
            store.begin_session(ada, session_id)
        assert service.change_password(ada.id, ADAS, BOBS, keep_session="here", now=NOW) == 2
        assert store.lives("here")
        assert not store.lives("there")
        assert service.sign_in(ada.name, BOBS, NOW).id == ada.id
        with pytest.raises(BadCredentials):
            service.sign_in(ada.name, ADAS, NOW)

    def test_a_wrong_current_password_changes_nothing(
        self, service: AccountService, store: FakeAccountStore, ada: Account
    ) -> None:
        """Whoever finds the window open cannot take the account."""
        store.begin_session(ada, "there")
        with pytest.raises(WrongCurrentPassword):
            service.change_password(ada.id, WRONG, BOBS, keep_session="here", now=NOW)
        assert store.lives("there")
        assert service.find(ada.id) == ada

    def test_is_held_to_the_same_delay_as_signing_in(self, service: AccountService, ada: Account) -> None:
        """An open window gives no more guesses than the sign-in page does."""
        fail_to_sign_in(service, ada.name, 2)
        with pytest.raises(WrongCurrentPassword) as refused:
            service.change_password(ada.id, WRONG, BOBS, keep_session=None, now=NOW)
        assert refused.value.wait == 2
        with pytest.raises(TooManyAttempts):
            service.change_password(ada.id, ADAS, BOBS, keep_session=None, now=NOW + 1)
        with pytest.raises(TooManyAttempts):
            service.sign_in(ada.name, ADAS, NOW + 1)
        assert service.change_password(ada.id, ADAS, BOBS, keep_session=None, now=NOW + 2) == 0
        assert fail_to_sign_in(service, ada.name, 1, NOW + 2) == [0]

    def test_a_weak_new_password_is_no_attempt(self, service: AccountService, ada: Account) -> None:
        """The person is told what is wrong with the new one, as often as they ask."""
        for _ in range(4):
            with pytest.raises(Invalid):
                service.change_password(ada.id, ADAS, "adabyron1", keep_session=None, now=NOW)
        assert service.find(ada.id) == ada
        assert service.sign_in(ada.name, ADAS, NOW).id == ada.id

    def test_there_is_nothing_to_change_for_nobody(self, service: AccountService) -> None:
        """An id without a person is not found."""
        with pytest.raises(NotFound):
            service.change_password(NOBODY, ADAS, BOBS, keep_session=None, now=NOW)


class TestResetPassword:
    """A password an administrator gives."""

    def test_ends_every_session_and_the_wait(
        self, service: AccountService, store: FakeAccountStore, bob: Account
    ) -> None:
        """Somebody who was guessed at, or forgot, gets in with the new one at once."""
        store.begin_session(bob, "there")
        fail_to_sign_in(service, bob.name, 5)
        assert service.reset_password(bob.id, ADAS, NOW, "Ada Byron") == 1
        assert not store.lives("there")
        assert service.sign_in(bob.name, ADAS, NOW).id == bob.id

    def test_refuses_a_weak_one_and_nobody(self, service: AccountService, bob: Account) -> None:
        """Administrators are held to the same rules."""
        with pytest.raises(Invalid):
            service.reset_password(bob.id, "bobnoyce", NOW, "Ada Byron")
        with pytest.raises(NotFound):
            service.reset_password(NOBODY, ADAS, NOW, "Ada Byron")
        assert service.find(bob.id) == bob


class TestDisable:
    """People who left."""

    def test_somebody_can_always_add_people(self, service: AccountService, ada: Account) -> None:
        """The last administrator stays."""
        with pytest.raises(LastAdministrator):
            service.disable(ada.id, NOW)

    def test_disabled_people_are_still_listed(self, service: AccountService, bob: Account) -> None:
        """Their entries carry their name."""
        assert service.disable(bob.id, NOW).disabled
        assert [person.disabled for person in service.all()] == [False, True]
        assert not service.enable(bob.id, NOW).disabled

    def test_nobody_is_not_found(self, service: AccountService) -> None:
        """An id without a person is not found."""
        for act in (service.disable, service.enable):
            with pytest.raises(NotFound):
                act(NOBODY, NOW)
        with pytest.raises(NotFound):
            service.find(NOBODY)


def test_the_window_need_not_wait_for_the_hasher() -> None:
    """Importing the service imports neither argon2 nor zxcvbn: together they take as long as all the rest."""
    program = "import sys, desktop_app.accounts.service; print(*{'argon2', 'zxcvbn'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
