"""P4 and P8 over HTTP: verifying the record, taking it out, printing it; each told of in the access log."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop_app.logbook.verification import BODY
from desktop_app.web.routes import printing
from tests.helpers.record import ENTRIES, PHOTO, SECRET, checked, fill
from tests.web.conftest import START

if TYPE_CHECKING:
    from tests.helpers.client import Client
    from tests.web.conftest import Book

JOB = "d" * 32
LOGGED = (
    "SELECT event, user_id, detail FROM access_log WHERE event IN ('exported', 'printed', 'chain_verified')"
)


@pytest.fixture
def window(book: Book) -> Client:
    """Ada's, before a record with everything in it."""
    client = book.signed_in("Grace Hopper")
    fill(book.database, Path(book.services.data_folder))
    return client


def head(book: Book) -> str:
    """The last entry's hash."""
    found: bytes = book.rows("SELECT hash FROM entry ORDER BY number DESC LIMIT 1")[0][0]
    return found.hex()


class TestChain:
    """/chain and its addresses."""

    def test_count_and_head(self, book: Book, window: Client) -> None:
        """What stands on every export."""
        assert window.get("/api/chain").json == {"count": ENTRIES, "head": head(book)}

    def test_verifying_says_that_nothing_was_changed(self, book: Book, window: Client) -> None:
        """In one plain sentence; the access log keeps it."""
        answer = window.post(f"/api/chain/verify?job={JOB}").json
        assert answer.pop("seconds") < 60
        assert answer == {
            "entries": ENTRIES,
            "faults": [],
            "fault_count": 0,
            "head": head(book),
            "sentence": "7 entries verified: all is as it was written.",
        }
        assert book.rows(LOGGED) == [("chain_verified", 1, answer["sentence"])]
        assert window.get(f"/api/progress/{JOB}").json == {"done": ENTRIES, "total": ENTRIES}

    def test_verifying_says_what_was_changed(self, book: Book, window: Client) -> None:
        """And at which entry."""
        with book.database.write() as connection:
            connection.execute("DROP TRIGGER entry_is_never_changed")
            connection.execute("UPDATE entry SET text = 'another' WHERE number = 5")
        answer = window.post("/api/chain/verify").json
        assert answer["faults"] == [{"number": 5, "what": BODY}]
        assert answer["sentence"] == f"7 entries verified; first change at entry 5: {BODY}."

    def test_the_page_compares_with_an_older_printout(self, book: Book, window: Client) -> None:
        """By the count on it; of a later one it says that entries are missing."""
        ((kept,),) = book.rows("SELECT hash FROM entry WHERE number = 3")
        assert kept.hex(" ", 2) in window.visit("/chain?at=3").text
        assert "There is no entry 1204" in window.visit("/chain?at=1,204").text
        assert "There is no entry &lt;b&gt;" in window.visit("/chain?at=<b>").text

    def test_an_empty_book_says_the_next_step(self, book: Book) -> None:
        """There is nothing to verify yet."""
        client = book.signed_in()
        assert "Write the first entry" in client.visit("/chain").text
        assert client.get("/api/chain").json == {"count": 0, "head": "0" * 64}


class TestExport:
    """GET /api/export."""

    def test_json_verifies(self, book: Book, window: Client) -> None:
        """What comes out is what the verifier in it finds intact."""
        answer = window.get(f"/api/export?format=json&job={JOB}")
        assert (answer.status, answer.header("Content-Type")) == (200, "application/json")
        check = checked(answer.body)
        assert (check.entries, check.head, check.faults) == (ENTRIES, head(book), [])
        assert window.get(f"/api/progress/{JOB}").json == {"done": ENTRIES, "total": ENTRIES}

    @pytest.mark.parametrize("kind", ["csv", "json", "html"])
    def test_is_saved_under_a_name_with_date_count_and_head(
        self, book: Book, window: Client, kind: str
    ) -> None:
        """And told of in the access log."""
        answer = window.get(f"/api/export?format={kind}")
        name = f"shiftbook-2026-09-21-7-{head(book)[:12]}.{kind}"
        assert answer.header("Content-Disposition") == f'attachment; filename="{name}"'
        assert book.rows(LOGGED) == [("exported", 1, f"{kind}: all entries; 7 entries, head {head(book)}")]

    @pytest.mark.parametrize("kind", ["csv", "json", "html"])
    def test_what_is_hidden_is_in_none(self, window: Client, kind: str) -> None:
        """Neither words nor the name of the file."""
        text = window.get(f"/api/export?format={kind}").text
        assert "lantern" not in text
        assert "key.txt" not in text

    def test_goes_on_after_a_number(self, window: Client) -> None:
        """An export in parts; each says of which book it is."""
        document = window.get("/api/export?format=json&after=5").json
        assert [entry["number"] for entry in document["entries"]] == [6, 7]
        assert (document["count"], document["filter"]) == (ENTRIES, {"after": 5})

    def test_takes_the_filters_of_the_book(self, window: Client) -> None:
        """All at once."""
        query = "q=pump&author=2&category=vacuum&from=2026-09-01&to=2026-12-31&format=json"
        document = window.get(f"/api/export?{query}").json
        assert [entry["number"] for entry in document["entries"]] == [1, 4]
        assert document["filter"]["author"] == "Ada Byron"

    @pytest.mark.parametrize("query", ["", "format=xls", "format=csv&from=yesterday", "format=csv&after=-1"])
    def test_what_cannot_be_read_is_refused(self, window: Client, query: str) -> None:
        """Before anything is told or sent."""
        assert window.get(f"/api/export?{query}").code == "invalid"

    def test_one_that_is_broken_off_is_no_longer_waited_for(self, book: Book, window: Client) -> None:
        """The page asks how far it is, and is told that nothing is known any more."""
        environ = {"QUERY_STRING": f"format=json&job={JOB}", "PATH_INFO": "/api/export"}
        cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in window.jar.items())
        environ |= {"HTTP_COOKIE": cookies, "HTTP_HOST": window.host, "REQUEST_METHOD": "GET"}
        parts = book.app(environ, lambda _status, _headers, _info=None: None)
        assert b"shiftbook_export" in next(iter(parts))
        parts.close()
        assert window.get(f"/api/progress/{JOB}").json == {"done": 0, "total": 0}

    def test_the_page_shows_what_was_chosen(self, window: Client) -> None:
        """So that a link to it can carry a filter."""
        text = window.visit("/export?q=pump&category=Vacuum&amended=1").text
        assert 'name="q" type="search" value="pump"' in text
        assert "<option selected>Vacuum</option>" in text
        assert 'name="amended" value="1" checked' in text

    def test_an_empty_book_says_the_next_step(self, book: Book) -> None:
        """There is nothing to take out yet."""
        assert "There is nothing to take out yet." in book.signed_in().visit("/export").text


class TestHtml:
    """The file that needs nothing else."""

    def test_can_show_itself_and_nothing_more(self, window: Client) -> None:
        """Its own policy lets in its own style and images; an entry that is mentioned is in it."""
        assert window.post("/api/entries", {"text": "As in #5."}).status == 201
        text = window.get("/api/export?format=html").text
        (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
        assert policy.replace("&#39;", "'") == (
            f"default-src 'none'; img-src data:; style-src 'sha256-{digest}';"
            " base-uri 'none'; form-action 'none'"
        )
        assert "<script" not in text
        assert re.findall(r'(?:src|href)="(?!data:)([^"]*)"', text) == ["#entry-5"]

    def test_carries_images_and_names_other_files(self, window: Client) -> None:
        """With their SHA-256."""
        text = window.get("/api/export?format=html").text
        assert f'src="data:image/png;base64,{base64.b64encode(PHOTO).decode()}"' in text
        assert re.search(r"<bdi>a\.log</bdi>, 768 bytes, SHA-256 <code>[0-9a-f]{64}</code>", text)

    def test_a_large_image_is_named(self, window: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file of photographs would be too large for any browser."""
        monkeypatch.setattr("desktop_app.web.paper.EMBEDDED_BYTES", len(PHOTO) - 1)
        text = window.get("/api/export?format=html").text
        assert "data:image" not in text.partition("</head>")[2]
        assert "<bdi>photo.png</bdi>" in text

    def test_says_of_each_entry_what_happened_to_it(self, book: Book, window: Client) -> None:
        """Amended, replied, hidden, imported; and at both ends of which book it is."""
        text = window.get("/api/export?format=html").text
        for remark in (
            "Amends entry 1: wrong pump.",
            "Amended by #4.",
            "Replies to entry 4.",
            "Hides entry 3: a password.",
            "Hidden by Ada Byron (#6): a password.",
            "Happened 2026-09-21 06:43 -05:30.",
            "From elsewhere: ELOG demo/090501a.log, message 17.",
        ):
            assert f">{remark}</p>" in text
        assert text.count(bytes.fromhex(head(book)).hex(" ", 2)) == 2
        assert re.findall(r"paper-day\">([^<]*)<", text)[:2] == [
            "Monday 21 September 2026",
            "Tuesday 22 September 2026",
        ]


class TestPrint:
    """GET /print."""

    def test_says_who_printed_what_of_which_book(self, book: Book, window: Client) -> None:
        """On the sheet that every page is made from; and the access log keeps it."""
        text = window.visit("/print?category=Vacuum").text
        sheet = text.partition("<template data-sheet>")[2]
        assert "Shiftbook: category “Vacuum”" in sheet
        assert "printed by <bdi>Grace Hopper</bdi>, 2026-09-21 15:13" in sheet
        assert f"7 entries, head {bytes.fromhex(head(book)).hex(' ', 2)}" in sheet
        assert SECRET not in text
        assert book.rows(LOGGED) == [("printed", 1, f"category “Vacuum” (2); 7 entries, head {head(book)}")]

    def test_too_many_entries_are_not_laid_out(
        self, book: Book, window: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The page says what to do instead; nothing was printed, so nothing is told."""
        monkeypatch.setattr(printing, "MOST_ENTRIES", ENTRIES - 1)
        text = window.visit("/print").text
        assert "These are more than 6 entries" in text
        assert "data-print-flow" not in text
        assert book.rows(LOGGED) == []

    def test_nothing_found_says_so(self, window: Client) -> None:
        """With the way back to the choice."""
        text = window.visit("/print?q=nothing-like-this").text
        assert "No entry is like this: with “nothing-like-this”." in text
        assert 'href="/export?q=nothing-like-this"' in text


class TestDailyHead:
    """The head of the chain in the access log."""

    def test_once_a_day_and_only_if_something_was_added(self, book: Book, window: Client) -> None:
        """A cut tail can be told by it."""
        proof, day = book.services.proof, 86_400
        assert [proof.note_head(START + at, 60) for at in (0, 60, day)] == [True, False, False]
        assert window.post("/api/entries", {"text": "more"}).status == 201
        assert [proof.note_head(START + at, 60) for at in (120, day, day + 60)] == [False, True, False]
        heads = book.rows("SELECT user_id, detail FROM access_log WHERE event = 'chain_head' ORDER BY id")
        assert [user_id for user_id, _ in heads] == [None, None]
        assert heads[1][1] == f"8 entries, head {head(book)}"

    def test_an_empty_book_has_none(self, book: Book) -> None:
        """There is nothing to keep."""
        assert not book.services.proof.note_head(START, 60)


def test_a_file_that_is_gone_stops_no_export(book: Book, window: Client) -> None:
    """Everything else goes out; the verifier names what is missing."""
    path = next(Path(book.services.data_folder, "attachments").rglob(hashlib.sha256(PHOTO).hexdigest()))
    path.unlink()
    answer = window.get("/api/export?format=json")
    assert checked(answer.body).faults == ["attachment photo.png of entry 1 is missing"]
    assert len(json.loads(answer.body)["attachments"]) == 1
    assert "<bdi>photo.png</bdi>" in window.get("/api/export?format=html").text
