"""Drafts in SQLite: nothing acknowledged that is not on the disk, nothing half done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import StorageBusy, StorageFull
from desktop_app.logbook.draft_decisions import SaveDecision, Saving, decide_save
from desktop_app.logbook.model import Writing
from desktop_app.logbook.text import is_blank
from desktop_app.storage import draft_rows
from desktop_app.storage.drafts import SqliteDraftStore
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.database import add_person, open_book, rows
from tests.helpers.disk import faulty_disk

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.accounts.model import Account
    from desktop_app.logbook.draft_decisions import Found, Saved
    from desktop_app.storage.database import Database
    from desktop_app.storage.entries import SqliteEntryStore

NOW = SOME_INSTANT
ID = "a" * 32


@pytest.fixture
def drafts(database: Database) -> SqliteDraftStore:
    """The book's drafts."""
    return SqliteDraftStore(database)


def save(store: SqliteDraftStore, person: Account, text: str, **asked: object) -> Saved:
    """Save a text under one id."""
    usual = Saving(user_id=person.id, place="new", draft_id=ID, text=text, writer="w1", sequence=1)
    return store.save(replace(usual, **asked), decide_save, NOW)  # type: ignore[arg-type]


def post(entries: SqliteEntryStore, person: Account, text: str, writer: str | None = None) -> int:
    """Post a text under that id."""
    entry = entries.add(
        author_id=person.id, key=ID, writing=Writing(text), written_at=NOW, utc_offset=0, writer=writer
    )
    return entry.number


@pytest.mark.parametrize("text", ["'; DROP TABLE draft; --", "x" * 1_000_000, "\u202e🔧\n\n", ""])
def test_keeps_any_text_as_it_is(drafts: SqliteDraftStore, ada: Account, text: str) -> None:
    """To the character, also when the book is opened again."""
    save(drafts, ada, text)
    assert [draft.text for draft in drafts.of_person(ada.id)] == [text]


def test_is_there_after_the_book_was_closed(tmp_path: Path) -> None:
    """What a restart finds."""
    first = open_book(tmp_path)
    ada = add_person(first, "Ada")
    saved = save(SqliteDraftStore(first), ada, "Pump changed")
    first.close()
    second = open_book(tmp_path)
    assert list(SqliteDraftStore(second).of_person(ada.id)) == [saved.draft]
    second.close()


def test_keeps_when_a_draft_was_begun(drafts: SqliteDraftStore, database: Database, ada: Account) -> None:
    """Later saves leave that alone."""
    save(drafts, ada, "Pump")
    drafts.save(Saving(user_id=ada.id, place="new", draft_id=ID, text="Pump changed"), decide_save, NOW + 60)
    assert rows(database, "SELECT created_at, saved_at FROM draft") == [(NOW, NOW + 60)]


def test_writers_at_once_lose_nothing(drafts: SqliteDraftStore, ada: Account) -> None:
    """Each composer's last words are there, however the saves fall between each other."""
    texts = {writer: [f"{writer} says {n}" for n in range(8)] for writer in ("w1", "w2", "w3", "w4")}

    def write(writer: str) -> None:
        for sequence, text in enumerate(texts[writer], start=1):
            save(drafts, ada, text, writer=writer, sequence=sequence)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, texts))
    assert {draft.text for draft in drafts.of_person(ada.id)} == {said[-1] for said in texts.values()}


def test_judge_and_write_share_one_transaction(
    drafts: SqliteDraftStore, database: Database, ada: Account
) -> None:
    """What raises in between leaves nothing, not even a lock."""

    def judge(_asked: Saving, _found: Found) -> SaveDecision:
        assert database._writer.in_transaction
        raise RuntimeError

    with pytest.raises(RuntimeError):
        drafts.save(Saving(user_id=ada.id, place="new", draft_id=ID, text="x"), judge, NOW)
    assert save(drafts, ada, "y").decision is SaveDecision.CREATED


@pytest.mark.parametrize("kept", ["Pump", "other words"])
def test_a_post_that_fails_leaves_the_draft(
    entries: SqliteEntryStore, drafts: SqliteDraftStore, database: Database, ada: Account, kept: str
) -> None:
    """Entry and draft change together or not at all."""
    saved = save(drafts, ada, kept)
    with database.write() as connection:
        connection.execute(
            "CREATE TEMP TRIGGER refuse AFTER INSERT ON entry BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    with pytest.raises(apsw.ConstraintError):
        post(entries, ada, "Pump")
    assert list(drafts.of_person(ada.id)) == [saved.draft]
    assert rows(database, "SELECT count(*) FROM entry") == [(0,)]


def test_a_stranger_is_found_by_way_of_the_people(
    entries: SqliteEntryStore, drafts: SqliteDraftStore, database: Database, ada: Account, ben: Account
) -> None:
    """Whose entry a key is costs an index look-up for each person, not a walk through the book."""
    post(entries, ada, "Pump")
    assert save(drafts, ben, "Ben's").decision is SaveDecision.NOT_YOURS
    assert save(drafts, ada, "Ada's").decision is SaveDecision.POSTED
    plan = rows(
        database, f"EXPLAIN QUERY PLAN {draft_rows.POSTED}".replace(":id", "''").replace(":user_id", "1")
    )
    assert any("SEARCH entry" in step[-1] for step in plan)
    assert not any("SCAN entry" in step[-1] for step in plan)


def test_a_save_meanwhile_keeps_a_draft_from_the_purge(drafts: SqliteDraftStore, ada: Account) -> None:
    """It was blank when it was looked at, and is not any more."""
    save(drafts, ada, "")

    def typing_just_then(text: str) -> bool:
        save(drafts, ada, "words", sequence=2)
        return is_blank(text)

    assert drafts.purge(NOW + 1, typing_just_then) == 0
    assert [draft.text for draft in drafts.of_person(ada.id)] == ["words"]


@pytest.mark.faults
@pytest.mark.parametrize(("trouble", "told"), [(apsw.FullError, StorageFull), (apsw.BusyError, StorageBusy)])
def test_a_disk_in_trouble_acknowledges_nothing(
    tmp_path: Path, trouble: type[apsw.Error], told: type[Exception]
) -> None:
    """The save fails, what was there before is there still, and the next one succeeds."""
    with faulty_disk() as disk:
        database = open_book(tmp_path)
        ada, drafts = add_person(database, "Ada"), SqliteDraftStore(database)
        before = save(drafts, ada, "before").draft

        def fail(kind: str, _name: str) -> None:
            if kind == "write":
                raise trouble

        disk.trouble = fail
        with pytest.raises(told):
            save(drafts, ada, "after", sequence=2)
        disk.trouble = None
        assert list(drafts.of_person(ada.id)) == [before]
        assert save(drafts, ada, "after", sequence=2).decision is SaveDecision.WRITTEN
        database.close()


@pytest.mark.faults
def test_an_acknowledged_save_costs_one_sync(tmp_path: Path) -> None:
    """Not none, and not two; a late request that writes nothing costs none."""
    with faulty_disk() as disk:
        database = open_book(tmp_path)
        ada, drafts = add_person(database, "Ada"), SqliteDraftStore(database)
        save(drafts, ada, "begun")

        def syncs(sequence: int) -> int:
            before = disk.changes.count(("sync", "shiftbook.db-wal"))
            save(drafts, ada, f"text {sequence}", sequence=sequence)
            return disk.changes.count(("sync", "shiftbook.db-wal")) - before

        assert [syncs(2), syncs(3), syncs(1)] == [1, 1, 0]
        database.close()
