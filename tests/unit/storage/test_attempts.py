"""Wrong passwords are counted before they are looked at, and only the right one ends the count."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from desktop_app.accounts.store import Try
from desktop_app.storage.attempts import STRANGERS_KEPT_SECONDS
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.database import rows

if TYPE_CHECKING:
    from desktop_app.accounts.model import Account
    from desktop_app.storage.accounts import SqliteAccountStore
    from desktop_app.storage.database import Database

NOW = SOME_INSTANT
WAIT = 60


def after_three(failures: int) -> int:
    """Three tries are free."""
    return WAIT if failures >= 3 else 0


def try_often(people: SqliteAccountStore, key: str, times: int, now: int = NOW) -> list[int]:
    """Return what each of several tries was told."""
    return [people.count_attempt(key, Try.SIGN_IN, after_three, now).wait for _ in range(times)]


def test_lets_tries_through_until_the_delay_begins(people: SqliteAccountStore) -> None:
    """Then it names the seconds, to the last one."""
    assert try_often(people, "ada", 5) == [0, 0, 0, WAIT, WAIT]
    assert try_often(people, "ada", 1, NOW + WAIT - 1) == [1]
    assert try_often(people, "ada", 1, NOW + WAIT) == [0]


def test_does_not_count_what_it_turns_away(people: SqliteAccountStore) -> None:
    """Waiting impatiently makes the wait no longer."""
    try_often(people, "ada", 50)

    assert try_often(people, "ada", 1, NOW + WAIT) == [0]


def test_counts_every_name_by_itself(people: SqliteAccountStore) -> None:
    """Nobody has to wait for somebody else's slips."""
    try_often(people, "ada", 4)

    assert try_often(people, "ben", 1) == [0]


def test_counts_guesses_made_together(people: SqliteAccountStore) -> None:
    """A hundred at once are a hundred one after another: three go on."""
    with ThreadPoolExecutor(8) as pool:
        told = list(
            pool.map(lambda _: people.count_attempt("ada", Try.SIGN_IN, after_three, NOW).wait, range(40))
        )

    assert sorted(told) == [0] * 3 + [WAIT] * 37


def test_starts_anew_after_the_right_password(people: SqliteAccountStore) -> None:
    """Whatever was counted is forgotten."""
    try_often(people, "ada", 3)

    people.forget_attempts("ada")

    assert try_often(people, "ada", 3) == [0, 0, 0]


def test_a_clock_set_back_starts_the_delay_over(people: SqliteAccountStore) -> None:
    """It does not last until the clock has caught up, and it is no way round it either."""
    try_often(people, "ada", 4)
    last_year = NOW - 365 * 24 * 60 * 60

    assert try_often(people, "ada", 1, last_year) == [WAIT]
    assert try_often(people, "ada", 1, last_year + WAIT) == [0]


def test_keeps_no_name_in_the_clear(database: Database, people: SqliteAccountStore) -> None:
    """Somebody in a hurry types the password into the name's field."""
    try_often(people, "correct horse battery", 1)

    ((digest, failures, last_at),) = rows(database, "SELECT * FROM sign_in_attempt")

    assert (len(digest), failures, last_at) == (64, 1, NOW)
    assert b"battery" not in database.path.with_name("shiftbook.db-wal").read_bytes()


def test_forgets_names_nobody_has_after_a_day(
    database: Database, people: SqliteAccountStore, ada: Account
) -> None:
    """A person's count stays: waiting a day must not buy anybody free guesses."""
    try_often(people, "stranger", 3)
    try_often(people, "ada", 3)
    assert ada.name == "Ada"

    try_often(people, "another", 1, NOW + STRANGERS_KEPT_SECONDS - 1)
    assert rows(database, "SELECT count(*) FROM sign_in_attempt") == [(3,)]
    try_often(people, "a third", 1, NOW + STRANGERS_KEPT_SECONDS)

    assert rows(database, "SELECT count(*) FROM sign_in_attempt") == [(3,)]
    assert try_often(people, "ada", 2, NOW + STRANGERS_KEPT_SECONDS) == [0, WAIT]
    assert try_often(people, "stranger", 3, NOW + STRANGERS_KEPT_SECONDS) == [0, 0, 0]


@pytest.mark.parametrize(
    ("what", "event"),
    [
        (Try.SIGN_IN, "sign_in_failed"),
        (Try.UNLOCK, "unlock_failed"),
        (Try.CHANGE_PASSWORD, "password_change_failed"),
        (Try.RESTORE, "restore_refused"),
    ],
)
def test_a_try_is_told_as_refused_until_the_password_turns_out_right(
    people: SqliteAccountStore, database: Database, ada: Account, what: Try, event: str
) -> None:
    """With the count, so that no kill comes between; of a name nobody has, only that there was a try."""
    _, line = people.count_attempt("ada", what, after_three, NOW)
    people.count_attempt("hunter2", what, after_three, NOW + 1)
    told = "SELECT at, event, user_id, detail FROM access_log WHERE event <> 'person_added' ORDER BY id"
    assert rows(database, told) == [(NOW, event, ada.id, None), (NOW + 1, event, None, None)]
    people.forget_attempts("ada", line)
    assert rows(database, told) == [(NOW + 1, event, None, None)]


def test_what_is_turned_away_is_not_told(people: SqliteAccountStore, database: Database) -> None:
    """Whoever hammers at a name cannot fill the disk."""
    try_often(people, "ada", 50)
    assert rows(database, "SELECT event FROM access_log") == [("sign_in_failed",)] * 3
