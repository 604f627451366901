"""How often a wrong password was given for a name, within a transaction somebody else has opened."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import apsw

    from desktop_app.accounts.store import WaitAfter

STRANGERS_KEPT_SECONDS = 24 * 60 * 60
"""How long tries at a name nobody has are remembered; tries at a person's name until the right password."""


def count(connection: apsw.Connection, key: str, wait_after: WaitAfter, now: int) -> int:
    """Count one more try at a name, unless the delay after the last one still runs.

    Returns the seconds left of that delay, 0 when the try was counted.
    """
    digest = _digest(key)
    failures, last_at = _so_far(connection, digest) or (0, now)
    if last_at > now:
        # The clock went back: the delay starts over, instead of lasting until the old time is reached.
        last_at = now
        _keep(connection, digest, failures, last_at)
    wait = last_at + wait_after(failures) - now
    if wait > 0:
        return wait
    if failures == 0:
        _forget_strangers(connection, now - STRANGERS_KEPT_SECONDS)
    _keep(connection, digest, failures + 1, now)
    return 0


def forget(connection: apsw.Connection, key: str) -> None:
    """Start counting anew for this name."""
    connection.execute("DELETE FROM sign_in_attempt WHERE name_digest = ?", (_digest(key),))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _so_far(connection: apsw.Connection, digest: str) -> tuple[int, int] | None:
    row: tuple[int, int] | None = connection.execute(
        "SELECT failures, last_at FROM sign_in_attempt WHERE name_digest = ?", (digest,)
    ).fetchone()
    return row


def _keep(connection: apsw.Connection, digest: str, failures: int, last_at: int) -> None:
    connection.execute(
        "INSERT INTO sign_in_attempt (name_digest, failures, last_at) VALUES (?, ?, ?)"
        " ON CONFLICT (name_digest) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at",
        (digest, failures, last_at),
    )


def _forget_strangers(connection: apsw.Connection, then: int) -> None:
    people = {_digest(key) for (key,) in connection.execute("SELECT name_key FROM account")}
    old = connection.execute("SELECT name_digest FROM sign_in_attempt WHERE last_at <= ?", (then,)).fetchall()
    strangers = [(digest,) for (digest,) in old if digest not in people]
    connection.executemany("DELETE FROM sign_in_attempt WHERE name_digest = ?", strangers)
