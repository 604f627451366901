"""Templates: made by administrators, there for everybody."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.helpers.naughty import NAUGHTY, REFUSED

if TYPE_CHECKING:
    from tests.web.conftest import Book

HANDOVER = {"name": "Handover", "category": "Shift", "tags": ["a", "b"], "text": "- [ ] alarms"}


def test_what_an_administrator_adds_everybody_can_start_from(book: Book) -> None:
    """Its name stands in the composer, its text comes when it is chosen."""
    ada, bob = book.signed_in(), book.signed_in("Bob Kahn")
    assert ada.post("/api/presets", HANDOVER).json == {**HANDOVER, "id": 1}
    assert bob.get("/api/presets").json == {"presets": [{**HANDOVER, "id": 1}]}
    assert '<option value="1">Handover</option>' in bob.visit("/").text
    assert "- [ ] alarms" not in bob.visit("/").text


@pytest.mark.parametrize(("method", "path"), [("post", "/api/presets"), ("put", "/api/presets/1")])
def test_nobody_else_makes_or_changes_one(book: Book, method: str, path: str) -> None:
    """Nor removes one, nor sees the page for it."""
    book.signed_in().post("/api/presets", HANDOVER)
    bob = book.signed_in("Bob Kahn")
    assert getattr(bob, method)(path, HANDOVER).code == "forbidden"
    assert bob.delete("/api/presets/1").code == "forbidden"
    assert bob.visit("/presets").status == 403
    assert len(bob.get("/api/presets").json["presets"]) == 1


def test_changing_and_removing_are_told_in_the_access_log(book: Book) -> None:
    """By name, with who did it."""
    ada = book.signed_in()
    ada.post("/api/presets", HANDOVER)
    assert ada.put("/api/presets/1", {"name": "Shift", "text": "x"}).json["name"] == "Shift"
    assert ada.delete("/api/presets/1").status == 200
    told = book.rows("SELECT detail, user_id FROM access_log WHERE event = 'preset_changed' ORDER BY id")
    assert told == [("added Handover", 1), ("changed Shift", 1), ("removed Shift", 1)]
    assert ada.get("/api/presets").json == {"presets": []}


@pytest.mark.parametrize("method", ["put", "delete"])
def test_one_that_is_gone_is_not_found(book: Book, method: str) -> None:
    """Another window may have removed it."""
    body = [] if method == "delete" else [HANDOVER]
    assert getattr(book.signed_in(), method)("/api/presets/9", *body).code == "not_found"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "\u200b"},
        {"name": "x" * 61},
        {"category": "x" * 61},
        {"tags": ["x"] * 2 + [""]},
        {"text": "x" * 20_001},
        {"text": "", "category": "", "tags": []},
    ],
)
def test_what_cannot_be_a_template_is_refused_with_a_sentence(book: Book, wrong: dict[str, object]) -> None:
    """And nothing is kept of it."""
    ada = book.signed_in()
    answer = ada.post("/api/presets", {**HANDOVER, **wrong})
    assert (answer.status, answer.code) == (400, "invalid")
    assert ada.get("/api/presets").json == {"presets": []}


def test_two_of_one_name_would_not_be_told_apart(book: Book) -> None:
    """Whatever the case; the same template may keep its own."""
    ada = book.signed_in()
    ada.post("/api/presets", HANDOVER)
    assert ada.post("/api/presets", {**HANDOVER, "name": "HANDOVER"}).status == 400
    assert ada.put("/api/presets/1", {**HANDOVER, "name": "HANDOVER"}).status == 200


def test_an_empty_page_offers_three_examples_that_can_be_added(book: Book) -> None:
    """Nothing is there by itself."""
    ada = book.signed_in()
    examples = re.findall(r"data-example='([^']*)'", ada.visit("/presets").text)
    assert len(examples) == 3
    for example in examples:
        assert ada.post("/api/presets", json.loads(unescape(example))).status == 201
    assert "data-example" not in ada.visit("/presets").text


def test_nothing_that_has_broken_programs_breaks_a_template(book: Book) -> None:
    """It is kept as it is or refused with a sentence, and its page can be opened."""
    ada = book.signed_in()
    for number, text in enumerate((*NAUGHTY, *REFUSED)):
        answers = [
            ada.post("/api/presets", {"name": f"t{number}", "text": text}),
            ada.post("/api/presets", {"name": text, "text": "x"}),
            ada.post("/api/presets", {"name": f"c{number}", "category": text, "tags": [text], "text": "x"}),
        ]
        assert {answer.status for answer in answers} <= {201, 400}
        assert all(answer.json["detail"] for answer in answers if answer.status == 400)
    assert ada.visit("/presets").status == ada.visit("/").status == 200
