"""P1 for what is being written, under `kill -9`: no word that was called saved is lost, nobody is signed out.

The program is killed 15 times while four windows type and post; Ada has two of them, which meet in one draft
now and then. `SHIFTBOOK_TEST_KILLS=500` makes it 500.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, count, repeat
from random import Random
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from tests.helpers.composer import Composer
from tests.helpers.http import ADA, open_window
from tests.helpers.ledger import Ledger, read_book
from tests.helpers.lives import Lives, copied_book, signed_in
from tests.helpers.program import start
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tests.helpers.client import Answer, Client
    from tests.helpers.fault_table import FaultTable

KILLS = int(os.environ.get("SHIFTBOOK_TEST_KILLS", "15"))
SECONDS_A_KILL = 10
SEED = 20261126
PEOPLE = (ADA, ADA, "Bob Finch", "Cem Öz")
MOST_SAVES_A_LIFE = 40
SAVES_AN_ENTRY = 4
ALREADY_POSTED = "urn:shiftbook:already-posted"


@dataclass
class Writer:
    """Somebody who types in one window all the time, posts now and then, and tries again whatever happens."""

    person: str
    window: int
    client: Client
    lives: Lives
    ledger: Ledger = field(default_factory=Ledger)
    surprises: list[str] = field(default_factory=list)
    refreshed_in: int = 0
    cut_off: int = 0
    met: int = 0
    """How often another window had saved or posted the same draft meanwhile."""

    def work(self) -> None:
        """Write until it is over."""
        try:
            for number in count(1):
                if self.lives.over or self.surprises:
                    return
                self._refresh()
                self._write(number)
        except Exception as error:  # noqa: BLE001 - a thread must tell, or it would just be silent
            self.surprises.append(repr(error))

    def _refresh(self) -> None:
        self.refreshed_in = self._until_answered(lambda: self.client.post("/session/refresh"))[1]

    def _write(self, number: int) -> None:
        """Begin where the server says, type, and post; where another window was quicker, begin anew."""
        composer = Composer(self.person, self.client, self.ledger)
        self._until_answered(composer.open)
        for save in range(SAVES_AN_ENTRY):
            words = chain([f"({self.window}: {number}.{save})"], repeat(""))
            if self._is_posted(partial(_save_next, composer, words)):
                return
        self.met += composer.forks
        self._is_posted(composer.post)

    def _is_posted(self, ask: Callable[[], Answer]) -> bool:
        """Ask until it is answered; return whether another window had posted this draft."""
        posted = _says_posted(self._until_answered(ask)[0])
        self.met += posted
        return posted

    def _until_answered(self, ask: Callable[[], Answer]) -> tuple[Answer, int]:
        answer, life, cut_off = self.lives.until_answered(self.client, ask)
        self.cut_off += cut_off
        if answer.status not in {200, 201} and not _says_posted(answer):
            self.surprises.append(str(answer))
        return answer, life


def _says_posted(answer: Answer) -> bool:
    return answer.code == "conflict" and answer.json["type"] == ALREADY_POSTED


def _save_next(composer: Composer, words: Iterator[str]) -> Answer:
    return composer.save(next(words))


@pytest.mark.faults
@pytest.mark.slow
@pytest.mark.timeout(60 + KILLS * SECONDS_A_KILL)
def test_no_saved_word_is_lost_and_nobody_is_signed_out(tmp_path: Path, fault_table: FaultTable) -> None:
    """Through every kill: what was called saved or posted is there, under the right name, and sound."""
    luck, lives = Random(SEED), Lives()  # noqa: S311 - it must be the same luck in every run
    windows = enumerate(signed_in(tmp_path, PEOPLE))
    writers = [Writer(name, number, client, lives) for number, (name, client) in windows]
    threads = [Thread(target=writer.work, daemon=True) for writer in writers]
    for thread in threads:
        thread.start()
    lost: list[str] = []
    for _ in range(KILLS):
        _kill_while_they_write(tmp_path, luck, lives, writers)
        lost += _lost(tmp_path, writers)
    with start(tmp_path, "--headless") as program:
        life = lives.began(open_window(program.address()).jar)
        wait_for(lambda: _all_refreshed(writers, life), "a refresh of everybody's")
        lives.over = True
        for thread in threads:
            thread.join(60)
    lost += _lost(tmp_path, writers)
    row = fault_table.add(
        fault="kill -9 while people type",
        runs=KILLS,
        acknowledged=_acknowledged(writers),
        found=_acknowledged(writers) - len(lost),
        lost=len(lost),
        signed_out=_ended_sessions(tmp_path),
    )
    assert (lost, _surprises(writers), row.signed_out, _strange(tmp_path, writers)) == ([], [], 0, [])
    assert min(writer.cut_off for writer in writers) > 0, "somebody was never disturbed"
    assert sum(writer.met for writer in writers) > 0, "Ada's windows never met"


def _kill_while_they_write(folder: Path, luck: Random, lives: Lives, writers: Sequence[Writer]) -> None:
    with start(folder, "--headless") as program:
        life = lives.began(open_window(program.address()).jar)
        wait_for(lambda: _all_refreshed(writers, life) or _surprises(writers), f"refreshes in life {life}")
        enough = _acknowledged(writers) + luck.randrange(MOST_SAVES_A_LIFE)
        wait_for(lambda: _acknowledged(writers) >= enough or _surprises(writers), "work")
        Event().wait(luck.random() / 100)
        program.process.kill()
        program.wait()


def _all_refreshed(writers: Sequence[Writer], life: int) -> bool:
    return all(writer.refreshed_in == life for writer in writers)


def _acknowledged(writers: Sequence[Writer]) -> int:
    return sum(writer.ledger.acknowledged() for writer in writers)


def _surprises(writers: Sequence[Writer]) -> list[str]:
    return [surprise for writer in writers for surprise in writer.surprises]


def _lost(folder: Path, writers: Sequence[Writer]) -> list[str]:
    with copied_book(folder / "data") as book:
        assert book.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert book.execute("PRAGMA foreign_key_check").fetchall() == []
        found = read_book(book)
    return [sentence for writer in writers for sentence in writer.ledger.lost(found)]


def _strange(folder: Path, writers: Sequence[Writer]) -> list[str]:
    everybody = Ledger()
    for ledger in (writer.ledger for writer in writers):
        everybody.sent |= ledger.sent
        everybody.sent_to_post |= ledger.sent_to_post
        everybody.posted += ledger.posted
    with copied_book(folder / "data") as book:
        return everybody.strange(read_book(book))


def _ended_sessions(folder: Path) -> int:
    with copied_book(folder / "data") as book:
        return len(book.execute("SELECT id FROM session WHERE ended_at IS NOT NULL").fetchall())
