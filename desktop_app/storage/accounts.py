"""People in SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.accounts.model import Account
from desktop_app.accounts.store import Counted, Try
from desktop_app.errors import AlreadySetUp, LastAdministrator, NameTaken, NotFound
from desktop_app.sessions.model import EndReason
from desktop_app.storage import access_log, account_rows, attempts, session_rows
from desktop_app.storage.access_log import Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

    from desktop_app.accounts.store import WaitAfter
    from desktop_app.storage.database import Database

_ACCOUNT = """
    SELECT id, name, password_hash, colour, is_administrator, created_at, disabled_at, (
        SELECT max(seen) FROM (
            SELECT last_active_at AS seen FROM session WHERE user_id = account.id
            UNION ALL SELECT account.purged_last_seen
        )
    ) FROM account
"""
_ALL = _ACCOUNT + "ORDER BY name_key"
_BY_ID = _ACCOUNT + "WHERE id = ?"
_BY_KEY = _ACCOUNT + "WHERE name_key = ?"

_REFUSED = {
    Try.SIGN_IN: Event.SIGN_IN_FAILED,
    Try.UNLOCK: Event.UNLOCK_FAILED,
    Try.CHANGE_PASSWORD: Event.PASSWORD_CHANGE_FAILED,
    Try.RESTORE: Event.RESTORE_REFUSED,
}


class SqliteAccountStore:
    """Keeps people in the book's database (`desktop_app.accounts.store.AccountStore`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def any(self) -> bool:
        """Return whether there is anybody at all."""
        with self._database.read() as connection:
            return account_rows.anybody(connection)

    def all(self) -> Sequence[Account]:
        """Return everybody, in the order of their names."""
        with self._database.read() as connection:
            return [_account(row) for row in connection.execute(_ALL)]

    def find(self, user_id: int) -> Account | None:
        """Return the person with this id."""
        with self._database.read() as connection:
            return _one(connection, _BY_ID, user_id)

    def find_by_name(self, key: str) -> Account | None:
        """Return the person whose `name_key` this is."""
        with self._database.read() as connection:
            return _one(connection, _BY_KEY, key)

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
        """Keep a new person in the colour used least, and record it.

        Raises:
            NameTaken: if somebody has this key.
            AlreadySetUp: if *first* is set and somebody exists.
        """
        with self._database.write() as connection:
            if first and account_rows.anybody(connection):
                raise AlreadySetUp
            namesake = _one(connection, _BY_KEY, key)
            if namesake is not None:
                raise NameTaken(namesake.name)
            user_id = account_rows.add(
                connection,
                name=name,
                key=key,
                password_hash=password_hash,
                administrator=administrator,
                now=now,
                by=by,
            )
            return _existing(connection, user_id)

    def set_password(
        self, user_id: int, password_hash: str, keep_session: str | None, now: int, by: str | None = None
    ) -> int:
        """Change the password and end every session but *keep_session*; return how many ended.

        Raises:
            NotFound: if there is nobody with this id.
        """
        with self._database.write() as connection:
            _existing(connection, user_id)
            _set_hash(connection, user_id, password_hash)
            doer = access_log.doing_of(by) or access_log.OWN
            access_log.record(connection, Event.PASSWORD_CHANGED, at=now, user_id=user_id, detail=doer)
            return session_rows.end_sessions(
                connection, user_id, keep_session, EndReason.PASSWORD_CHANGED, now
            )

    def rehash(self, user_id: int, outdated: str, password_hash: str) -> None:
        """Replace the *outdated* hash of an unchanged password; do nothing if it is another by now."""
        with self._database.write() as connection:
            if _existing(connection, user_id).password_hash == outdated:
                _set_hash(connection, user_id, password_hash)

    def disable(self, user_id: int, now: int, by: str | None = None) -> Account:
        """Bar a person and end their sessions.

        Raises:
            NotFound: if there is nobody with this id.
            LastAdministrator: if nobody else could add people.
        """
        with self._database.write() as connection:
            account = _existing(connection, user_id)
            if account.disabled:
                return account
            if account.administrator and not _another_administrator(connection, user_id):
                raise LastAdministrator
            _set_disabled(connection, user_id, now)
            doer = access_log.doing_of(by)
            access_log.record(connection, Event.PERSON_DISABLED, at=now, user_id=user_id, detail=doer)
            session_rows.end_sessions(connection, user_id, None, EndReason.ACCOUNT_DISABLED, now)
            return _existing(connection, user_id)

    def enable(self, user_id: int, now: int, by: str | None = None) -> Account:
        """Let a person in again.

        Raises:
            NotFound: if there is nobody with this id.
        """
        with self._database.write() as connection:
            account = _existing(connection, user_id)
            if not account.disabled:
                return account
            _set_disabled(connection, user_id, None)
            doer = access_log.doing_of(by)
            access_log.record(connection, Event.PERSON_ENABLED, at=now, user_id=user_id, detail=doer)
            return _existing(connection, user_id)

    def count_attempt(self, key: str, what: Try, wait_after: WaitAfter, now: int) -> Counted:
        """Count a try at this name before its password is looked at, and record it as refused."""
        with self._database.write() as connection:
            wait = attempts.count(connection, key, wait_after, now)
            if wait:
                return Counted(wait)
            user_id = connection.execute("SELECT id FROM account WHERE name_key = ?", (key,)).get
            return Counted(0, access_log.record(connection, _REFUSED[what], at=now, user_id=user_id))

    def forget_attempts(self, key: str, line: int | None = None) -> None:
        """Start counting anew for this name after a right password, and take back the *line* of this try."""
        with self._database.write() as connection:
            attempts.forget(connection, key)
            if line is not None:
                access_log.take_back(connection, line)


def _account(row: Sequence[Any]) -> Account:
    user_id, name, password_hash, colour, is_administrator, created_at, disabled_at, last_seen = row
    return Account(
        id=user_id,
        name=name,
        password_hash=password_hash,
        colour=colour,
        administrator=is_administrator == 1,
        created_at=created_at,
        disabled_at=disabled_at,
        last_seen=last_seen,
    )


def _one(connection: apsw.Connection, query: str, binding: int | str) -> Account | None:
    row = connection.execute(query, (binding,)).fetchone()
    return None if row is None else _account(row)


def _existing(connection: apsw.Connection, user_id: int) -> Account:
    account = _one(connection, _BY_ID, user_id)
    if account is None:
        raise NotFound("person")
    return account


def _another_administrator(connection: apsw.Connection, user_id: int) -> bool:
    found = connection.execute(
        "SELECT 1 FROM account WHERE is_administrator AND disabled_at IS NULL AND id <> ? LIMIT 1", (user_id,)
    )
    return found.fetchone() is not None


def _set_hash(connection: apsw.Connection, user_id: int, password_hash: str) -> None:
    connection.execute("UPDATE account SET password_hash = ? WHERE id = ?", (password_hash, user_id))


def _set_disabled(connection: apsw.Connection, user_id: int, at: int | None) -> None:
    connection.execute("UPDATE account SET disabled_at = ? WHERE id = ?", (at, user_id))
