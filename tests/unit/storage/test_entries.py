"""Entries in SQLite: numbered without a gap, posted once, and never touched again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import NotFound
from desktop_app.logbook.finding import Filter
from desktop_app.logbook.model import Author, Entry, EntryKind, Writing
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.database import rows

if TYPE_CHECKING:
    from desktop_app.accounts.model import Account
    from desktop_app.logbook.store import EntryStore
    from desktop_app.storage.database import Database
    from desktop_app.storage.entries import SqliteEntryStore

NOW = SOME_INSTANT


ADDING = (
    "{} INTO entry (number, author_id, post_key, kind, written_at, utc_offset, clock_back, category, tags,"
    " reason, body_hash, hash, text)"
    " VALUES ({}, 1, {}, 'entry', 0, 0, 0, '', '[]', '', x'00', x'00', 'kinder words')"
)


def post(store: EntryStore, author: Account, text: str, key: str | None = None) -> Entry:
    """Post a text, under itself as the key if no other is given."""
    return store.add(
        author_id=author.id, key=key or text, writing=Writing(text), written_at=NOW, utc_offset=120
    )


def test_keeps_an_entry(entries: SqliteEntryStore, ada: Account) -> None:
    """What is found again is what was posted, with the name of whoever wrote it."""
    posted = post(entries, ada, "Pump *P2* is **loud** – again. 🔧")

    assert posted == Entry(
        number=1,
        author=Author(id=ada.id, name="Ada", colour=0),
        written_at=NOW,
        utc_offset=120,
        text="Pump *P2* is **loud** – again. 🔧",
    )
    assert entries.find(1) == posted


@pytest.mark.parametrize(
    "text", ["", "\0", "line\r\nline", "'; DROP TABLE entry; --", "x" * 100_000, "\u202e"]
)
def test_keeps_any_text_as_it_is(entries: SqliteEntryStore, ada: Account, text: str) -> None:
    """To the character."""
    assert entries.find(post(entries, ada, text, "key").number) == entries.find(1)
    assert post(entries, ada, "something else", "key").text == text


def test_numbers_without_a_gap(
    entries: SqliteEntryStore, database: Database, ada: Account, ben: Account
) -> None:
    """Not even one that failed leaves a number out, and not even at once does one come twice."""
    reply = Writing("to nothing", kind=EntryKind.REPLY, refers_to=99)
    with pytest.raises(NotFound):
        entries.add(author_id=ada.id, key="k", writing=reply, written_at=NOW, utc_offset=0)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda text: post(entries, ada if int(text) % 2 else ben, text), map(str, range(20))))

    assert rows(database, "SELECT number FROM entry ORDER BY number") == [
        (number,) for number in range(1, 21)
    ]


def test_posts_once_under_one_key(entries: SqliteEntryStore, ada: Account, ben: Account) -> None:
    """A retry gets the entry it already posted; somebody else's key is another one."""
    posted = post(entries, ada, "Filter changed.", "key")

    assert post(entries, ada, "Filter changed.", "key") == posted
    assert post(entries, ben, "Filter changed.", "key").number == 2
    assert post(entries, ada, "Next.").number == 3


def test_pages_newest_first(entries: SqliteEntryStore, ada: Account) -> None:
    """Below a number, as many as are asked for."""
    for text in "abcde":
        post(entries, ada, text)

    assert [entry.number for entry in entries.newest(Filter(), None, 2)] == [5, 4]
    assert [entry.number for entry in entries.newest(Filter(), 4, 2)] == [3, 2]
    assert [entry.text for entry in entries.newest(Filter(), 3, 10)] == ["b", "a"]
    assert entries.newest(Filter(), 1, 10) == []


@pytest.mark.parametrize("number", [0, -1, 2, 2**63 - 1, 2**63, 10**30, -(10**30)])
def test_finds_nothing_under_a_number_that_is_none(
    entries: SqliteEntryStore, ada: Account, number: int
) -> None:
    """However long somebody holds the key down in the address bar."""
    post(entries, ada, "the only one")

    assert entries.find(number) is None
    assert len(entries.newest(Filter(), number, 10)) == (number > 1)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET text = 'kinder words'",
        "UPDATE entry SET author_id = 2",
        "DELETE FROM entry",
        ADDING.format("INSERT OR REPLACE", 1, "'other'"),
        ADDING.format("INSERT OR REPLACE", 2, "'key'"),
        ADDING.format("INSERT", 9, "'gap'"),
        ADDING.format("INSERT", "NULL", "'k'"),
    ],
)
@pytest.mark.parametrize("through", ["our connection", "any other program"])
def test_refuses_to_change_the_record(
    database: Database, entries: SqliteEntryStore, ada: Account, ben: Account, change: str, through: str
) -> None:
    """The schema itself does, whoever asks and whatever their connection is set to."""
    posted = post(entries, ada, "harsh words", "key")
    assert ben.id == 2

    if through == "our connection":
        with pytest.raises(apsw.ConstraintError, match="append-only"), database.write() as connection:
            connection.execute(change)
    else:
        other = apsw.Connection(str(database.path))
        with pytest.raises(apsw.ConstraintError, match="append-only"):
            other.execute(change)
        other.close()

    assert entries.newest(Filter(), None, 10) == [posted]
