"""Every field and every address takes any words at all: a clear answer, never a fault of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.helpers.naughty import NAUGHTY
from tests.web.conftest import PASSWORD

if TYPE_CHECKING:
    from tests.helpers.client import Answer, Client
    from tests.web.conftest import Book

ADDRESSES = (
    "/?q={}&author={}&category={}&tag={}&from={}&to={}&day={}&before={}",
    "/?q={}",
    "/?category={}&tag={}",
    "/?day={}",
    "/entries/{}",
    "/access-log?event={}",
    "/access-log?person={}",
    "/access-log?from={}",
    "/chain?at={}",
    "/charts?from={}",
    "/print?q={}",
    "/restore?folder={}",
    "/restore?folder=/{}",
    "/login?next={}",
    "/attachments/{}",
    "/api/entries?q={}",
    "/api/entries?limit={}",
    "/api/entries/count?q={}",
    "/api/export?format={}",
    "/api/export?format=csv&q={}",
    "/api/export?format=json&after={}",
    "/api/progress/{}",
    "/static/{}",
)
BODIES = (
    ("PUT", "/api/backups/folder", {"folder": "{}"}),
    ("PUT", "/api/backups/folder", {"folder": "/{}"}),
    ("POST", "/api/restore/examine", {"backup": "{}", "name": "Ada Byron", "password": PASSWORD}),
    ("POST", "/api/filters", {"name": "{}", "query": "{}"}),
    ("POST", "/api/entries/1/hide", {"reason": "{}"}),
    ("POST", "/api/presets", {"name": "{}", "category": "{}", "tags": ["{}"], "text": "{}"}),
    ("POST", "/api/people", {"name": "{}", "password": "a much better sentence"}),
)


@pytest.mark.parametrize("words", NAUGHTY)
def test_any_words_get_a_clear_answer(book: Book, words: str) -> None:
    """Below 500, as a page or as a problem; what is shown runs nothing."""
    ada = book.signed_in()
    ada.post("/api/entries", {"text": "Pump on."})
    for address in ADDRESSES:
        encoded = quote(words, safe="", errors="surrogatepass")
        answer = ada.get(address.replace("{}", encoded), Accept="text/html")
        assert answer.status < 500, (address, answer.text)
        if answer.header("Content-Type").startswith("text/html"):
            assert "<script>alert" not in answer.text
    for method, address, body in BODIES:
        answer = _send(ada, method, address, _filled(body, words))
        assert answer.status < 500 or answer.status == 507, (address, answer.text)
        assert answer.status < 300 or answer.code, address


def _filled(value: object, words: str) -> object:
    if isinstance(value, dict):
        return {name: _filled(part, words) for name, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, words) for part in value]
    return str(value).replace("{}", words)


def _send(client: Client, method: str, address: str, body: object) -> Answer:
    return client.put(address, body) if method == "PUT" else client.post(address, body)
