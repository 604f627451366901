"""People kept in memory; passes the same tests as the store in SQLite."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.accounts.model import PALETTE_SIZE, Account
from desktop_app.accounts.store import Counted, Try
from desktop_app.errors import AlreadySetUp, LastAdministrator, NameTaken, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.accounts.store import WaitAfter


class FakeAccountStore:
    """An `AccountStore` that forgets everything with the test."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._people: dict[str, Account] = {}
        self._attempts: dict[str, tuple[int, int]] = {}
        self.refusals: dict[int, tuple[int | None, Try, int]] = {}
        self._sessions: dict[str, int] = {}
        self._counting = Lock()
        self._lines = count(1)

    def begin_session(self, person: Account, session_id: str) -> None:
        """Let a session live, for others to end."""
        self._sessions[session_id] = person.id

    def lives(self, session_id: str) -> bool:
        """Return whether the session has not been ended."""
        return session_id in self._sessions

    def any(self) -> bool:
        """Return whether there is anybody at all."""
        return bool(self._people)

    def all(self) -> Sequence[Account]:
        """Return everybody, in the order of their names."""
        return [self._people[key] for key in sorted(self._people)]

    def find(self, user_id: int) -> Account | None:
        """Return the person with this id."""
        return next((person for person in self._people.values() if person.id == user_id), None)

    def find_by_name(self, key: str) -> Account | None:
        """Return the person whose `name_key` this is."""
        return self._people.get(key)

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
        """Keep a new person in the colour used least."""
        _ = by
        if first and self._people:
            raise AlreadySetUp
        if key in self._people:
            raise NameTaken(self._people[key].name)
        used = Counter(person.colour for person in self._people.values())
        self._people[key] = Account(
            id=len(self._people) + 1,
            name=name,
            password_hash=password_hash,
            colour=min(range(PALETTE_SIZE), key=lambda colour: used[colour]),
            administrator=administrator,
            created_at=now,
            disabled_at=None,
        )
        return self._people[key]

    def set_password(
        self, user_id: int, password_hash: str, keep_session: str | None, now: int, by: str | None = None
    ) -> int:
        """Change the password and end every session but *keep_session*; return how many ended."""
        _ = now, by
        self._keep(replace(self._existing(user_id), password_hash=password_hash))
        return self._end_sessions(user_id, keep_session)

    def rehash(self, user_id: int, outdated: str, password_hash: str) -> None:
        """Replace the *outdated* hash of an unchanged password; sessions go on."""
        account = self._existing(user_id)
        if account.password_hash == outdated:
            self._keep(replace(account, password_hash=password_hash))

    def disable(self, user_id: int, now: int, by: str | None = None) -> Account:
        """Bar a person and end their sessions."""
        _ = by
        account = self._existing(user_id)
        if account.disabled:
            return account
        others = [person for person in self._people.values() if person.id != user_id]
        if account.administrator and not any(p.administrator and not p.disabled for p in others):
            raise LastAdministrator
        self._end_sessions(user_id, None)
        return self._keep(replace(account, disabled_at=now))

    def enable(self, user_id: int, now: int, by: str | None = None) -> Account:
        """Let a person in again."""
        _ = now, by
        return self._keep(replace(self._existing(user_id), disabled_at=None))

    def count_attempt(self, key: str, what: Try, wait_after: WaitAfter, now: int) -> Counted:
        """Count a try at this name, and tell a dictionary it was refused."""
        with self._counting:
            failures, last_at = self._attempts.get(key, (0, now))
            last_at = min(last_at, now)
            wait = max(0, last_at + wait_after(failures) - now)
            self._attempts[key] = (failures, last_at) if wait else (failures + 1, now)
            if wait:
                return Counted(wait)
            person, line = self._people.get(key), next(self._lines)
            self.refusals[line] = (person.id if person else None, what, now)
            return Counted(0, line)

    def forget_attempts(self, key: str, line: int | None = None) -> None:
        """Start counting anew for this name, and take back the line."""
        self._attempts.pop(key, None)
        if line is not None:
            del self.refusals[line]

    def _existing(self, user_id: int) -> Account:
        account = self.find(user_id)
        if account is None:
            raise NotFound("person")
        return account

    def _keep(self, account: Account) -> Account:
        key = next(key for key, person in self._people.items() if person.id == account.id)
        self._people[key] = account
        return account

    def _end_sessions(self, user_id: int, keep: str | None) -> int:
        ended = [key for key, owner in self._sessions.items() if owner == user_id and key != keep]
        for key in ended:
            del self._sessions[key]
        return len(ended)
