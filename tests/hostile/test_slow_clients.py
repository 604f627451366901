"""Clients that take their time do not take anybody else's (P5)."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.helpers.http import connect, exchange, read_answer

if TYPE_CHECKING:
    from tests.hostile.conftest import Target

CONNECTIONS = 150
PROBES = 20
PATIENCE_SECONDS = 1
"""Far below what a person would call "it hangs", far above what a busy machine adds."""


@pytest.mark.parametrize("kind", ["idle", "slow head", "slow body", "slow reader"])
def test_150_slow_connections_do_not_stop_the_program(target: Target, kind: str) -> None:
    """While they are held open, readiness and Ada's session keep being answered."""
    unfinished = {
        "idle": b"",
        "slow head": target.head("GET /readyz HTTP/1.1")[:-2],
        "slow body": target.head("POST /api/entries HTTP/1.1", "Content-Length: 1000") + b"{",
        "slow reader": b"".join([target.head("GET / HTTP/1.1").replace(b"Connection: close\r\n", b"")] * 20),
    }[kind]
    with ExitStack() as held:
        connections = [held.enter_context(connect(target.host)) for _ in range(CONNECTIONS)]
        for connection in connections:
            connection.sendall(unfinished)
        took = []
        for number in range(PROBES):
            # One more byte now and then keeps each of them alive.
            if unfinished and kind != "slow reader":
                connections[number].sendall(b"x")
            began = time.monotonic()
            assert target.ada.get("/readyz").status == 200
            assert target.ada.get("/api/session").status == 200
            took.append(time.monotonic() - began)
    assert sorted(took)[PROBES // 2] < PATIENCE_SECONDS


def test_a_connection_that_is_cut_leaves_nothing_behind(target: Target) -> None:
    """A body that never comes whole posts nothing, and the next request is served."""
    for _ in range(CONNECTIONS):
        with connect(target.host) as connection:
            connection.sendall(
                target.head("POST /api/entries HTTP/1.1", "Content-Length: 30") + b'{"text": "cut off'
            )
    answer = exchange(target.host, target.head("GET /api/session HTTP/1.1"))
    assert read_answer(answer).status == 200
