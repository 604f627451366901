"""P1 and P3: what people write is kept as they write it, and found again by nobody else."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.config import DISCARDED_DRAFT_KEPT
from desktop_app.errors import StorageBusy, StorageFull
from desktop_app.storage.drafts import SqliteDraftStore
from tests.web.conftest import START, make_book

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.client import Answer, Client
    from tests.web.conftest import Book

ID, OTHER = "a" * 32, "b" * 32
WORDS = "Ada's own words"
EVERY_DRAFT = "SELECT * FROM draft ORDER BY id"
KEPT = int(DISCARDED_DRAFT_KEPT.total_seconds())


def save(client: Client, text: str = WORDS, *, place: str = "new", **body: object) -> Answer:
    """Save under one id."""
    return client.put(f"/api/drafts/{place}", {"id": ID, "text": text, **body})


def fork_of(client: Client) -> str:
    """Let two composers save different words; return the id of the second one's draft."""
    save(client, "first", writer="w1", sequence=1)
    forked: str = save(client, "second", writer="w2", sequence=1).json["id"]
    return forked


class TestSaving:
    """PUT /api/drafts/<place>."""

    def test_an_answer_says_what_is_kept(self, book: Book) -> None:
        """Id, place, version, when by whose clock; and a ticket for whoever is signed in."""
        answer = save(book.signed_in())
        ticket = answer.json.pop("ticket")
        assert answer.status == 200
        assert {**answer.json, "ticket": ticket.count(".")} == {
            "id": ID,
            "place": "new",
            "version": 1,
            "saved_at": START,
            "utc_offset": 60,
            "ticket": 2,
            "ticket_expires_at": START + 86_400,
        }

    def test_a_saved_draft_is_there_when_the_book_is_opened_again(self, book: Book, tmp_path: Path) -> None:
        """Text, caret and scroll."""
        body: dict[str, Any] = {"selection_start": 3, "selection_end": 7, "scroll": 40}
        save(book.signed_in(), "Zeile 1\n\n日本語 🧪", **body)
        book.database.close()
        again = make_book(tmp_path)
        found = again.signed_in().get("/api/drafts/new").json
        again.database.close()
        assert {name: found[name] for name in body} == body
        assert (found["id"], found["text"], found["version"]) == (ID, "Zeile 1\n\n日本語 🧪", 1)

    def test_a_simple_client_needs_no_id(self, book: Book) -> None:
        """The current draft is written, again and again."""
        ada = book.signed_in()
        first, second = (ada.put("/api/drafts/new", {"text": text}).json for text in ("one", "two"))
        assert first["id"] == second["id"]
        assert (first["version"], second["version"]) == (1, 2)
        assert ada.get("/api/drafts/new").json["text"] == "two"

    def test_two_windows_keep_both_texts(self, book: Book) -> None:
        """The second one's words get a draft of their own, the same one however often it saves."""
        ada = book.signed_in()
        forked = fork_of(ada)
        again = save(ada, "second, longer", writer="w2", sequence=2).json
        assert again["id"] == forked != ID
        assert again["version"] == 2
        texts = {draft["text"] for draft in ada.get("/api/drafts").json["drafts"]}
        assert texts == {"first", "second, longer"}

    def test_a_window_that_has_seen_the_other_ones_words_goes_on_with_them(self, book: Book) -> None:
        """One draft, and the first window's next words are kept beside it."""
        ada = book.signed_in()
        save(ada, "first", writer="w1", sequence=1)
        assert save(ada, "first, second", writer="w2", sequence=1, base=1).json["id"] == ID
        assert save(ada, "first again", writer="w1", sequence=2, base=1).json["id"] != ID

    def test_a_late_old_request_writes_nothing(self, book: Book) -> None:
        """It hears the version that is there."""
        ada = book.signed_in()
        save(ada, "new words", writer="w1", sequence=2)
        late = save(ada, "old words", writer="w1", sequence=1)
        assert (late.status, late.json["version"]) == (200, 1)
        assert ada.get("/api/drafts/new").json["text"] == "new words"

    @pytest.mark.parametrize("place", ["new", "amend-17", "reply-9"])
    def test_each_place_has_its_own_draft(self, book: Book, place: str) -> None:
        """What is written at one is not offered at another."""
        ada = book.signed_in()
        assert save(ada, place=place).json["place"] == place
        found = {
            where: ada.get(f"/api/drafts/{where}").json["text"] for where in ("new", "amend-17", "reply-9")
        }
        assert {where for where, text in found.items() if text} == {place}

    @pytest.mark.parametrize(
        "place",
        ["amend-0", "amend-99999999999999999999", "new-1", "amend-", "x", "New", "%00", "%ff", "new%0A"],
    )
    def test_other_places_do_not_exist(self, book: Book, place: str) -> None:
        """A clear 404, with every method."""
        ada = book.signed_in()
        answers = [
            save(ada, place=place),
            ada.get(f"/api/drafts/{place}"),
            ada.delete(f"/api/drafts/{place}"),
        ]
        assert [(answer.status, answer.code) for answer in answers] == [(404, "not_found")] * 3

    @pytest.mark.parametrize(
        "body",
        [
            {"text": "x" * 1_000_001},
            {"text": "a\0b"},
            {"text": "\ud83d"},
            {"text": 7},
            {"text": None},
            {},
            {"text": "x", "more": 1},
            {"text": "x", "id": 7},
            {"text": "x", "id": "A" * 32},
            {"text": "x", "id": ""},
            {"text": "x", "writer": ""},
            {"text": "x", "writer": "é"},
            {"text": "x", "writer": 1},
            {"text": "x", "sequence": -1},
            {"text": "x", "sequence": "1"},
            {"text": "x", "base": 1.5},
            {"text": "x", "scroll": 2**53},
            {"text": "x", "scroll": 10**40},
            {"text": "x", "selection_start": True},
            {"text": "x", "selection_end": None},
            {"text": "x", "by_ticket": True},
            {"text": "x", "user_id": 2},
            [],
            "x",
            None,
        ],
    )
    def test_refuses_what_is_no_draft(self, book: Book, body: object) -> None:
        """With a sentence, and what was saved before stays."""
        ada = book.signed_in()
        save(ada)
        before = book.rows(EVERY_DRAFT)
        answer = ada.put("/api/drafts/new", body)
        assert (answer.status, answer.code) == (400, "invalid")
        assert answer.json["detail"]
        assert book.rows(EVERY_DRAFT) == before

    def test_a_million_characters_are_the_limit(self, book: Book) -> None:
        """The limit itself is inside; four bytes each is the most they take."""
        text = "🧪" * 1_000_000
        ada = book.signed_in()
        body = json.dumps({"text": text}, ensure_ascii=False).encode()
        sent = {"Content-Type": "application/json", "Origin": f"http://{ada.host}"}
        assert ada.request("PUT", "/api/drafts/new", body, sent).status == 200
        assert ada.get("/api/drafts/new").json["text"] == text

    @pytest.mark.parametrize(
        "headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
    )
    def test_no_other_site_writes_a_draft(self, book: Book, headers: dict[str, str]) -> None:
        """PUT is an unsafe method as POST is."""
        ada = book.signed_in()
        refused = ada.put("/api/drafts/new", {"text": "theirs"}, **headers)
        assert (refused.status, refused.code) == (403, "cross_site")
        assert book.rows(EVERY_DRAFT) == []

    def test_only_json_is_read(self, book: Book) -> None:
        """A form of another site could not send it."""
        refused = book.signed_in().put(
            "/api/drafts/new", {"text": "x"}, **{"Content-Type": "text/plain;charset=UTF-8"}
        )
        assert (refused.status, refused.code) == (415, "invalid")

    @pytest.mark.parametrize(
        ("fault", "status", "code"), [(StorageBusy, 503, "storage_busy"), (StorageFull, 507, "storage_full")]
    )
    def test_what_cannot_be_kept_is_not_acknowledged(
        self, book: Book, monkeypatch: pytest.MonkeyPatch, fault: type[Exception], status: int, code: str
    ) -> None:
        """By session and by ticket; the next save succeeds."""
        ada = book.signed_in()
        ticket = save(ada, "before").json["ticket"]

        def fail(*_arguments: object) -> None:
            raise fault

        with monkeypatch.context() as patched:
            patched.setattr(SqliteDraftStore, "save", fail)
            for path in ("/api/drafts/new", f"/api/drafts/new?ticket={ticket}"):
                refused = ada.put(path, {"id": ID, "text": "after"})
                assert (refused.status, refused.code) == (status, code)
                assert not refused.json.keys() & {"version", "saved_at"}
        assert ada.get("/api/drafts/new").json["text"] == "before"
        assert save(ada, "after").status == 200


class TestReading:
    """GET /api/drafts/<place> and /api/drafts."""

    def test_where_nothing_is_saved_a_fresh_draft_is_given_out(self, book: Book) -> None:
        """With an id and a ticket to save it with; nothing is written by asking."""
        found = book.signed_in().get("/api/drafts/new").json
        assert re.fullmatch("[0-9a-f]{32}", found.pop("id"))
        assert found.pop("ticket")
        assert found == {
            "place": "new",
            "text": "",
            "fields": {},
            "attachments": [],
            "selection_start": 0,
            "selection_end": 0,
            "scroll": 0,
            "version": 0,
            "saved_at": None,
            "utc_offset": None,
            "ticket_expires_at": START + 86_400,
        }
        assert book.rows(EVERY_DRAFT) == []

    def test_the_current_draft_is_the_one_saved_last(self, book: Book) -> None:
        """Another is found by its id."""
        ada = book.signed_in()
        save(ada, "first")
        book.clock.wind(1)
        ada.put("/api/drafts/new", {"id": OTHER, "text": "second"})
        assert ada.get("/api/drafts/new").json["text"] == "second"
        assert ada.get(f"/api/drafts/new?id={ID}").json["text"] == "first"

    @pytest.mark.parametrize("asked", [OTHER, "", "x", "%ff", "%00", "a" * 5000])
    def test_an_id_that_is_not_there_never_means_another(self, book: Book, asked: str) -> None:
        """Neither to read nor to discard."""
        ada = book.signed_in()
        save(ada)
        before = book.rows(EVERY_DRAFT)
        assert ada.get(f"/api/drafts/new?id={asked}").code == "not_found"
        assert ada.delete(f"/api/drafts/new?id={asked}").code == "not_found"
        assert ada.get(f"/api/drafts/reply-1?id={ID}").code == "not_found"
        assert ada.delete(f"/api/drafts/reply-1?id={ID}").code == "not_found"
        assert book.rows(EVERY_DRAFT) == before

    def test_the_list_shows_what_was_begun_and_discarded(self, book: Book) -> None:
        """Saved last first, no blank ones, at most 200 characters of each."""
        ada = book.signed_in()
        for n, (place, text) in enumerate([("new", "x" * 201), ("reply-9", " \n"), ("amend-1", "Amended")]):
            ada.put(f"/api/drafts/{place}", {"id": f"{n:032x}", "text": text})
            book.clock.wind(10)
        ada.delete("/api/drafts/new")
        usual = {"utc_offset": 60, "files": 0}
        assert ada.get("/api/drafts").json["drafts"] == [
            {
                **usual,
                "id": f"{2:032x}",
                "place": "amend-1",
                "text": "Amended",
                "saved_at": START + 20,
                "discarded_at": None,
            },
            {
                **usual,
                "id": f"{0:032x}",
                "place": "new",
                "text": "x" * 200,
                "saved_at": START,
                "discarded_at": START + 30,
            },
        ]


class TestDiscarding:
    """DELETE, restore, and the purge."""

    def test_a_discarded_draft_comes_back_as_it_was(self, book: Book) -> None:
        """Meanwhile the place is empty."""
        ada = book.signed_in()
        save(ada, scroll=5)
        before = ada.get("/api/drafts/new").json
        assert ada.delete("/api/drafts/new").json == {"id": ID}
        assert ada.get("/api/drafts/new").json["text"] == ""
        restored = ada.post(f"/api/drafts/{ID}/restore")
        assert restored.status == 200
        assert {**restored.json, "ticket": ""} == {**before, "ticket": ""}
        assert {**ada.get("/api/drafts/new").json, "ticket": ""} == {**before, "ticket": ""}

    def test_nothing_to_discard_or_to_put_back_is_told(self, book: Book) -> None:
        """404; an open draft is not put back."""
        ada = book.signed_in()
        assert ada.delete("/api/drafts/new").code == "not_found"
        assert ada.post(f"/api/drafts/{ID}/restore").code == "not_found"
        save(ada)
        assert ada.post(f"/api/drafts/{ID}/restore").code == "not_found"

    def test_a_discarded_draft_refuses_more_words(self, book: Book) -> None:
        """A page that does not know yet is told, by type."""
        ada = book.signed_in()
        save(ada)
        ada.delete(f"/api/drafts/new?id={ID}")
        refused = save(ada, "more")
        assert (refused.status, refused.code) == (409, "conflict")
        assert refused.json["type"] == "urn:shiftbook:draft-discarded"

    def test_the_purge_takes_only_what_is_older_than_a_week(self, book: Book) -> None:
        """Discarded or blank; words that nobody discarded stay for ever."""
        ada = book.signed_in()
        save(ada, "stays")
        ada.put("/api/drafts/new", {"id": OTHER, "text": "goes"})
        ada.put("/api/drafts/new", {"id": "c" * 32, "text": " "})
        ada.delete(f"/api/drafts/new?id={OTHER}")
        assert book.services.drafts.purge(START + KEPT) == 0
        assert book.services.drafts.purge(START + KEPT + 1) == 2
        assert book.rows("SELECT text FROM draft") == [("stays",)]
        assert ada.post(f"/api/drafts/{OTHER}/restore").code == "not_found"
