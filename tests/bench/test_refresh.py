"""The budget of a refresh (P7): its ratio to one bare durable commit, and what a million tokens add to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.clock import SystemClock
from desktop_app.storage.migrate import open_book
from tests.bench.test_requests import CONNECTIONS, GROWTH_BUDGET, REFRESH_BUDGET, Refresher, head
from tests.helpers.bench import HEAD, Load, again, bare_server, compare, percentile
from tests.helpers.http import ADA, PASSWORD, open_window, set_up
from tests.helpers.program import start
from tests.helpers.table import show

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.program import Program

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

FEW, MANY = 1_000, 1_000_000
SESSIONS = """
    WITH RECURSIVE numbered (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbered WHERE n < :count / 10)
    INSERT INTO session
        (id, user_id, created_at, last_active_at, generation, confirmed_generation, confirmed_at, label)
    SELECT lower(hex(randomblob(16))), 1, :now, :now, 10, 9, :now, 'Web browser' FROM numbered
"""
TOKENS = """
    WITH RECURSIVE numbered (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbered WHERE n < 10)
    INSERT INTO refresh_token (id, user_id, session_id, generation, issued_at, expires_at)
    SELECT lower(hex(randomblob(16))), 1, session.id, n, :now, :now + 7776000 FROM session, numbered
    WHERE session.generation = 10
"""


def fill(folder: Path, count: int) -> None:
    """Give the book at *folder* so many refresh tokens, ten to a session of Ada's."""
    with start(folder, "--headless") as program:
        set_up(program.address())
    database = open_book(folder / "data" / "shiftbook.db")
    with database.write() as connection:
        now = SystemClock().now()
        connection.execute(SESSIONS, {"count": count, "now": now})
        connection.execute(TOKENS, {"now": now})
    database.close()


def refreshing(program: Program, connections: int) -> Load:
    """Return so many browsers of Ada's, each with a session of its own, that do nothing but refresh."""
    window = open_window(program.address())
    browsers = [window.copy() for _ in range(connections)]
    for each in browsers:
        assert each.post("/login", {"name": ADA, "password": PASSWORD}).status == 200
    return Load(window.host, [Refresher(each) for each in browsers])


def test_a_refresh(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rotation, one durable commit, against a bare Bottle POST that makes one durable commit."""
    fill(tmp_path, FEW)
    with start(tmp_path, "--headless") as program, bare_server(tmp_path) as bare_host:
        ours = refreshing(program, CONNECTIONS)
        bare = Load(bare_host, [again(head("POST /commit", bare_host, ""))] * CONNECTIONS)
        found = compare(ours, bare, pairs=31, answers=400)
    show(capsys, f"refresh, budget {REFRESH_BUDGET}", HEAD, [found.row("POST /session/refresh")])
    assert found.ratio >= REFRESH_BUDGET


def test_a_refresh_among_a_million(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The 99th percentile hardly grows with the number of tokens; both books are measured in turn."""
    few, many = tmp_path / "few", tmp_path / "many"
    for folder, count in ((few, FEW), (many, MANY)):
        folder.mkdir()
        fill(folder, count)
    with start(few, "--headless") as small, start(many, "--headless") as large:
        loads = refreshing(small, 1), refreshing(large, 1)
        compare(*loads, pairs=15, answers=400)
        below = [percentile(load.seconds, 99) * 1000 for load in loads]
    growth = below[1] / below[0]
    head_row = ("refresh, 99th percentile", f"{FEW:,} ms", f"{MANY:,} ms", "ratio")
    show(capsys, f"budget {GROWTH_BUDGET}", head_row, [("POST /session/refresh", *below, growth)])
    assert growth <= GROWTH_BUDGET
