"""A book with as many refresh tokens as a benchmark asks for, and browsers that hold some of them."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import apsw

from desktop_app.clock import SystemClock
from desktop_app.composition import people_of
from desktop_app.paths import DataFolder
from desktop_app.sessions.model import Claims, TokenType
from desktop_app.sessions.service import derived_key
from desktop_app.sessions.tokens import encode_token
from desktop_app.storage.keyfile import load_or_create_key
from tests.helpers.bench import request
from tests.helpers.http import ADA, PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.bench import NextRequest
    from tests.helpers.client import Client

TOKENS_A_SESSION = 100
"""A week of working days at a renewal every half hour."""

MOST_SESSIONS = 100
"""Of how many a benchmark goes through in turn, wherever in the book they lie."""

_SESSIONS = """
    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :sessions)
    INSERT INTO session (id, user_id, created_at, last_active_at, generation,
                         confirmed_generation, confirmed_at, label)
    SELECT lower(hex(randomblob(16))), 1, :now, :now, :tokens, :tokens, :now, 'Web browser' FROM number
"""
_TOKENS = """
    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :tokens)
    INSERT INTO refresh_token (id, user_id, session_id, generation, issued_at, expires_at)
    SELECT lower(hex(randomblob(16))), 1, session.id, number.n, :now, :now + 7776000 FROM session, number
"""
_SOME = """
    SELECT refresh_token.id, session_id, refresh_token.generation, issued_at, expires_at
    FROM refresh_token JOIN session
        ON session.id = session_id AND session.generation = refresh_token.generation
    ORDER BY refresh_token.id LIMIT ?
"""


def fill(data: Path, tokens: int) -> None:
    """Make a book in which Ada has so many refresh tokens, a hundred a session."""
    folder = DataFolder(data)
    folder.prepare()
    now = SystemClock().now()
    with people_of(folder) as people:
        people.set_up(ADA, PASSWORD, now)
    values = {"sessions": tokens // TOKENS_A_SESSION, "tokens": TOKENS_A_SESSION, "now": now}
    with closing(apsw.Connection(str(folder.database))) as book, book:
        book.execute(_SESSIONS, values)
        book.execute(_TOKENS, values)


def refreshers(data: Path, window: Client, connections: int) -> list[NextRequest]:
    """Return what refreshes as Ada, each connection through sessions of its own in turn."""
    folder = DataFolder(data)
    key = derived_key(load_or_create_key(folder.key), "session tokens")
    with closing(apsw.Connection(str(folder.database), flags=apsw.SQLITE_OPEN_READONLY)) as book:
        rows: list[Any] = book.execute(_SOME, (MOST_SESSIONS,)).fetchall()
    tokens = [encode_token(Claims(TokenType.REFRESH, token_id, 1, *rest), key) for token_id, *rest in rows]
    return [Refresher(window, tokens[number::connections]) for number in range(connections)]


class Refresher:
    """A browser with several sessions, which does nothing but refresh one after the other."""

    def __init__(self, window: Client, tokens: list[str]) -> None:
        """Begin with these refresh tokens and the window key of *window*."""
        cookie = window.cookie("window")
        assert cookie is not None
        instance = next(iter(window.jar)).rpartition("_")[2]
        self._host = window.host
        self._window = f"shiftbook_window_{instance}={cookie.value}"
        self._name = f"shiftbook_refresh_{instance}="
        self._tokens = tokens
        self._turn = 0

    def __call__(self, answer: bytes) -> bytes:
        """Keep the new token, if there is an answer, and go on to the next session."""
        if answer:
            begin = answer.index(self._name.encode()) + len(self._name)
            self._tokens[self._turn] = answer[begin : answer.index(b";", begin)].decode()
            self._turn = (self._turn + 1) % len(self._tokens)
        cookies = f"{self._name}{self._tokens[self._turn]}; {self._window}"
        return request("POST /session/refresh", self._host, cookies)
