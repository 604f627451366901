"""Making people, signing them in, and changing their passwords."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.accounts.model import name_key
from desktop_app.accounts.names import clean_name, typed_name_key
from desktop_app.accounts.passwords import PasswordMismatch, normalised
from desktop_app.accounts.store import Try
from desktop_app.accounts.strength import check_strength
from desktop_app.accounts.throttle import wait_after
from desktop_app.errors import (
    AlreadySetUp,
    BadCredentials,
    Invalid,
    NotFound,
    TooManyAttempts,
    WrongCurrentPassword,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.accounts.model import Account
    from desktop_app.accounts.passwords import Passwords
    from desktop_app.accounts.store import AccountStore

log = logging.getLogger(__name__)


class AccountService:
    """What can be done about people.

    Times are whole seconds since the epoch, UTC; every method may raise `StorageError`.
    """

    def __init__(self, store: AccountStore, passwords: Passwords) -> None:
        """Keep people in *store* and their passwords as *passwords* hashes them."""
        self._store = store
        self._passwords = passwords

    def any(self) -> bool:
        """Return whether there is anybody at all."""
        return self._store.any()

    def set_up(self, name: str, password: str, now: int) -> Account:
        """Make the first person, an administrator.

        Raises:
            AlreadySetUp: if there is somebody.
            Invalid: if nobody can have this name or should have this password.
        """
        if self._store.any():
            raise AlreadySetUp
        return self._add(name, password, administrator=True, first=True, now=now)

    def add(
        self, name: str, password: str, *, administrator: bool, now: int, by: str | None = None
    ) -> Account:
        """Make another person; *by* is who does so, for the access log.

        Raises:
            NameTaken: if somebody's name differs from this one by nothing a reader would see.
            Invalid: if nobody can have this name or should have this password.
        """
        return self._add(name, password, administrator=administrator, first=False, now=now, by=by)

    def sign_in(self, name: str, password: str, now: int) -> Account:
        """Return the person with this name and password.

        A name nobody has and a disabled person's get the same answer as a wrong password, after
        the same work.

        Raises:
            BadCredentials: if they do not belong together; it names the wait that follows.
            TooManyAttempts: while such a wait runs, even for the right password.
            SignInBusy: if many people are signing in at this moment; nothing was counted.
            Invalid: if the name is empty, or either is longer than any here can be.
        """
        return self._verified(typed_name_key(name), password, Try.SIGN_IN, now)

    def unlock(self, user_id: int, password: str, now: int) -> Account:
        """Return the person with this id if the password is theirs: held to what signing in is held to.

        Raises:
            BadCredentials, TooManyAttempts, SignInBusy: as for `sign_in`; the waits are the same ones.
            Invalid: if the password is empty, or longer than any here can be.
            NotFound: if there is nobody with this id.
        """
        return self._verified(name_key(self.find(user_id).name), password, Try.UNLOCK, now)

    def confirm_restoring(self, name: str, password: str, now: int) -> Account:
        """Return the person who wants to go back to a backup and says so with their password.

        Raises:
            BadCredentials, TooManyAttempts, SignInBusy, Invalid: as for `sign_in`, with the same waits.
        """
        return self._verified(typed_name_key(name), password, Try.RESTORE, now)

    def change_password(
        self, user_id: int, current: str, new: str, *, keep_session: str | None, now: int
    ) -> int:
        """Change a person's own password and end their sessions but *keep_session*; return how many ended.

        Raises:
            WrongCurrentPassword: if *current* does not match; it names the wait that follows.
            TooManyAttempts: while such a wait runs: it is the one signing in is held to.
            SignInBusy: if many people are signing in at this moment; nothing was counted.
            Invalid: if nobody should have the new password.
            NotFound: if there is nobody with this id.
        """
        account = self.find(user_id)
        key, secret = name_key(account.name), normalised(current)
        check_strength(new, account.name)
        with self._passwords.turn():
            attempt = self._begin_attempt(key, Try.CHANGE_PASSWORD, now)
            if not self._belongs(account, secret):
                raise WrongCurrentPassword(self._refused(attempt, Try.CHANGE_PASSWORD, account))
            self._store.forget_attempts(key, attempt.line)
            return self._set_password(account, new, "change_password", keep_session=keep_session, now=now)

    def reset_password(self, user_id: int, new: str, now: int, by: str) -> int:
        """Give a person a new password, end all their sessions and any wait; return how many sessions ended.

        *by* is who does so, for the access log.

        Raises:
            Invalid: if nobody should have this password.
            NotFound: if there is nobody with this id.
        """
        account = self.find(user_id)
        check_strength(new, account.name)
        ended = self._set_password(account, new, "reset_password", keep_session=None, now=now, by=by)
        self._store.forget_attempts(name_key(account.name))
        return ended

    def disable(self, user_id: int, now: int, by: str | None = None) -> Account:
        """Bar a person and end their sessions; their entries stay. *by* is who does so, for the access log.

        Raises:
            NotFound: if there is nobody with this id.
            LastAdministrator: if nobody else could add people.
        """
        account = self._store.disable(user_id, now, by)
        log.info("disable outcome=ok user_id=%d", user_id)
        return account

    def enable(self, user_id: int, now: int, by: str | None = None) -> Account:
        """Let a person in again; *by* is who does so, for the access log.

        Raises:
            NotFound: if there is nobody with this id.
        """
        account = self._store.enable(user_id, now, by)
        log.info("enable outcome=ok user_id=%d", user_id)
        return account

    def all(self) -> Sequence[Account]:
        """Return everybody, in the order of their names."""
        return self._store.all()

    def find(self, user_id: int) -> Account:
        """Return the person with this id.

        Raises:
            NotFound: if there is nobody.
        """
        account = self._store.find(user_id)
        if account is None:
            raise NotFound("person")
        return account

    def _add(
        self,
        name: str,
        password: str,
        *,
        administrator: bool,
        first: bool,
        now: int,
        by: str | None = None,
    ) -> Account:
        cleaned = clean_name(name)
        check_strength(password, cleaned)
        account = self._store.add(
            name=cleaned,
            key=name_key(cleaned),
            password_hash=self._passwords.hash(password),
            administrator=administrator,
            first=first,
            now=now,
            by=by,
        )
        log.info("add outcome=ok user_id=%d administrator=%s first=%s", account.id, administrator, first)
        return account

    def _verified(self, key: str, password: str, what: Try, now: int) -> Account:
        secret = normalised(password)
        if not secret:
            raise Invalid("password", "Type your password.")
        with self._passwords.turn():
            attempt = self._begin_attempt(key, what, now)
            account = self._store.find_by_name(key)
            if not self._belongs(account, secret) or account is None or account.disabled:
                raise BadCredentials(self._refused(attempt, what, account))
            self._store.forget_attempts(key, attempt.line)
            account = self._with_current_hash(account, secret)
        log.info("%s outcome=ok user_id=%d", what, account.id)
        return account

    def _begin_attempt(self, key: str, what: Try, now: int) -> _Attempt:
        attempt = _Attempt()
        wait, attempt.line = self._store.count_attempt(key, what, attempt, now)
        if wait:
            account = self._store.find_by_name(key)
            log.info("%s outcome=throttled user_id=%s wait=%d", what, _id(account), wait)
            raise TooManyAttempts(wait)
        return attempt

    def _belongs(self, account: Account | None, secret: str) -> bool:
        encoded = account.password_hash if account else self._passwords.nobodys_hash
        try:
            return self._passwords.verify(encoded, secret)
        except PasswordMismatch:
            return False

    def _refused(self, attempt: _Attempt, what: Try, account: Account | None) -> int:
        outcome = "disabled" if account and account.disabled else "refused"
        log.info("%s outcome=%s user_id=%s wait=%d", what, outcome, _id(account), attempt.wait)
        return attempt.wait

    def _with_current_hash(self, account: Account, secret: str) -> Account:
        if not self._passwords.needs_rehash(account.password_hash):
            return account
        renewed = self._passwords.hash(secret)
        self._store.rehash(account.id, account.password_hash, renewed)
        log.info("rehash outcome=ok user_id=%d", account.id)
        return replace(account, password_hash=renewed)

    def _set_password(
        self,
        account: Account,
        new: str,
        event: str,
        *,
        keep_session: str | None,
        now: int,
        by: str | None = None,
    ) -> int:
        ended = self._store.set_password(account.id, self._passwords.hash(new), keep_session, now, by)
        log.info("%s outcome=ok user_id=%d sessions_ended=%d", event, account.id, ended)
        return ended


class _Attempt:
    """The growing delay as the store is handed it, remembering what it was asked about; and the try's line.

    Only the store knows how many tries came before this one, and only while it counts.
    """

    def __init__(self) -> None:
        """Begin with the name's first try, about which the store need not ask."""
        self._failures = 0
        self.line: int | None = None

    def __call__(self, failures: int, /) -> int:
        """Return the seconds to wait after *failures* wrong passwords in a row."""
        self._failures = failures
        return wait_after(failures)

    @property
    def wait(self) -> int:
        """The seconds to wait if this try fails as well."""
        return wait_after(self._failures + 1)


def _id(account: Account | None) -> str:
    return str(account.id) if account else "-"
