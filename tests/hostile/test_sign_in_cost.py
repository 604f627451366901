"""What guessing at the sign-in page tells (P5): nothing by its time, and it stops nobody else's work."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles
from typing import TYPE_CHECKING

import pytest

from desktop_app.accounts.model import name_key
from desktop_app.clock import SystemClock
from desktop_app.storage.accounts import SqliteAccountStore
from tests.helpers.database import open_book
from tests.helpers.http import ADA, set_up
from tests.helpers.processes import cpu_seconds
from tests.helpers.program import start
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.client import Client
    from tests.helpers.program import Program

PEOPLE = 10
TRIES = 2
"""The third wrong password at one name begins a delay, which costs nothing to answer."""

CLEARLY = 1.25
"""An answer without hashing would take a hundredth; a busy machine moves a median by less than this."""

PARALLEL = 20
READY_SECONDS = 0.5


@pytest.fixture
def crowded(tmp_path: Path) -> Iterator[tuple[Program, Client]]:
    """Run the program on a book with ten people more, whose password is Ada's."""
    with start(tmp_path, "--headless") as program:
        ada = set_up(program.address())
        book = open_book(tmp_path / "data")
        people = SqliteAccountStore(book)
        adas = people.find_by_name(name_key(ADA))
        assert adas is not None
        for number in range(PEOPLE):
            people.add(
                name=f"Person {number}",
                key=name_key(f"Person {number}"),
                password_hash=adas.password_hash,
                administrator=False,
                first=False,
                now=SystemClock().now(),
            )
        book.close()
        yield program, ada


def test_an_unknown_name_costs_what_a_known_one_does(crowded: tuple[Program, Client]) -> None:
    """The same answer after the same work, by the medians of twenty tries each."""
    program, ada = crowded
    answers: set[bytes] = set()
    took: dict[str, list[tuple[float, float]]] = {"Person": [], "Nobody": []}
    for number in range(PEOPLE):
        for _ in range(TRIES):
            for kind, costs in took.items():
                used, began = cpu_seconds(program.process.pid), time.monotonic()
                answer = ada.post("/login", {"name": f"{kind} {number}", "password": "wrong, of course"})
                costs.append((cpu_seconds(program.process.pid) - used, time.monotonic() - began))
                assert answer.status == 401
                answers.add(answer.body)
    assert len(answers) == 1
    for known, unknown in zip(*(zip(*costs, strict=True) for costs in took.values()), strict=True):
        assert 1 / CLEARLY < median(known) / median(unknown) < CLEARLY


def test_twenty_sign_ins_at_once_do_not_stop_the_program(crowded: tuple[Program, Client]) -> None:
    """Meanwhile readiness and Ada's pages keep being answered; who cannot be served is told to wait."""
    _, ada = crowded
    took: list[float] = []
    with ThreadPoolExecutor(PARALLEL) as pool:
        guesses = [
            pool.submit(
                ada.copy().post, "/login", {"name": f"Person {number}", "password": "wrong, of course"}
            )
            for number in range(PARALLEL)
        ]
        wait_for(lambda: any(guess.done() for guess in guesses), "the first answer")
        while not all(guess.done() for guess in guesses) or len(took) < PARALLEL:
            began = time.monotonic()
            assert ada.get("/readyz").status == 200
            assert ada.get("/api/session").status == 200
            took.append((time.monotonic() - began) / 2)
    assert quantiles(took, n=20)[-1] < READY_SECONDS
    answers = [guess.result() for guess in guesses]
    assert {answer.status for answer in answers} <= {401, 429}
    assert all(int(answer.header("Retry-After")) > 0 for answer in answers if answer.status == 429)
