"""The budgets of an authenticated request and of a refresh (P7): ratios to the same work done bare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bench.book import fill, refreshers
from tests.helpers.bench import HEAD, Load, again, bare_server, compare, percentile, request
from tests.helpers.http import browser, enter, host_of, set_up
from tests.helpers.program import start
from tests.helpers.table import show

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

AUTHENTICATED_BUDGET = 0.75
REFRESH_BUDGET = 0.6
GROWTH_BUDGET = 1.2

CONNECTIONS = 4
FEW, MANY = 1_000, 1_000_000


def test_an_authenticated_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`GET /api/session`, its row checked, against a bare Bottle JSON route."""
    with start(tmp_path, "--headless") as program, bare_server(tmp_path) as (bare_pid, bare_host):
        ada = set_up(program.address())
        cookies = ada._cookie_header("/api/session")
        ask = again(request("GET /api/session", ada.host, cookies))
        ask_bare = again(request("GET /json", bare_host, cookies))
        ours = Load(program.process.pid, ada.host, [ask] * CONNECTIONS)
        bare = Load(bare_pid, bare_host, [ask_bare] * CONNECTIONS)
        found = compare(ours, bare, pairs=60, measure=lambda load: load.throughput(400))
    show(
        capsys,
        f"an authenticated request: at least {AUTHENTICATED_BUDGET}",
        HEAD,
        [found.row("GET /api/session")],
    )
    found.skip_unless_calm()
    assert found.ratio >= AUTHENTICATED_BUDGET


def test_a_refresh(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`POST /session/refresh`, a rotation, against a bare route that makes one durable commit."""
    fill(tmp_path / "data", FEW)
    with start(tmp_path, "--headless") as program, bare_server(tmp_path) as (bare_pid, bare_host):
        host = host_of(program.address())
        window = browser(host)
        enter(window, program.address())
        ours = Load(program.process.pid, host, refreshers(tmp_path / "data", window, CONNECTIONS))
        ask_bare = again(request("POST /commit", bare_host, "a=" + "b" * 500))
        bare = Load(bare_pid, bare_host, [ask_bare] * CONNECTIONS)
        found = compare(ours, bare, pairs=60, measure=lambda load: load.throughput(200))
    show(capsys, f"a refresh: at least {REFRESH_BUDGET}", HEAD, [found.row("POST /session/refresh")])
    found.skip_unless_calm()
    assert found.ratio >= REFRESH_BUDGET


def test_a_refresh_in_a_big_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The slowest hundredth of refreshes takes hardly longer among a million tokens than among a thousand."""
    big, small = tmp_path / "big", tmp_path / "small"
    for folder, tokens in ((big, MANY), (small, FEW)):
        folder.mkdir()
        fill(folder / "data", tokens)
    with start(big, "--headless") as big_program, start(small, "--headless") as small_program:
        loads = []
        for folder, program in ((big, big_program), (small, small_program)):
            window = browser(host_of(program.address()))
            enter(window, program.address())
            # One at a time: what is measured is a refresh, not the queue before it.
            loads.append(Load(program.process.pid, window.host, refreshers(folder / "data", window, 1)))
        found = compare(loads[0], loads[1], pairs=40, measure=_slowest_hundredth)
    head = (*HEAD[:1], "1,000,000 ms", "1,000 ms", *HEAD[3:])
    name, _, _, *rest = found.row("POST /session/refresh, p99")
    middle = len(found.calm) // 2
    times = [
        sorted(values)[middle] * 1000 for values in zip(*((p.ours, p.bare) for p in found.calm), strict=True)
    ]
    show(capsys, f"a refresh in a big book: at most {GROWTH_BUDGET}", head, [(name, *times, *rest)])
    found.skip_unless_calm()
    assert found.ratio <= GROWTH_BUDGET


def _slowest_hundredth(load: Load) -> float:
    load.throughput(500)
    return percentile(load.seconds, 99)
