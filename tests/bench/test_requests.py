"""The budget of an authenticated request (P7): its ratio to the same answer given bare, in one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.bench import HEAD, Load, again, bare_server, compare
from tests.helpers.http import set_up
from tests.helpers.program import start
from tests.helpers.table import show

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.client import Client

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

AUTHENTICATED_BUDGET = 0.75
REFRESH_BUDGET = 0.6
GROWTH_BUDGET = 1.2

CONNECTIONS = 4


def head(line: str, host: str, cookies: str) -> bytes:
    """Return a request without a body, as a page of ours sends it."""
    more = "Content-Length: 0\r\n" if line.startswith("POST") else ""
    origin = "Sec-Fetch-Site: same-origin\r\n"
    return f"{line} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n{origin}{more}\r\n".encode()


def cookies(client: Client, path: str) -> str:
    """Return the cookies a browser would send to *path*."""
    return client._cookie_header(path)


class Refresher:
    """A browser that does nothing but refresh."""

    def __init__(self, client: Client) -> None:
        """Begin with the cookies of *client*."""
        self._host = client.host
        refresh, window = client.cookie("refresh"), client.cookie("window")
        assert refresh is not None
        assert window is not None
        self._instance = next(iter(client.jar)).rpartition("_")[2]
        self._window = f"shiftbook_window_{self._instance}={window.value}"
        self._token = refresh.value
        self._mark = f"shiftbook_refresh_{self._instance}=".encode()

    def __call__(self, answer: bytes) -> bytes:
        """Take the new token out of the answer and present it."""
        if answer:
            at = answer.index(self._mark) + len(self._mark)
            self._token = answer[at : answer.index(b";", at)].decode()
        sent = f"{self._mark.decode()}{self._token}; {self._window}"
        return head("POST /session/refresh", self._host, sent)


def test_an_authenticated_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`GET /api/session`, its row checked, against a bare Bottle JSON route."""
    with start(tmp_path, "--headless") as program, bare_server(tmp_path) as bare_host:
        ada = set_up(program.address())
        sent = cookies(ada, "/api/session")
        ours = Load(ada.host, [again(head("GET /api/session", ada.host, sent))] * CONNECTIONS)
        bare = Load(bare_host, [again(head("GET /json", bare_host, sent))] * CONNECTIONS)
        found = compare(ours, bare, pairs=151, answers=200)
    show(
        capsys, f"authenticated request, budget {AUTHENTICATED_BUDGET}", HEAD, [found.row("GET /api/session")]
    )
    assert found.ratio >= AUTHENTICATED_BUDGET
