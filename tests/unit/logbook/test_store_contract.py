"""What every entry store does: the fake that other tests use, and the one that keeps the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.logbook.finding import Filter
from desktop_app.logbook.model import Entry, Writing
from desktop_app.storage.accounts import SqliteAccountStore
from desktop_app.storage.entries import SqliteEntryStore
from tests.helpers.database import open_book
from tests.helpers.entries import ADA, BOB, FakeEntryStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.logbook.store import EntryStore

NOW = 1_790_000_000


@pytest.fixture(params=["fake", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EntryStore]:
    """An empty book of each kind, that Ada and Bob write in."""
    if request.param == "fake":
        yield FakeEntryStore()
        return
    database = open_book(tmp_path)
    people = SqliteAccountStore(database)
    for author in (ADA, BOB):
        person = people.add(
            name=author.name, key=author.name, password_hash="-", administrator=True, first=False, now=NOW
        )
        assert (person.id, person.colour) == (author.id, author.colour)
    yield SqliteEntryStore(database)
    database.close()


def add(store: EntryStore, key: str, *, author_id: int = ADA.id, text: str = "Pump changed") -> Entry:
    """Append an entry under *key*."""
    return store.add(author_id=author_id, key=key, writing=Writing(text), written_at=NOW, utc_offset=60)


def test_begins_with_an_empty_book(store: EntryStore) -> None:
    """There is no entry, and asking for one is no error."""
    assert list(store.newest(Filter(), None, 10)) == []
    assert store.find(1) is None


def test_numbers_entries_one_by_one(store: EntryStore) -> None:
    """The first entry is number one and there are no gaps."""
    assert [add(store, key).number for key in ("a", "b", "c")] == [1, 2, 3]


def test_finds_an_entry_as_it_was_added(store: EntryStore) -> None:
    """Every field comes back, and the author with name and colour."""
    text = "# Pump\n\n“§” \t\\ 😀 é"
    entry = add(store, "a", author_id=BOB.id, text=text)
    assert entry == Entry(number=1, author=BOB, written_at=NOW, utc_offset=60, text=text)
    assert store.find(1) == entry


def test_keeps_no_entry_twice_under_one_key(store: EntryStore) -> None:
    """A retry gets the entry that is already there and takes no number."""
    first = add(store, "a")
    again = store.add(author_id=ADA.id, key="a", writing=Writing("other"), written_at=NOW + 9, utc_offset=0)
    assert again == first
    assert add(store, "b").number == 2


def test_keys_belong_to_their_author(store: EntryStore) -> None:
    """Nobody can be answered with somebody else's entry by choosing their key."""
    add(store, "a", text="Ada's")
    assert add(store, "a", author_id=BOB.id, text="Bob's").text == "Bob's"


def test_pages_go_from_new_to_old(store: EntryStore) -> None:
    """The newest come first, *before* is left out, and no page is longer than asked for."""
    for key in "abcde":
        add(store, key)
    assert [entry.number for entry in store.newest(Filter(), None, 2)] == [5, 4]
    assert [entry.number for entry in store.newest(Filter(), 4, 2)] == [3, 2]
    assert [entry.number for entry in store.newest(Filter(), 2, 10)] == [1]
    assert list(store.newest(Filter(), 1, 10)) == []


@pytest.mark.parametrize("number", [-(10**40), -1, 0, 2, 2**63 - 1, 2**63, 10**40])
def test_takes_any_number_somebody_may_ask_for(store: EntryStore, number: int) -> None:
    """An address can hold more digits than a column; there is simply no such entry."""
    entry = add(store, "a")
    assert store.find(number) is None
    assert list(store.newest(Filter(), number, 10)) == ([entry] if number > 1 else [])
