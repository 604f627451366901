"""Signing in, and everything else that is done about people."""

from __future__ import annotations

import dataclasses
import logging
import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Literal

import pytest
from argon2.profiles import CHEAPEST

from desktop_app.accounts.passwords import TURNS_AT_ONCE, Passwords
from desktop_app.accounts.service import AccountService
from desktop_app.errors import (
    AlreadySetUp,
    BadCredentials,
    Invalid,
    LastAdministrator,
    NameTaken,
    NotFound,
    SignInBusy,
    TooManyAttempts,
    WrongCurrentPassword,
)
from tests.helpers.accounts import FakeAccountStore

if TYPE_CHECKING:
    from desktop_app.accounts.model import Account

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


def fail_to_sign_in(service: AccountService, name: str, times: int, now: int = NOW) -> list[int]:
    """Give wrong passwords and return the waits they were answered with, waiting each one out."""
    waits: list[int] = []
    for _ in range(times):
        with pytest.raises(BadCredentials) as refused:
            service.sign_in(name, WRONG, now + sum(waits))
        waits.append(refused.value.wait)
    return waits


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


class TestSignIn:
    """Name and password."""

    @pytest.mark.parametrize("name", ["Ada Byron", "ada byron", "  ADA\tBYRON ", "Ａｄａ Byron"])  # noqa: RUF001
    def test_takes_the_name_however_it_is_typed(
        self, service: AccountService, ada: Account, name: str
    ) -> None:
        """Capitals and spaces are nobody's secret."""
        assert service.sign_in(name, ADAS, NOW) == ada

    @pytest.mark.parametrize("password", [WRONG, ADAS.upper(), ADAS + " ", BOBS])
    def test_refuses_a_wrong_password(self, service: AccountService, bob: Account, password: str) -> None:
        """Only the person's own password, to the letter."""
        assert bob.id
        with pytest.raises(BadCredentials):
            service.sign_in("Ada Byron", password, NOW)

    @pytest.mark.usefixtures("ada")
    @pytest.mark.parametrize("name", ["Ada Byron", "Eve"])
    def test_each_refusal_names_the_wait_that_follows(self, service: AccountService, name: str) -> None:
        """Two slips are free, then it doubles; for a name nobody has as for somebody's."""
        assert fail_to_sign_in(service, name, 6) == [0, 0, 2, 4, 8, 16]

    @pytest.mark.usefixtures("ada")
    @pytest.mark.parametrize("name", ["Ada Byron", "Eve"])
    def test_while_the_wait_runs_no_password_is_looked_at(
        self, service: AccountService, passwords: CountingPasswords, name: str
    ) -> None:
        """Even the right one waits, and the answer says how long."""
        fail_to_sign_in(service, name, 4)
        passwords.verified = 0
        with pytest.raises(TooManyAttempts) as refused:
            service.sign_in(name, ADAS, NOW + 2 + 1)
        assert refused.value.wait == 3
        assert passwords.verified == 0

    def test_the_right_password_after_the_wait_starts_anew(
        self, service: AccountService, ada: Account
    ) -> None:
        """Even after a hundred and one failures the owner gets in and the next slip is free."""
        waits = fail_to_sign_in(service, ada.name, 101)
        later = NOW + sum(waits)
        assert service.sign_in(ada.name, ADAS, later) == ada
        assert fail_to_sign_in(service, ada.name, 3, later) == [0, 0, 2]

    def test_guessing_one_name_delays_nobody_else(self, service: AccountService, bob: Account) -> None:
        """Bob signs in while somebody guesses at Ada."""
        fail_to_sign_in(service, "Ada Byron", 9)
        assert service.sign_in(bob.name, BOBS, NOW) == bob

    @pytest.mark.parametrize("name", ["Ada Byron", "Bob Noyce", "Eve"])
    def test_a_wrong_name_costs_what_a_wrong_password_costs(
        self, service: AccountService, bob: Account, passwords: CountingPasswords, name: str
    ) -> None:
        """One hash is looked at, for somebody, somebody disabled and nobody; the answer is the same."""
        service.disable(bob.id, NOW)
        passwords.verified = 0
        with pytest.raises(BadCredentials) as refused:
            service.sign_in(name, WRONG, NOW)
        assert passwords.verified == 1
        assert str(refused.value) == "That password does not match. Try again."

    def test_a_disabled_person_is_a_stranger(self, service: AccountService, bob: Account) -> None:
        """The right password gets the answer a wrong one gets, delays and all, until they are enabled."""
        service.disable(bob.id, NOW)
        for wait in (0, 0, 2):
            with pytest.raises(BadCredentials) as refused:
                service.sign_in(bob.name, BOBS, NOW)
            assert refused.value.wait == wait
        service.enable(bob.id, NOW)
        assert service.sign_in(bob.name, BOBS, NOW + 2).id == bob.id

    @pytest.mark.usefixtures("ada")
    @pytest.mark.parametrize(
        ("name", "password", "field"),
        [
            ("", ADAS, "name"),
            ("Ada Byron", "", "password"),
            ("x" * 1_000_000, ADAS, "name"),
            ("Ada Byron", "x" * 1_000_000, "password"),
            ("Ada\ud800", ADAS, "name"),
            ("Ada Byron", "\udfff", "password"),
        ],
    )
    def test_what_cannot_be_right_is_refused_without_counting(
        self, service: AccountService, passwords: CountingPasswords, name: str, password: str, field: str
    ) -> None:
        """Enter pressed too early is no attempt, and a megabyte costs nothing."""
        for _ in range(4):
            with pytest.raises(Invalid) as refused:
                service.sign_in(name, password, NOW)
            assert refused.value.field == field
        assert passwords.verified == 0
        assert service.sign_in("Ada Byron", ADAS, NOW).name == "Ada Byron"

    def test_a_burst_is_turned_away_without_counting(
        self, service: AccountService, ada: Account, passwords: Passwords
    ) -> None:
        """Whoever found the queue full has not used up a try."""
        with ExitStack() as others:
            for _ in range(TURNS_AT_ONCE):
                others.enter_context(passwords.turn())
            for _ in range(4):
                with pytest.raises(SignInBusy):
                    service.sign_in(ada.name, WRONG, NOW)
                with pytest.raises(SignInBusy):
                    service.change_password(ada.id, WRONG, BOBS, keep_session=None, now=NOW)
        assert fail_to_sign_in(service, ada.name, 1) == [0]

    def test_an_old_hash_is_made_anew(self, store: FakeAccountStore, ada: Account) -> None:
        """Once hashing has become costlier the next sign-in brings a costlier hash, and ends no session."""
        store.begin_session(ada.id, "elsewhere")
        costlier = Passwords(dataclasses.replace(CHEAPEST, time_cost=2))
        service = AccountService(store, costlier)
        service.sign_in(ada.name, ADAS, NOW)
        renewed = service.find(ada.id).password_hash
        assert not costlier.needs_rehash(renewed)
        service.sign_in(ada.name, ADAS, NOW)
        assert service.find(ada.id).password_hash == renewed
        assert store.lives("elsewhere")


class TestChangePassword:
    """A person's own password."""

    def test_takes_the_current_and_ends_the_other_sessions(
        self, service: AccountService, store: FakeAccountStore, ada: Account
    ) -> None:
        """The window it was changed in stays signed in."""
        for session_id in ("here", "there", "home"):
            store.begin_session(ada.id, session_id)
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
        store.begin_session(ada.id, "there")
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
        store.begin_session(bob.id, "there")
        fail_to_sign_in(service, bob.name, 5)
        assert service.reset_password(bob.id, ADAS, NOW) == 1
        assert not store.lives("there")
        assert service.sign_in(bob.name, ADAS, NOW).id == bob.id

    def test_refuses_a_weak_one_and_nobody(self, service: AccountService, bob: Account) -> None:
        """Administrators are held to the same rules."""
        with pytest.raises(Invalid):
            service.reset_password(bob.id, "bobnoyce", NOW)
        with pytest.raises(NotFound):
            service.reset_password(NOBODY, ADAS, NOW)
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


class TestLog:
    """What an auditor reads, and what a thief would like to."""

    def test_each_decision_is_one_line_with_id_and_outcome(
        self, service: AccountService, bob: Account, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Who, what, and how it ended."""
        caplog.set_level(logging.INFO)
        service.sign_in(bob.name, BOBS, NOW)
        fail_to_sign_in(service, bob.name, 3)
        with pytest.raises(TooManyAttempts):
            service.sign_in(bob.name, BOBS, NOW)
        service.reset_password(bob.id, ADAS, NOW)
        service.change_password(bob.id, ADAS, BOBS, keep_session=None, now=NOW)
        service.disable(bob.id, NOW)
        with pytest.raises(BadCredentials):
            service.sign_in(bob.name, BOBS, NOW)
        service.enable(bob.id, NOW)
        with pytest.raises(BadCredentials):
            service.sign_in("Eve", WRONG, NOW)
        assert caplog.messages == [
            f"sign_in outcome=ok user_id={bob.id}",
            f"sign_in outcome=refused user_id={bob.id} wait=0",
            f"sign_in outcome=refused user_id={bob.id} wait=0",
            f"sign_in outcome=refused user_id={bob.id} wait=2",
            f"sign_in outcome=throttled user_id={bob.id} wait=2",
            f"reset_password outcome=ok user_id={bob.id} sessions_ended=0",
            f"change_password outcome=ok user_id={bob.id} sessions_ended=0",
            f"disable outcome=ok user_id={bob.id}",
            f"sign_in outcome=disabled user_id={bob.id} wait=0",
            f"enable outcome=ok user_id={bob.id}",
            "sign_in outcome=refused user_id=- wait=0",
        ]

    def test_nothing_somebody_typed_is_logged(
        self, service: AccountService, caplog: pytest.LogCaptureFixture
    ) -> None:
        """People type passwords into name fields, and line ends into both."""
        caplog.set_level(logging.DEBUG)
        secrets = ("seven grey geese", "Name\r\nforged outcome=ok", "hunter2-in-the-wrong-field")
        ada = service.set_up("Ada Byron", secrets[0], NOW)
        for name in secrets:
            for password in secrets:
                with pytest.raises((BadCredentials, TooManyAttempts)):
                    service.sign_in(name, password, NOW)
        with pytest.raises(WrongCurrentPassword):
            service.change_password(ada.id, secrets[2], BOBS, keep_session=None, now=NOW)
        assert len(caplog.messages) == 1 + 9 + 1
        written = "\n".join(caplog.messages)
        for secret in (*secrets, "forged", "Ada", ada.password_hash, BOBS):
            assert secret not in written
        assert not any("\r" in message or "\n" in message for message in caplog.messages)


def test_the_window_need_not_wait_for_the_hasher() -> None:
    """Importing the service imports neither argon2 nor zxcvbn: together they take as long as all the rest."""
    program = "import sys, desktop_app.accounts.service; print(*{'argon2', 'zxcvbn'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
