"""People in SQLite: nobody twice, nobody lost, and always somebody who can add people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.accounts.model import PALETTE_SIZE, name_key
from desktop_app.errors import AlreadySetUp, LastAdministrator, NameTaken, NotFound
from desktop_app.sessions.model import EndReason
from desktop_app.storage.accounts import SqliteAccountStore
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.database import add_person, rows, sign_in

if TYPE_CHECKING:
    from desktop_app.accounts.model import Account
    from desktop_app.accounts.store import AccountStore
    from desktop_app.storage.database import Database
    from desktop_app.storage.sessions import SqliteSessionStore

NOW = SOME_INSTANT
LATER = NOW + 1000
NOBODY = 99


def log(database: Database) -> list[tuple[str, int, int]]:
    """Return the people's part of the access log: event, person and time."""
    return rows(database, "SELECT event, user_id, at FROM access_log WHERE session_id IS NULL ORDER BY id")


def test_is_what_the_account_service_asks_for(database: Database) -> None:
    """The type checker compares the two; this keeps them in one place."""
    store: AccountStore = SqliteAccountStore(database)

    assert not store.any()


class TestAdd:
    """Somebody new."""

    def test_keeps_a_person(self, database: Database, people: SqliteAccountStore) -> None:
        """What is found again, by id and by name, is what was kept."""
        ada = people.add(
            name="Ada", key="ada", password_hash="$argon2id$", administrator=True, first=True, now=NOW
        )

        assert (ada.name, ada.password_hash, ada.administrator) == ("Ada", "$argon2id$", True)
        assert (ada.created_at, ada.disabled_at, ada.last_seen) == (NOW, None, None)
        assert people.find(ada.id) == people.find_by_name("ada") == ada
        assert people.any()
        assert log(database) == [("person_added", ada.id, NOW)]

    def test_refuses_a_name_twice(self, database: Database, people: SqliteAccountStore, ada: Account) -> None:
        """However it is spelled; the sentence names the one who has it, and nothing is written."""
        with pytest.raises(NameTaken, match="called Ada"):
            add_person(database, "ADA")

        assert people.all() == [ada]
        assert len(log(database)) == 1

    def test_sets_up_only_once(self, people: SqliteAccountStore, ada: Account) -> None:
        """Two windows on the set-up page make one first person."""
        with pytest.raises(AlreadySetUp):
            people.add(name="Ben", key="ben", password_hash="-", administrator=True, first=True, now=NOW)

        assert people.all() == [ada]

    def test_gives_everybody_another_colour_as_long_as_there_are_some(self, database: Database) -> None:
        """The lowest of those used least: the thirteenth person shares the first one's."""
        colours = [add_person(database, f"Person {number}").colour for number in range(PALETTE_SIZE + 2)]

        assert colours == [*range(PALETTE_SIZE), 0, 1]

    def test_counts_the_colours_of_everybody(self, database: Database, people: SqliteAccountStore) -> None:
        """Somebody barred still has theirs: their entries show it."""
        people.disable(add_person(database, "Ada").id, NOW)

        assert add_person(database, "Ben").colour == 1


class TestFind:
    """Looking people up."""

    def test_lists_everybody_by_name(self, database: Database, people: SqliteAccountStore) -> None:
        """As a reader sorts them, not as they came, and not capitals first."""
        for name in ("ben", "Carla", "Ada"):
            add_person(database, name)

        assert [account.name for account in people.all()] == ["Ada", "ben", "Carla"]

    def test_knows_when_somebody_was_last_seen(
        self, database: Database, people: SqliteAccountStore, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """The last use of any of their sessions, ended ones too."""
        sign_in(database, ada, "a")
        sign_in(database, ada, "b", now=LATER)
        sessions.end(ada.id, "b", EndReason.SIGNED_OUT, LATER)

        assert [account.last_seen for account in people.all()] == [LATER]

    def test_finds_nobody(self, people: SqliteAccountStore) -> None:
        """Neither by an id nor by a name."""
        assert people.find(NOBODY) is None
        assert people.find_by_name(name_key("Ada")) is None


class TestPassword:
    """Changed, or only hashed anew."""

    def test_ends_all_other_sessions_when_it_changes(
        self, database: Database, people: SqliteAccountStore, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """In the same transaction; the one it was changed in goes on."""
        for session_id in ("here", "there", "elsewhere"):
            sign_in(database, ada, session_id)

        assert people.set_password(ada.id, "new", "here", LATER) == 2

        found = people.find(ada.id)
        assert found is not None
        assert found.password_hash == "new"
        assert [session.id for session in sessions.living(ada.id, LATER)] == ["here"]
        assert log(database)[-1] == ("password_changed", ada.id, LATER)
        assert rows(database, "SELECT DISTINCT ended_because FROM session WHERE id <> 'here'") == [
            ("password_changed",)
        ]

    def test_ends_every_session_when_somebody_else_changes_it(
        self, database: Database, people: SqliteAccountStore, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """There is none to keep then."""
        sign_in(database, ada, "a")

        assert people.set_password(ada.id, "new", None, LATER) == 1
        assert sessions.living(ada.id, LATER) == []

    def test_of_nobody_cannot_be_changed(self, database: Database, people: SqliteAccountStore) -> None:
        """And nothing is recorded."""
        with pytest.raises(NotFound):
            people.set_password(NOBODY, "new", None, NOW)

        assert log(database) == []

    def test_hashed_anew_is_no_change(
        self, database: Database, people: SqliteAccountStore, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """Sessions go on and the log says nothing."""
        sign_in(database, ada, "a")

        people.rehash(ada.id, "-", "stronger")

        found = people.find(ada.id)
        assert found is not None
        assert found.password_hash == "stronger"
        assert len(sessions.living(ada.id, NOW)) == 1
        assert log(database) == [("person_added", ada.id, NOW)]

    def test_hashed_anew_does_not_bring_an_old_one_back(
        self, people: SqliteAccountStore, ada: Account
    ) -> None:
        """It was changed while the old one was being hashed."""
        people.set_password(ada.id, "new", None, LATER)

        people.rehash(ada.id, "-", "the old one, stronger")

        found = people.find(ada.id)
        assert found is not None
        assert found.password_hash == "new"


class TestDisable:
    """Barred, and let in again."""

    def test_bars_a_person_at_once(
        self,
        database: Database,
        people: SqliteAccountStore,
        sessions: SqliteSessionStore,
        ben: Account,
    ) -> None:
        """Every session of theirs ends in the same transaction."""
        sign_in(database, ben, "b")

        barred = people.disable(ben.id, LATER)

        assert (barred.disabled, barred.disabled_at) == (True, LATER)
        state = sessions.find("b")
        assert state is not None
        assert state.holder.disabled
        assert state.session.ended_because is EndReason.ACCOUNT_DISABLED
        assert log(database)[-1] == ("person_disabled", ben.id, LATER)

    def test_never_bars_the_last_administrator(
        self, database: Database, people: SqliteAccountStore, sessions: SqliteSessionStore, ada: Account
    ) -> None:
        """Nothing happens then: they stay signed in."""
        sign_in(database, ada, "a")
        people.disable(add_person(database, "Eve", administrator=True).id, NOW)

        with pytest.raises(LastAdministrator):
            people.disable(ada.id, LATER)

        assert len(sessions.living(ada.id, LATER)) == 1

    def test_bars_an_administrator_while_there_is_another(
        self, database: Database, people: SqliteAccountStore, ada: Account
    ) -> None:
        """Whoever is left can undo it."""
        add_person(database, "Eve", administrator=True)

        assert people.disable(ada.id, LATER).disabled

    def test_bars_nobody_twice(self, database: Database, people: SqliteAccountStore, ben: Account) -> None:
        """The day of the first time stays, and the log tells of it once."""
        people.disable(ben.id, NOW)

        assert people.disable(ben.id, LATER).disabled_at == NOW
        assert [event for event, _, _ in log(database)].count("person_disabled") == 1

    def test_lets_a_person_in_again(
        self, database: Database, people: SqliteAccountStore, ben: Account
    ) -> None:
        """Once; a second time changes nothing."""
        people.disable(ben.id, NOW)

        assert people.enable(ben.id, LATER) == people.enable(ben.id, LATER) == ben
        assert log(database)[-1] == ("person_enabled", ben.id, LATER)
        assert [event for event, _, _ in log(database)].count("person_enabled") == 1

    def test_does_not_know_nobody(self, people: SqliteAccountStore) -> None:
        """An id that is none is told as such."""
        with pytest.raises(NotFound):
            people.disable(NOBODY, NOW)
        with pytest.raises(NotFound):
            people.enable(NOBODY, NOW)
