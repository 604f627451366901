"""P8 over HTTP: what was taken out comes in again, looked at first, then all of it or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.record import ENTRIES, SECRET, fill
from tests.web.conftest import START, make_book

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.client import Answer, Client
    from tests.web.conftest import Book

ELOG = b"""$@MID@$: 1
Date: Fri, 01 May 2009 10:11:12 +0200
Author: Stefan
Type: Routine
Subject: Shutter
Encoding: plain
========================================
The shutter is open.
$@MID@$: 2
Date: Sat, 02 May 2009 09:00:00 +0200
In reply to: 1
Author: Ada Byron
Encoding: plain
========================================
Closed again.
"""
UPLOAD = {"Content-Type": "application/octet-stream", "Accept": "application/json"}
JOB = "d" * 32
LATER = b"""written_at,author,text,happened_at
2015-11-26T14:03:22+01:00,Ada Byron,Copied from paper,2025-01-01T00:00:00+01:00
"""
"""When it happened is after when it was written, as only a table can say."""

NO_RECORDS = (b"", b"\0" * 99, b"hello", b"PK\3\4 no zip", b'{"shiftbook_export"')
FAULT = """
    CREATE TRIGGER fault BEFORE INSERT ON entry WHEN NEW.number = 4
    BEGIN SELECT RAISE(ABORT, 'disk'); END
"""
WEEK = 7 * 24 * 60 * 60


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Client]:
    """A window before a record with everything in it, in another book."""
    (tmp_path / "other").mkdir()
    other = make_book(tmp_path / "other")
    client = other.signed_in("Eve")
    fill(other.database, Path(other.services.data_folder))
    yield client
    other.database.close()


def send(client: Client, address: str, content: bytes, **query: str) -> Answer:
    """Upload a file as the page does."""
    fields = "&".join(f"{name}={value}" for name, value in query.items())
    headers = {**UPLOAD, "Origin": f"http://{client.host}"}
    return client.request("POST", f"{address}?{fields}", content, headers)


def import_(client: Client, content: bytes, name: str = "record.json", **query: str) -> Any:  # noqa: ANN401 - JSON
    """Import a file, which must be taken."""
    answer = send(client, "/api/import", content, name=name, **query)
    assert answer.status == 201, answer.text
    return answer.json


def exported(client: Client, kind: str = "json") -> bytes:
    """Export everything."""
    answer = client.get(f"/api/export?format={kind}")
    assert answer.status == 200
    return answer.body


def untouched(book: Book) -> bool:
    """Whether nothing was kept of any import."""
    return book.rows("SELECT count(*) FROM entry") == [(0,)] == book.rows("SELECT count(*) FROM import_run")


class TestWholeRecord:
    """Our own JSON into a book without entries."""

    def test_export_import_export_gives_the_same_bytes(self, book: Book, written: Client) -> None:
        """Every number, salt and hash; amended, answered, hidden, attached, imported before."""
        client, data = book.signed_in(), exported(written)
        found = import_(client, data)
        assert (found["as_it_was"], found["first"], found["last"]) == (True, 1, ENTRIES)
        assert exported(client) == data
        assert client.get("/api/chain").json == written.get("/api/chain").json
        assert client.post("/api/chain/verify").json["faults"] == []

    def test_what_came_from_a_table_comes_back_from_an_export(self, book: Book, tmp_path: Path) -> None:
        """What was taken once is taken again."""
        (tmp_path / "other").mkdir()
        other = make_book(tmp_path / "other")
        first, client = other.signed_in(), book.signed_in()
        import_(first, LATER, "table.csv")
        assert import_(client, exported(first))["as_it_was"]
        assert exported(client) == exported(first)
        other.database.close()

    def test_what_is_hidden_comes_hidden(self, book: Book, written: Client) -> None:
        """Its words were not in the export, and are not here."""
        client = book.signed_in()
        import_(client, exported(written))
        assert SECRET.encode() not in exported(client)
        ((hidden,),) = book.rows("SELECT refers_to FROM entry WHERE kind = 'hiding'")
        assert client.get(f"/api/entries/{hidden}").json["hidden"]["number"] > hidden

    def test_people_who_are_not_known_cannot_sign_in(self, book: Book, written: Client) -> None:
        """They are there as authors, no more; who is known stays who they are."""
        client = book.signed_in("Grace Hopper")
        import_(client, exported(written))
        rows = book.rows("SELECT name, is_administrator, disabled_at IS NULL, password_hash FROM account")
        assert rows[0][:3] == ("Grace Hopper", 1, 1)
        assert all(row[1:] == (0, 0, "!") for row in rows[1:])

    def test_a_name_spelt_otherwise_does_not_break_the_chain(self, book: Book, written: Client) -> None:
        """The same person; so the entries come as new ones instead, and all verify."""
        client, data = book.signed_in("GRACE HOPPER"), exported(written)
        names = {document["author"] for document in json.loads(data)["entries"]}
        found = import_(client, data)
        assert found["as_it_was"] is not any(name.casefold() == "grace hopper" for name in names)
        assert client.post("/api/chain/verify").json["faults"] == []

    @pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
    def test_an_export_that_was_changed_is_refused(self, book: Book, written: Client, place: float) -> None:
        """And nothing of it is kept."""
        client, data = book.signed_in(), bytearray(exported(written))
        begin = data.index(b'"entries":[')
        at = begin + int((len(data) - begin) * place)
        data[at] = ord("x") if data[at] != ord("x") else ord("y")
        answer = send(client, "/api/import", bytes(data), name="record.json", skip_malformed="1")
        assert (answer.status, answer.code) == (400, "invalid")
        assert untouched(book)


class TestIntoABookWithEntries:
    """Everything comes after what is there."""

    def test_entries_come_as_new_ones_that_say_where_from(self, book: Book, written: Client) -> None:
        """Written when they were written; references lead to the new numbers."""
        client = book.signed_in()
        client.post("/api/entries", {"text": "ours", "key": "k1"})
        found = import_(client, exported(written))
        assert (found["as_it_was"], found["first"], found["last"]) == (False, 2, ENTRIES + 1)
        first = client.get("/api/entries/2").json
        assert first["source"].startswith("record.json, entry 1")
        assert "imported by Ada Byron on " in first["source"]
        assert first["written_at"] == written.get("/api/entries/1").json["written_at"]
        for number in range(1, ENTRIES + 1):
            was = written.get(f"/api/entries/{number}").json
            now = client.get(f"/api/entries/{number + 1}").json
            assert now["refers_to"] == (was["refers_to"] and was["refers_to"] + 1)
            assert (now["text"], now["tags"], now["attachments"]) == (
                was["text"], was["tags"], was["attachments"]
            )  # fmt: skip
        assert client.post("/api/chain/verify").json["faults"] == []

    def test_a_table_gives_the_same_words_times_and_people(self, book: Book, written: Client) -> None:
        """CSV is the inverse of CSV, but for files, which it only names."""
        book.clock.wind(WEEK)
        client = book.signed_in()
        import_(client, exported(written, "csv"), "record.csv")
        for number in range(1, ENTRIES + 1):
            was, now = (window.get(f"/api/entries/{number}").json for window in (written, client))
            assert now["author"]["name"] == was["author"]["name"]
            for field in ("text", "category", "tags", "reason", "kind", "refers_to", "written_at",
                          "utc_offset", "happened_at", "happened_offset"):  # fmt: skip
                assert now[field] == was[field], (number, field)

    def test_elog_becomes_entries_and_replies(self, book: Book) -> None:
        """By the person of that name, or one who becomes known."""
        client = book.signed_in()
        import_(client, ELOG, "090501a.log")
        first, second = (client.get(f"/api/entries/{number}").json for number in (1, 2))
        assert first["text"] == "**Shutter**\n\nThe shutter is open."
        assert (first["author"]["name"], first["category"]) == ("Stefan", "Routine")
        assert (first["written_at"], first["utc_offset"]) == (1241165472, 120)
        assert first["source"].startswith("ELOG 090501a.log, message 1; imported by Ada Byron")
        assert (second["kind"], second["refers_to"], second["author"]["id"]) == ("reply", 1, 1)

    def test_it_is_told_of(self, book: Book) -> None:
        """In the access log and in the table of imports; how far it is, to the page."""
        client = book.signed_in()
        import_(client, ELOG, "090501a.log", job=JOB)
        query = "SELECT at, user_id, detail FROM access_log WHERE event = 'imported'"
        assert book.rows(query) == [(START, 1, "2 from 090501a.log, numbers 1 to 2")]
        assert book.rows("SELECT * FROM import_run") == [(1, START, 1, "elog", "090501a.log", 1, 2)]
        assert client.get(f"/api/progress/{JOB}").json == {"done": 2, "total": 2}


class TestLookingFirst:
    """Nothing is kept before the person says so."""

    def test_says_what_would_happen(self, book: Book) -> None:
        """What it is, how much, from when, by whom."""
        answer = send(book.signed_in(), "/api/import/examine", ELOG, name="090501a.log")
        assert answer.json == {
            "format": "elog",
            "entries": 2,
            "first_written": "2009-05-01T10:11:12+02:00",
            "last_written": "2009-05-02T09:00:00+02:00",
            "files": 0,
            "known_people": ["Ada Byron"],
            "new_people": ["Stefan"],
            "as_it_was": False,
            "fault_count": 0,
            "faults": [],
            "warning_count": 0,
            "warnings": [],
        }
        assert untouched(book)

    def test_faults_name_the_line_and_stop_the_import(self, book: Book) -> None:
        """Unless the person says that the rest is to come."""
        client = book.signed_in()
        broken = ELOG.replace(b"Sat, 02 May 2009 09:00:00 +0200", b"yesterday")
        examined = send(client, "/api/import/examine", broken, name="a.log").json
        fault = "a.log, line 9 (message 2): its date “yesterday” cannot be read"
        assert (examined["entries"], examined["faults"]) == (1, [fault])
        refused = send(client, "/api/import", broken, name="a.log")
        assert (refused.status, refused.code) == (400, "invalid")
        assert fault in refused.json["detail"]
        assert untouched(book)
        assert import_(client, broken, "a.log", skip_malformed="1")["last"] == 1

    @pytest.mark.parametrize("content", NO_RECORDS, ids=range(len(NO_RECORDS)))
    def test_what_is_no_record_is_told_so(self, book: Book, content: bytes) -> None:
        """In a sentence; nothing is kept."""
        answer = send(book.signed_in(), "/api/import", content, name="x")
        assert (answer.status, answer.code) == (400, "invalid")
        assert answer.json["detail"].startswith("This file was not imported. ")
        assert untouched(book)

    def test_only_administrators_may(self, book: Book) -> None:
        """Looking included."""
        book.signed_in()
        client = book.signed_in("Ben")
        for address in ("/api/import", "/api/import/examine"):
            assert send(client, address, ELOG, name="a.log").status == 403
        assert client.get("/import").status == 403
        assert untouched(book)


def test_a_fault_of_the_disk_in_the_middle_keeps_nothing(book: Book, written: Client) -> None:
    """Neither entries nor people nor the note of the import."""
    client, data = book.signed_in(), exported(written)
    with book.database.write() as connection:
        connection.execute(FAULT)
    assert send(client, "/api/import", data, name="record.json").status == 500
    assert untouched(book)
    assert book.rows("SELECT count(*) FROM account") == [(1,)]
    with book.database.write() as connection:
        connection.execute("DROP TRIGGER fault")
    assert import_(client, data)["last"] == ENTRIES
