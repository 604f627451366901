"""What every account store does: the fake that other tests use, and the one that keeps the book."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

import pytest

from desktop_app.accounts.model import PALETTE_SIZE, Account, name_key
from desktop_app.accounts.store import Try
from desktop_app.errors import AlreadySetUp, LastAdministrator, NameTaken, NotFound
from desktop_app.storage.accounts import SqliteAccountStore
from desktop_app.storage.sessions import SqliteSessionStore
from tests.helpers.accounts import FakeAccountStore
from tests.helpers.database import open_book, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.accounts.store import AccountStore
    from desktop_app.storage.database import Database

NOW = 1_790_000_000
NOBODY = 99


class Sessions(Protocol):
    """The sessions that a store must end with a password or a person."""

    def begin_session(self, person: Account, session_id: str) -> None:
        """Let a session live."""

    def lives(self, session_id: str) -> bool:
        """Return whether it has not been ended."""


class SqliteSessions:
    """Sessions in the same database as the people."""

    def __init__(self, database: Database) -> None:
        """Use the tables of *database*."""
        self._database = database

    def begin_session(self, person: Account, session_id: str) -> None:
        """Let a session live."""
        sign_in(self._database, person, session_id, now=NOW)

    def lives(self, session_id: str) -> bool:
        """Return whether it has not been ended."""
        state = SqliteSessionStore(self._database).find(session_id)
        assert state is not None
        return state.session.ended_at is None


@pytest.fixture(params=["fake", "sqlite"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[AccountStore, Sessions]]:
    """An empty store of each kind, and the sessions beside it."""
    if request.param == "fake":
        fake = FakeAccountStore()
        yield fake, fake
        return
    database = open_book(tmp_path)
    yield SqliteAccountStore(database), SqliteSessions(database)
    database.close()


@pytest.fixture
def store(kept: tuple[AccountStore, Sessions]) -> AccountStore:
    """An empty store of each kind."""
    return kept[0]


@pytest.fixture
def sessions(kept: tuple[AccountStore, Sessions]) -> Sessions:
    """The sessions beside it."""
    return kept[1]


def add(store: AccountStore, name: str, *, administrator: bool = False, first: bool = False) -> Account:
    """Keep somebody with this name."""
    return store.add(
        name=name,
        key=name_key(name),
        password_hash=f"hash of {name}",
        administrator=administrator,
        first=first,
        now=NOW,
    )


def two_seconds(failures: int) -> int:
    """Return the delay these tests use: two seconds after the first wrong password."""
    return 2 if failures else 0


def no_wait(failures: int) -> int:
    """Return no delay, whatever happened."""
    return 0 * failures


def test_begins_with_nobody(store: AccountStore) -> None:
    """A new store knows nobody and says so without an error."""
    assert not store.any()
    assert list(store.all()) == []
    assert store.find(NOBODY) is None
    assert store.find_by_name("ada byron") is None


def test_finds_a_person_by_id_and_by_name_key(store: AccountStore) -> None:
    """What was added is what is found, field by field."""
    ada = add(store, "Ada Byron", administrator=True, first=True)
    assert ada == Account(
        id=ada.id,
        name="Ada Byron",
        password_hash="hash of Ada Byron",
        colour=0,
        administrator=True,
        created_at=NOW,
        disabled_at=None,
    )
    assert store.any()
    assert store.find(ada.id) == store.find_by_name("ada byron") == ada


def test_lists_everybody_in_the_order_of_their_names(store: AccountStore) -> None:
    """The order does not depend on who came first or on capitals."""
    for name in ("cleo", "Ada", "bob"):
        add(store, name)
    assert [person.name for person in store.all()] == ["Ada", "bob", "cleo"]


def test_refuses_a_name_somebody_has(store: AccountStore) -> None:
    """Two people never share a name key, and the refusal names the person who has it."""
    add(store, "Ada")
    with pytest.raises(NameTaken) as refused:
        add(store, "ADA")
    assert refused.value.name == "Ada"
    assert [person.name for person in store.all()] == ["Ada"]


def test_sets_up_only_once(store: AccountStore) -> None:
    """Nobody is the first person once somebody exists, whatever their name."""
    add(store, "Ada", first=True)
    with pytest.raises(AlreadySetUp):
        add(store, "Bob", first=True)
    with pytest.raises(AlreadySetUp):
        add(store, "Ada", first=True)


def test_gives_a_new_person_the_colour_used_least(store: AccountStore) -> None:
    """Twelve people have twelve colours; the thirteenth shares one."""
    colours = [add(store, f"Person {number}").colour for number in range(PALETTE_SIZE + 1)]
    assert sorted(colours[:PALETTE_SIZE]) == list(range(PALETTE_SIZE))
    assert colours[PALETTE_SIZE] in range(PALETTE_SIZE)


def test_a_new_password_ends_the_other_sessions_of_this_person_alone(
    store: AccountStore, sessions: Sessions
) -> None:
    """The session that asked goes on, and so do other people's."""
    ada, bob = add(store, "Ada"), add(store, "Bob")
    for person, session_id in ((ada, "here"), (ada, "there"), (ada, "home"), (bob, "bob's")):
        sessions.begin_session(person, session_id)
    assert store.set_password(ada.id, "new hash", "here", NOW + 1) == 2
    assert [sessions.lives(each) for each in ("here", "there", "home", "bob's")] == [True, False, False, True]
    found = store.find(ada.id)
    assert found is not None
    assert found.password_hash == "new hash"


def test_a_reset_password_ends_every_session(store: AccountStore, sessions: Sessions) -> None:
    """Without a session to keep none is kept."""
    ada = add(store, "Ada")
    sessions.begin_session(ada, "here")
    assert store.set_password(ada.id, "new hash", None, NOW + 1) == 1
    assert not sessions.lives("here")


def test_refuses_a_new_password_for_nobody(store: AccountStore) -> None:
    """A password that nobody got is not reported as changed."""
    with pytest.raises(NotFound):
        store.set_password(NOBODY, "new hash", None, NOW)


def test_a_rehash_leaves_the_sessions_alone(store: AccountStore, sessions: Sessions) -> None:
    """The same password hashed anew signs nobody out."""
    ada = add(store, "Ada")
    sessions.begin_session(ada, "here")
    store.rehash(ada.id, ada.password_hash, "costlier hash")
    found = store.find(ada.id)
    assert found is not None
    assert found.password_hash == "costlier hash"
    assert sessions.lives("here")


def test_a_rehash_does_not_bring_an_old_password_back(store: AccountStore) -> None:
    """Somebody changed the password between the sign-in with the old one and its rehash."""
    ada = add(store, "Ada")
    store.set_password(ada.id, "new hash", None, NOW)
    store.rehash(ada.id, ada.password_hash, "old password, costlier hash")
    found = store.find(ada.id)
    assert found is not None
    assert found.password_hash == "new hash"


def test_disabling_ends_the_sessions_and_enabling_lets_in_again(
    store: AccountStore, sessions: Sessions
) -> None:
    """A disabled person is out at once and can come back, but their sessions cannot."""
    add(store, "Ada", administrator=True)
    bob = add(store, "Bob")
    sessions.begin_session(bob, "bob's")
    assert store.disable(bob.id, NOW + 5).disabled_at == NOW + 5
    assert not sessions.lives("bob's")
    assert store.disable(bob.id, NOW + 9).disabled_at == NOW + 5
    assert not store.enable(bob.id, NOW + 10).disabled
    assert store.find(bob.id) is not None
    assert not sessions.lives("bob's")


def test_refuses_to_disable_or_enable_nobody(store: AccountStore) -> None:
    """An id without a person is an error, not a success."""
    with pytest.raises(NotFound):
        store.disable(NOBODY, NOW)
    with pytest.raises(NotFound):
        store.enable(NOBODY, NOW)


def test_keeps_an_administrator_who_can_sign_in(store: AccountStore) -> None:
    """Neither another person nor a disabled administrator counts as somebody who can add people."""
    ada = add(store, "Ada", administrator=True)
    add(store, "Bob")
    cleo = add(store, "Cleo", administrator=True)
    store.disable(cleo.id, NOW)
    with pytest.raises(LastAdministrator):
        store.disable(ada.id, NOW)
    store.enable(cleo.id, NOW)
    assert store.disable(ada.id, NOW).disabled


def test_asks_for_the_delay_after_the_failures_before_this_one(store: AccountStore) -> None:
    """The service learns from this question which try it is; a first try need not ask."""
    asked: list[int] = []

    def wait_after(failures: int) -> int:
        asked.append(failures)
        return 0

    for _ in range(3):
        assert store.count_attempt("ada", Try.SIGN_IN, wait_after, NOW).wait == 0
    assert [failures for failures in asked if failures] == [1, 2]


def test_counts_nothing_while_the_delay_runs(store: AccountStore) -> None:
    """Trying too early gets the seconds that are left and does not make them more."""
    assert store.count_attempt("ada", Try.SIGN_IN, two_seconds, NOW).wait == 0
    assert store.count_attempt("ada", Try.SIGN_IN, two_seconds, NOW).wait == 2
    assert store.count_attempt("ada", Try.SIGN_IN, two_seconds, NOW + 1).wait == 1
    assert store.count_attempt("ada", Try.SIGN_IN, two_seconds, NOW + 2).wait == 0
    assert store.count_attempt("ada", Try.SIGN_IN, two_seconds, NOW + 2).wait == 2


def test_counts_each_name_apart(store: AccountStore) -> None:
    """Wrong passwords for one name delay nobody else."""
    store.count_attempt("ada", Try.SIGN_IN, two_seconds, NOW)
    assert store.count_attempt("bob", Try.SIGN_IN, two_seconds, NOW).wait == 0


def test_forgets_the_attempts_of_one_name(store: AccountStore) -> None:
    """After a right password the next slip is the first one again."""
    for key in ("ada", "bob"):
        store.count_attempt(key, Try.SIGN_IN, two_seconds, NOW)
    store.forget_attempts("ada")
    store.forget_attempts("nobody")
    assert store.count_attempt("ada", Try.SIGN_IN, two_seconds, NOW).wait == 0
    assert store.count_attempt("bob", Try.SIGN_IN, two_seconds, NOW).wait == 2


def test_a_clock_set_back_makes_no_wait_longer_than_the_delay(store: AccountStore) -> None:
    """Nobody waits an hour because the clock was an hour ahead."""
    store.count_attempt("ada", Try.SIGN_IN, two_seconds, NOW)
    assert store.count_attempt("ada", Try.SIGN_IN, two_seconds, NOW - 3600).wait <= 2
    assert store.count_attempt("ada", Try.SIGN_IN, two_seconds, NOW - 3598).wait == 0


def test_takes_any_text_for_a_name_key(store: AccountStore) -> None:
    """What people type into a name field is data, never a statement."""
    for key in ("'; DROP TABLE account; --", "é" * 64, "%_\\", "ada\nbyron"):
        assert store.count_attempt(key, Try.SIGN_IN, no_wait, NOW).wait == 0
        assert store.find_by_name(key) is None


def test_counts_a_hundred_parallel_guesses_as_a_hundred(store: AccountStore) -> None:
    """No two tries at once are both the first."""
    with ThreadPoolExecutor(8) as pool:
        waits = list(
            pool.map(lambda _: store.count_attempt("ada", Try.SIGN_IN, two_seconds, NOW).wait, range(100))
        )
    assert sorted(waits) == [0] + [2] * 99
