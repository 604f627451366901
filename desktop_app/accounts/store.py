"""What the account service asks of storage."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.accounts.model import Account


class Try(StrEnum):
    """What somebody wants to do with a password."""

    SIGN_IN = "sign_in"
    UNLOCK = "unlock"
    CHANGE_PASSWORD = "change_password"  # noqa: S105 - no password either
    RESTORE = "restore"


class Counted(NamedTuple):
    """What became of a try: it may go on if *wait* is 0; else the seconds to wait, and nothing was counted.

    *line* is the one of the access log that tells of it as refused, until the password turns out right.
    """

    wait: int
    line: int | None = None


class AccountStore(Protocol):
    """Keeps people and the count of wrong passwords; every method is one transaction.

    Each may raise `StorageError`.
    """

    def any(self) -> bool:
        """Return whether there is anybody at all."""
        ...

    def all(self) -> Sequence[Account]:
        """Return everybody, in the order of their names."""
        ...

    def find(self, user_id: int) -> Account | None:
        """Return the person with this id."""
        ...

    def find_by_name(self, key: str) -> Account | None:
        """Return the person whose `name_key` this is."""
        ...

    def add(
        self,
        *,
        name: str,
        key: str,
        password_hash: str,
        administrator: bool,
        first: bool,
        now: int,
        by: str | None = None,
    ) -> Account:
        """Keep a new person in the colour used least, and record in the access log who added them.

        Raises:
            NameTaken: if somebody has this key.
            AlreadySetUp: if *first* is set and somebody exists.
        """
        ...

    def set_password(
        self, user_id: int, password_hash: str, keep_session: str | None, now: int, by: str | None = None
    ) -> int:
        """Change the password and end every session but *keep_session*; return how many ended.

        The access log tells whose doing it was: *by* is a name; None: the person's own.
        """
        ...

    def rehash(self, user_id: int, outdated: str, password_hash: str) -> None:
        """Replace the *outdated* hash of an unchanged password; sessions go on.

        Does nothing if the hash is another by now: a password changed meanwhile must not come back.
        """
        ...

    def disable(self, user_id: int, now: int, by: str | None = None) -> Account:
        """Bar a person, end their sessions, and record whose doing it was.

        Raises:
            NotFound: if there is nobody with this id.
            LastAdministrator: if nobody else could add people.
        """
        ...

    def enable(self, user_id: int, now: int, by: str | None = None) -> Account:
        """Let a person in again, and record whose doing it was.

        Raises:
            NotFound: if there is nobody with this id.
        """
        ...

    def count_attempt(self, key: str, what: Try, wait_after: WaitAfter, now: int) -> Counted:
        """Count a try at this name before its password is looked at, and tell the access log it was refused.

        Counting first makes a hundred parallel guesses a hundred attempts; telling with it loses none to a
        kill. Of a name nobody has, which may be a password, the log says only that there was a try.
        """
        ...

    def forget_attempts(self, key: str, line: int | None = None) -> None:
        """Start counting anew for this name after a right password, and take back the *line* of this try."""
        ...


class WaitAfter(Protocol):
    """The growing delay: seconds that must pass after so many wrong passwords in a row."""

    def __call__(self, failures: int, /) -> int:
        """Return the seconds that must pass after *failures* wrong passwords."""
        ...
