"""Whatever was typed, in whatever field: wherever it is shown or taken out it is words, and runs nothing."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.helpers.client import ORIGIN
from tests.helpers.naughty import DATABASE, FORMAT, MARKUP
from tests.helpers.record import checked

if TYPE_CHECKING:
    from tests.helpers.client import Client
    from tests.web.conftest import Book

NEVER = {"iframe", "object", "embed", "base", "frame", "applet", "portal", "math"}
NEVER_ATTRIBUTES = {"srcdoc", "style", "background", "ping"}
SCHEMES = ("http://", "https://", "mailto:", "/", "#", "?", "data:image/png", "data:image/svg+xml,")
PAGES = ("/", "/print", "/api/export?format=html", "/export", "/charts", "/drafts", "/access-log", "/presets")


class Judge(HTMLParser):
    """Reads a page as a browser does, and notes what could run or lead away."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        names = dict(attrs)
        if tag in NEVER or (tag == "script" and not (names.get("src") or "").startswith("/static/")):
            self.found.append(f"<{tag}>")
        if tag == "meta" and (names.get("http-equiv") or "").lower() == "refresh":
            self.found.append("refresh")
        for name, value in attrs:
            leads = name in {"href", "src", "action", "formaction", "xlink:href", "poster", "data"}
            if name.startswith("on") or name in NEVER_ATTRIBUTES:
                self.found.append(f"{tag} {name}")
            elif leads and value and not value.lower().startswith(SCHEMES) and ":" in value:
                self.found.append(f"{tag} {name}={value}")


def dangers(page: str) -> list[str]:
    """Return what in a page could run."""
    judge = Judge()
    judge.feed(page)
    judge.close()
    return judge.found


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href=' javascript:alert(1)'>",
        "<svg/onload=alert(1)>",
        "<base href=//evil>",
        "<meta http-equiv=Refresh content=0>",
        "<button formaction=javascript:alert(1)>",
    ],
)
def test_the_judge_sees_what_would_run(page: str) -> None:
    """Or the tests below would claim nothing."""
    assert dangers(page) != []


def fill(book: Book) -> tuple[Client, list[str]]:
    """Write every odd thing into every field of its own entry; return what was taken as a text."""
    ada = book.signed_in()
    taken = []
    for number, words in enumerate((*MARKUP, *FORMAT, *DATABASE)):
        key = f"{number:032x}"
        name = quote(words, safe="")
        ada.request("POST", f"/api/attachments?place=new&draft={key}&name={name}", b"x", {"Origin": ORIGIN})
        body = {"text": words, "key": key, "category": words, "tags": [words]}
        plain = {"text": words, "key": key}
        if 201 in (ada.post("/api/entries", given).status for given in (body, plain)):
            taken.append(words.replace("\r", "\n"))  # One kind of line end, whoever typed it.
        ada.post("/api/presets", {"name": words, "text": words, "category": words, "tags": [words]})
    ada.post("/api/entries", {"text": "Pump 2.", "amends": 1, "reason": MARKUP[7]})
    ada.put("/api/drafts/new", {"id": "f" * 32, "text": MARKUP[7], "fields": {"category": MARKUP[7]}})
    return ada, taken


def test_runs_on_no_page_and_in_no_export(book: Book) -> None:
    """Read as a browser reads it, in the list, on its own page, on paper, in the file, in suggestions."""
    ada, taken = fill(book)
    for address in (*PAGES, *(f"/?before={number}" for number in range(1, len(taken), 20))):
        page = ada.get(address, Accept="text/html").text
        assert dangers(page) == [], address
    for address in ("/print", "/api/export?format=html"):
        assert "&lt;script&gt;alert(1)" in ada.get(address, Accept="text/html").text
    for number in range(1, len(taken) + 1):
        for address in (f"/entries/{number}", f"/entries/{number}/amend", f"/entries/{number}/reply"):
            page = ada.get(address, Accept="text/html").text
            assert dangers(page) == [], (address, taken[number - 1])


def test_comes_out_to_the_letter_and_no_cell_is_a_formula(book: Book) -> None:
    """The JSON is verified; a spreadsheet shows the table and computes nothing of it."""
    ada, taken = fill(book)
    export = ada.get("/api/export?format=json")
    assert checked(export.body).faults == []
    assert [entry["body"]["text"] for entry in export.json["entries"]][: len(taken)] == taken
    rows = csv.reader(io.StringIO(ada.get("/api/export?format=csv").body.decode("utf-8-sig"), newline=""))
    cells = [cell for row in rows for cell in row]
    assert len(taken) > 80
    assert len(cells) > len(taken)
    assert [cell for cell in cells if cell.lstrip()[:1] in {"=", "+", "-", "@"} and cell[:1] != "'"] == []


def test_a_megabyte_is_found_taken_out_printed_and_verified(book: Book) -> None:
    """One entry as long as an entry may be."""
    ada = book.signed_in()
    text = "word " * 199_998 + "ostrich 01"
    assert len(text) == 1_000_000
    assert ada.post("/api/entries", {"text": text, "key": "a" * 32}).status == 201
    assert [entry["number"] for entry in ada.get("/api/entries?q=ostrich").json["entries"]] == [1]
    export = ada.get("/api/export?format=json")
    assert export.json["entries"][0]["body"]["text"] == text
    assert checked(export.body).faults == []
    for address in ("/?q=ostrich", "/print", "/api/export?format=html", "/api/export?format=csv"):
        answer = ada.get(address, Accept="text/html")
        assert (answer.status, "ostrich" in answer.text) == (200, True), address
    assert ada.post("/api/chain/verify").json["faults"] == []
