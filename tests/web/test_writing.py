"""What stands beside a text: kept with the draft, previewed, and posted as an amendment or a reply."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from desktop_app.logbook.draft_fields import MAX_FIELD_LENGTH
from tests.helpers.naughty import NAUGHTY, REFUSED

if TYPE_CHECKING:
    from tests.helpers.client import Answer, Client
    from tests.web.conftest import Book

ID = "a" * 32
FIELDS = {"happened": "2026-09-21T10:00", "category": " Vacuum", "tags": "pump, ", "reason": "Wrong valve"}
FIELD = re.compile(r'<input id="\w+"[^>]*?value="([^"]*)"\s+data-draft-field="(\w+)"')


def save(client: Client, place: str = "new", **body: object) -> Answer:
    """Save under one id."""
    return client.put(f"/api/drafts/{place}", {"id": ID, "text": "Pump", **body})


def shown(page: str) -> tuple[str, dict[str, str]]:
    """What stands in a page's composer: the text, and what is beside it."""
    found = re.search(r'<textarea id="text"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    fields = {name: unescape(value) for value, name in FIELD.findall(page)}
    return unescape(found[1]).removeprefix("\n"), {name: value for name, value in fields.items() if value}


def fields_of(client: Client) -> dict[str, str]:
    """The fields of the current draft."""
    return dict(client.get("/api/drafts/new").json["fields"])


class TestFields:
    """What stands beside the text of a draft."""

    def test_fields_come_back_as_they_were_typed(self, book: Book) -> None:
        """Not tidied, not understood: somebody may be in the middle of a word."""
        ada = book.signed_in()
        assert save(ada, fields=FIELDS).status == 200
        assert fields_of(ada) == FIELDS
        in_the_book = {name: typed for name, typed in FIELDS.items() if name != "reason"}
        assert shown(ada.visit("/").text) == ("Pump", in_the_book)

    def test_a_save_without_them_empties_them(self, book: Book) -> None:
        """A save says all that stands in the composer; what is empty may be left out."""
        ada = book.signed_in()
        save(ada, fields=FIELDS)
        save(ada, fields={"tags": "", "category": "x"})
        assert fields_of(ada) == {"category": "x"}

    @pytest.mark.parametrize(
        "fields",
        [{"title": "x"}, {"category": "x" * (MAX_FIELD_LENGTH + 1)}, {"tags": "a\0b"}, {"tags": 3}, ["tags"]],
    )
    def test_what_is_no_field_is_refused_and_changes_nothing(self, book: Book, fields: object) -> None:
        """With a sentence; what was kept is kept."""
        ada = book.signed_in()
        save(ada, fields=FIELDS)
        answer = save(ada, text="More", fields=fields)
        assert (answer.status, answer.code) == (400, "invalid")
        assert fields_of(ada) == FIELDS

    def test_different_fields_in_two_windows_are_both_kept(self, book: Book) -> None:
        """As different words are: under the same text, too."""
        ada = book.signed_in()
        save(ada, writer="w1", sequence=1, fields={"tags": "one"})
        forked = save(ada, writer="w2", sequence=1, fields={"tags": "two"}).json["id"]
        assert forked != ID
        kept = book.rows("SELECT fields FROM draft ORDER BY id = ? DESC", ID)
        assert [json.loads(fields) for (fields,) in kept] == [{"tags": "one"}, {"tags": "two"}]

    def test_the_same_in_two_windows_is_one_draft(self, book: Book) -> None:
        """There is nothing to choose between."""
        ada = book.signed_in()
        for writer in ("w1", "w2"):
            assert save(ada, writer=writer, sequence=1, fields=FIELDS).json["id"] == ID

    def test_fields_without_a_text_are_kept_and_nobody_is_asked_about_them(self, book: Book) -> None:
        """Only words make a draft that is begun."""
        ada = book.signed_in()
        save(ada, text="", fields=FIELDS)
        assert fields_of(ada) == FIELDS
        assert ada.get("/api/drafts").json == {"drafts": []}

    def test_nothing_that_has_broken_programs_breaks_a_field(self, book: Book) -> None:
        """Each comes back to the letter, in JSON and on the page, or is refused with a sentence."""
        ada = book.signed_in()
        for text in NAUGHTY:
            typed = text[:MAX_FIELD_LENGTH]
            fields = dict.fromkeys(("category", "tags", "happened", "reason"), typed)
            assert save(ada, text=text, fields=fields).status == 200
            assert fields_of(ada) == ({} if typed == "" else fields)
        for text in REFUSED:
            assert save(ada, fields={"tags": text}).status == 400


class TestPreview:
    """POST /api/preview."""

    def test_shows_what_the_entry_will_show(self, book: Book) -> None:
        """By the server's own Markdown."""
        answer = book.signed_in().post("/api/preview", {"text": "**hot** #1"})
        assert answer.json == {"html": '<p><strong>hot</strong> <a href="/entries/1">#1</a></p>\n'}

    def test_a_megabyte_is_shown_as_it_was_typed(self, book: Book) -> None:
        """One more character is refused as it would be when it is posted."""
        ada = book.signed_in()
        html = ada.post("/api/preview", {"text": "x" * 1_000_000}).json["html"]
        assert html.startswith('<pre class="plain">')
        assert len(html) > 1_000_000
        assert ada.post("/api/preview", {"text": "x" * 1_000_001}).code == "invalid"

    def test_nothing_that_has_broken_programs_breaks_it(self, book: Book) -> None:
        """Nor does anything run: what is shown has no script in it."""
        ada = book.signed_in()
        for text in NAUGHTY:
            answer = ada.post("/api/preview", {"text": text})
            assert answer.status == 200
            assert "<script" not in answer.json["html"]
        for text in REFUSED:
            assert ada.post("/api/preview", {"text": text}).status == 400


class TestPosting:
    """POST /api/entries with everything that stands in a composer."""

    def test_ten_thousand_tags_are_refused_with_a_sentence(self, book: Book) -> None:
        """And the draft is still there."""
        ada = book.signed_in()
        save(ada, fields={"tags": "pump"})
        tags = [f"tag {number}" for number in range(10_000)]
        answer = ada.post("/api/entries", {"text": "Pump", "key": ID, "tags": tags})
        assert (answer.status, answer.code) == (400, "invalid")
        assert "20 tags" in answer.json["detail"]
        assert fields_of(ada) == {"tags": "pump"}

    def test_a_megabyte_is_posted_and_shown(self, book: Book) -> None:
        """In the book and on its own page."""
        ada = book.signed_in()
        text = "word " * 199_999 + "end"
        assert ada.post("/api/entries", {"text": text, "key": ID}).status == 201
        assert "word end" in ada.visit("/entries/1").text

    def test_nothing_that_has_broken_programs_breaks_posting(self, book: Book) -> None:
        """In every field: it is posted as it was typed, or refused with a sentence."""
        ada = book.signed_in()
        posted = 0
        for number, text in enumerate(NAUGHTY):
            body = {"text": text, "key": f"t{number}"}
            fields = {"category": text, "tags": [text], "reason": text}
            answers = [ada.post("/api/entries", body)]
            for name, value in fields.items():
                key = f"{name}{number}"
                answers.append(ada.post("/api/entries", {"text": "x", "key": key, name: value}))
            assert {answer.status for answer in answers} <= {201, 400}
            assert all(answer.json["detail"] for answer in answers if answer.status == 400)
            posted += sum(answer.status == 201 for answer in answers)
        assert ada.get("/api/entries?limit=1").json["entries"][0]["number"] == posted
        assert ada.visit("/").status == 200
        for text in REFUSED:
            assert ada.post("/api/entries", {"text": "x", "category": text}).status == 400


class TestAmendAndReply:
    """GET /entries/N/amend and /entries/N/reply."""

    def test_an_amendment_begins_with_the_entry_as_it_stands(self, book: Book) -> None:
        """Until it has been saved once; nothing is written by looking."""
        ada = book.signed_in()
        ada.post("/api/entries", {"text": "Pump 3", "category": "Vacuum", "tags": ["pump", "seal"]})
        page = ada.visit("/entries/1/amend").text
        assert shown(page) == ("Pump 3", {"category": "Vacuum", "tags": "pump, seal"})
        assert "What was wrong?" in page
        assert book.rows("SELECT count(*) FROM draft") == [(0,)]
        save(ada, "amend-1", text="Pump 4", fields={"reason": "wrong pump"})
        assert shown(ada.visit("/entries/1/amend").text) == ("Pump 4", {"reason": "wrong pump"})

    def test_when_it_happened_is_taken_over_too(self, book: Book) -> None:
        """In this computer's own time, as the page reads it."""
        ada = book.signed_in()
        ada.post("/api/entries", {"text": "Pump 3", "happened_at": 1_789_999_200, "happened_offset": -300})
        _, fields = shown(ada.visit("/entries/1/amend").text)
        assert fields == {"happened": "2026-09-21T15:00"}

    def test_a_reply_begins_empty_below_what_it_answers(self, book: Book) -> None:
        """And asks for no reason."""
        ada = book.signed_in()
        ada.post("/api/entries", {"text": "Pump **3**", "category": "Vacuum"})
        page = ada.visit("/entries/1/reply").text
        assert shown(page) == ("", {})
        assert "Pump <strong>3</strong>" in page
        assert "What was wrong?" not in page

    def test_what_is_amended_already_says_so_and_can_be_amended_again(self, book: Book) -> None:
        """With a way to the last amendment."""
        ada = book.signed_in()
        ada.post("/api/entries", {"text": "Pump 3"})
        for text in ("Pump 4", "Pump 5"):
            ada.post("/api/entries", {"text": text, "amends": 1, "reason": "wrong"})
        page = ada.visit("/entries/1/amend").text
        assert '<a href="/entries/3">see #3</a>' in page
        assert shown(page)[0] == "Pump 3"

    @pytest.mark.parametrize("kind", ["amend", "reply"])
    def test_what_is_hidden_is_refused_and_what_was_begun_there_is_shown(self, book: Book, kind: str) -> None:
        """Nobody loses what they wrote because somebody else hid the entry."""
        ada = book.signed_in()
        ada.post("/api/entries", {"text": "Secret 17"})
        save(ada, f"{kind}-1", text="As begun")
        ada.post("/api/entries/1/hide", {"reason": "a password"})
        answer = ada.visit(f"/entries/1/{kind}")
        assert answer.status == 409
        assert "hidden" in answer.text
        assert "As begun" in answer.text
        assert "Secret 17" not in answer.text

    def test_a_hiding_can_be_answered_and_not_amended(self, book: Book) -> None:
        """It has no text of its own to be wrong."""
        ada = book.signed_in()
        ada.post("/api/entries", {"text": "Secret 17"})
        ada.post("/api/entries/1/hide", {"reason": "a password"})
        assert [ada.visit(f"/entries/2/{kind}").status for kind in ("amend", "reply")] == [409, 200]

    @pytest.mark.parametrize(
        "path", ["/entries/9/amend", "/entries/9/reply", "/entries/0/amend", "/entries/x/reply"]
    )
    def test_where_there_is_no_entry_there_is_no_page(self, book: Book, path: str) -> None:
        """A page says so."""
        assert book.signed_in().visit(path).status == 404

    def test_an_address_whose_draft_is_gone_leads_to_the_same_page_without_it(self, book: Book) -> None:
        """As in the book."""
        ada = book.signed_in()
        ada.post("/api/entries", {"text": "Pump 3"})
        answer = ada.get(f"/entries/1/amend?draft={ID}")
        assert (answer.status, answer.location) == (303, "/entries/1/amend")

    def test_an_amendment_needs_a_reason_and_its_draft_stays_until_then(self, book: Book) -> None:
        """Then the draft is the entry."""
        ada = book.signed_in()
        ada.post("/api/entries", {"text": "Pump 3"})
        save(ada, "amend-1", text="Pump 4")
        body = {"text": "Pump 4", "key": ID, "amends": 1}
        assert ada.post("/api/entries", body).code == "invalid"
        assert book.rows("SELECT text FROM draft") == [("Pump 4",)]
        assert ada.post("/api/entries", {**body, "reason": "wrong pump"}).json["refers_to"] == 1
        assert book.rows("SELECT text FROM draft") == []
