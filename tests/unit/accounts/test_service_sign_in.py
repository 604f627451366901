"""Signing in: who gets in, who waits, and what is written down about it."""

from __future__ import annotations

import dataclasses
import logging
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from argon2.profiles import CHEAPEST

from desktop_app.accounts.passwords import TURNS_AT_ONCE, Passwords
from desktop_app.accounts.service import AccountService
from desktop_app.errors import (
    BadCredentials,
    Invalid,
    NotFound,
    SignInBusy,
    TooManyAttempts,
    WrongCurrentPassword,
)
from tests.helpers.people import ADAS, BOBS, NOW, WRONG, CountingPasswords, fail_to_sign_in

if TYPE_CHECKING:
    from desktop_app.accounts.model import Account
    from tests.helpers.accounts import FakeAccountStore


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
        store.begin_session(ada, "elsewhere")
        costlier = Passwords(dataclasses.replace(CHEAPEST, time_cost=2))
        service = AccountService(store, costlier)
        service.sign_in(ada.name, ADAS, NOW)
        renewed = service.find(ada.id).password_hash
        assert not costlier.needs_rehash(renewed)
        service.sign_in(ada.name, ADAS, NOW)
        assert service.find(ada.id).password_hash == renewed
        assert store.lives("elsewhere")


class TestUnlock:
    """The password of somebody who is known already."""

    def test_takes_the_persons_own_password_alone(self, service: AccountService, bob: Account) -> None:
        """Not an administrator's."""
        assert service.unlock(bob.id, BOBS, NOW) == bob
        with pytest.raises(BadCredentials):
            service.unlock(bob.id, ADAS, NOW)

    def test_shares_the_wait_with_signing_in(self, service: AccountService, ada: Account) -> None:
        """Neither is a way round the other, and each right password starts anew."""
        fail_to_sign_in(service, ada.name, 3)
        with pytest.raises(TooManyAttempts):
            service.unlock(ada.id, ADAS, NOW + 1)
        assert service.unlock(ada.id, ADAS, NOW + 2) == ada
        for _ in range(3):
            with pytest.raises(BadCredentials):
                service.unlock(ada.id, WRONG, NOW + 2)
        with pytest.raises(TooManyAttempts):
            service.sign_in(ada.name, ADAS, NOW + 3)

    def test_refuses_who_is_disabled_or_nobody(self, service: AccountService, bob: Account) -> None:
        """However right the password."""
        service.disable(bob.id, NOW)
        with pytest.raises(BadCredentials):
            service.unlock(bob.id, BOBS, NOW)
        with pytest.raises(NotFound):
            service.unlock(99, BOBS, NOW)

    def test_an_empty_password_is_no_attempt(self, service: AccountService, ada: Account) -> None:
        """Enter pressed too early costs nothing."""
        for _ in range(4):
            with pytest.raises(Invalid):
                service.unlock(ada.id, "", NOW)
        assert service.unlock(ada.id, ADAS, NOW) == ada


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
        service.reset_password(bob.id, ADAS, NOW, "Ada Byron")
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
