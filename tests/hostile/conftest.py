"""One running program with Ada signed in, for everybody who means it ill; it must not mind."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import apsw
import pytest

from desktop_app.web.headers import NEVER_STORED, SECURITY_HEADERS
from tests.helpers.http import exchange, read_answer, set_up
from tests.helpers.program import start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.client import Answer, Client
    from tests.helpers.program import Program

TABLES = ("instance", "account", "sign_in_attempt", "refresh_token", "entry")
ANSWER = re.compile(rb"HTTP/1\.[01] \d{3} ")
SESSIONS = "SELECT id, generation, confirmed_generation, ended_at FROM session"
"""Without the time of the last use, which reading moves."""
ACCESS_LOG = "SELECT * FROM access_log WHERE event NOT IN ('backed_up', 'chain_head')"
"""Without what the program does by itself, once a day."""


@dataclass(frozen=True)
class Target:
    """The program, its data folder, and Ada's window."""

    program: Program
    data: Path
    ada: Client

    @property
    def host(self) -> str:
        """The only `Host` it answers to."""
        return self.ada.host

    @property
    def cookies(self) -> str:
        """Ada's cookies, all of them, as a header's value."""
        return "; ".join(f"{name}={cookie.value}" for name, cookie in self.ada.jar.items())

    def content(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return everything the book holds."""
        queries = {table: f"SELECT * FROM {table}" for table in TABLES}  # noqa: S608
        queries |= {"session": SESSIONS, "access_log": ACCESS_LOG}
        file, flags = str(self.data / "shiftbook.db"), apsw.SQLITE_OPEN_READONLY
        with closing(apsw.Connection(file, flags=flags)) as book:
            return {name: book.execute(query).fetchall() for name, query in queries.items()}

    def head(self, first_line: str, *headers: str, host: str | None = None) -> bytes:
        """Return a request's head, as Ada's own page would send it but for *first_line* and *headers*."""
        usual = (f"Host: {host or self.host}", f"Cookie: {self.cookies}", "Sec-Fetch-Site: same-origin")
        lines = (first_line, *usual, "Content-Type: application/json", "Connection: close", *headers)
        return "".join(f"{line}\r\n" for line in (*lines, "")).encode("latin-1")

    def ask(self, first_line: str, *headers: str) -> Answer:
        """Send `head` and nothing else."""
        return self.tell(self.head(first_line, *headers))

    def tell(self, request: bytes) -> Answer:
        """Send raw bytes; return the one answer, which must carry every security header."""
        received = exchange(self.host, request)
        assert len(ANSWER.findall(received)) == 1, received
        answer = read_answer(received)
        assert_guarded(answer)
        return answer


def assert_guarded(answer: Answer) -> None:
    """Claim that an answer protects itself and tells nothing of what made it."""
    for name, value in (*SECURITY_HEADERS, NEVER_STORED):
        assert answer.header(name) == value, (name, answer)
    assert answer.header("Server") == ""
    assert b"Traceback" not in answer.body
    assert b"waitress" not in answer.body.lower()


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """Start the program once."""
    folder = tmp_path_factory.mktemp("target")
    with start(folder, "--headless") as program:
        ada = set_up(program.address())
        assert ada.get("/api/session").status == 200
        yield Target(program, folder / "data", ada)


@pytest.fixture
def target(running: Target) -> Iterator[Target]:
    """Offer the program to a test; afterwards it still answers and its book is as it was."""
    before = running.content()
    yield running
    assert running.program.process.poll() is None
    assert running.ada.get("/readyz").json == {"ready": True}
    assert running.ada.get("/api/session").status == 200
    assert running.content() == before
