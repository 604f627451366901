"""What the account service asks of storage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.accounts.model import Account


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
        self, *, name: str, key: str, password_hash: str, administrator: bool, first: bool, now: int
    ) -> Account:
        """Keep a new person in the colour used least, and record `person_added` in the access log.

        Raises:
            NameTaken: if somebody has this key.
            AlreadySetUp: if *first* is set and somebody exists.
        """
        ...

    def set_password(self, user_id: int, password_hash: str, keep_session: str | None, now: int) -> int:
        """Change the password and end every session but *keep_session*; return how many ended."""
        ...

    def rehash(self, user_id: int, outdated: str, password_hash: str) -> None:
        """Replace the *outdated* hash of an unchanged password; sessions go on.

        Does nothing if the hash is another by now: a password changed meanwhile must not come back.
        """
        ...

    def disable(self, user_id: int, now: int) -> Account:
        """Bar a person and end their sessions.

        Raises:
            NotFound: if there is nobody with this id.
            LastAdministrator: if nobody else could add people.
        """
        ...

    def enable(self, user_id: int, now: int) -> Account:
        """Let a person in again.

        Raises:
            NotFound: if there is nobody with this id.
        """
        ...

    def count_attempt(self, key: str, wait_after: WaitAfter, now: int) -> int:
        """Count a try at this name before its password is looked at; return the seconds to wait instead.

        Zero means the try was counted and may go on. Otherwise nothing was counted. Counting first
        makes a hundred parallel guesses a hundred attempts.
        """
        ...

    def note_refusal(self, user_id: int | None, now: int) -> None:
        """Tell the access log of a refused sign-in; of a name nobody has, perhaps a password, nothing."""
        ...

    def forget_attempts(self, key: str) -> None:
        """Start counting anew for this name after a right password."""
        ...


class WaitAfter(Protocol):
    """The growing delay: seconds that must pass after so many wrong passwords in a row."""

    def __call__(self, failures: int, /) -> int:
        """Return the seconds that must pass after *failures* wrong passwords."""
        ...
