"""Promise P1 under `kill -9`: nothing acknowledged is lost, nothing stands there twice, nobody is signed out.

The program is killed 25 times; `SHIFTBOOK_TEST_KILLS=500` makes it 500.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from itertools import count
from random import Random
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from tests.helpers.http import ADA, open_window
from tests.helpers.lives import Lives, copied_book, signed_in
from tests.helpers.program import start
from tests.helpers.table import show
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.helpers.client import Answer, Client, StoredCookie
    from tests.helpers.fault_table import FaultTable
    from tests.helpers.program import Program

KILLS = int(os.environ.get("SHIFTBOOK_TEST_KILLS", "25"))
SECONDS_A_KILL = 10
SEED = 20261123
PEOPLE = (ADA, ADA, "Bob Finch", "Cem Öz")
"""Ada has two windows, of two browsers."""

MOST_REQUESTS_A_LIFE = 60
LONGEST_START_SECONDS = 0.6
EVERY_FIFTH_LIFE = 5


@dataclass
class Writer:
    """Somebody who posts and refreshes all the time, and tries again whatever happens."""

    person: str
    window: int
    client: Client
    lives: Lives
    acknowledged: list[str] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)
    refreshed_in: int = 0
    refreshes: int = 0
    cut_off: int = 0

    @property
    def name(self) -> str:
        """What tells this one from the others, and every text begins with."""
        return f"{self.person} in window {self.window}"

    def work(self) -> None:
        """Write until it is over."""
        try:
            for number in count(1):
                if self.lives.over or self.surprises:
                    return
                self._refresh()
                self._post(2 * number)
                self._post(2 * number + 1)
        except Exception as error:  # noqa: BLE001 - a thread must tell, or it would just be silent
            self.surprises.append(repr(error))

    def _post(self, number: int) -> None:
        text = f"{self.name}, {number}"
        answer, _ = self._until_answered(
            lambda: self.client.post("/api/entries", {"text": text, "key": f"{self.window}-{number}"})
        )
        if answer.status == 201:
            self.acknowledged.append(text)
        else:
            self.surprises.append(f"{text}: {answer}")

    def _refresh(self) -> None:
        answer, life = self._until_answered(lambda: self.client.post("/session/refresh"))
        if answer.status == 200:
            self.refreshes += 1
            self.refreshed_in = life
        else:
            self.surprises.append(f"refresh: {answer}")

    def _until_answered(self, ask: Callable[[], Answer]) -> tuple[Answer, int]:
        answer, life, cut_off = self.lives.until_answered(self.client, ask)
        self.cut_off += cut_off
        return answer, life


@pytest.mark.faults
@pytest.mark.slow
@pytest.mark.timeout(60 + KILLS * SECONDS_A_KILL)
def test_kill_loses_nothing_and_signs_nobody_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fault_table: FaultTable
) -> None:
    """Through every kill: what was answered is found, once; every refresh succeeds; the file is sound."""
    luck = Random(SEED)  # noqa: S311 - it must be the same luck in every run
    lives = Lives()
    windows = enumerate(signed_in(tmp_path, PEOPLE))
    writers = [Writer(name, number, client, lives) for number, (name, client) in windows]
    threads = [Thread(target=writer.work, name=writer.name, daemon=True) for writer in writers]
    for thread in threads:
        thread.start()
    for number in range(1, KILLS + 1):
        if number % EVERY_FIFTH_LIFE == 0:
            _kill_while_it_starts(tmp_path, luck)
        else:
            _kill_while_they_write(tmp_path, luck, lives, writers)
        _look_at_a_copy(tmp_path, writers)
    with start(tmp_path, "--headless") as program:
        life = lives.began(_window_at_the_same_port(program, writers))
        wait_for(lambda: all(writer.refreshed_in == life for writer in writers), "a refresh of everybody's")
        lives.over = True
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads)
        _read_the_whole_book(writers)
    _look_at_a_copy(tmp_path, writers)
    _tell(capsys, writers)
    entries = sum(len(writer.acknowledged) for writer in writers)
    fault_table.add(fault="kill -9 while people post", runs=KILLS, acknowledged=entries, found=entries)


def _kill_while_they_write(folder: Path, luck: Random, lives: Lives, writers: list[Writer]) -> None:
    with start(folder, "--headless") as program:
        life = lives.began(_window_at_the_same_port(program, writers))
        wait_for(
            lambda: all(writer.refreshed_in == life or writer.surprises for writer in writers),
            f"a refresh of everybody's in life {life}",
        )
        enough = _answered(writers) + luck.randrange(MOST_REQUESTS_A_LIFE)
        wait_for(lambda: _answered(writers) >= enough or any(w.surprises for w in writers), "work")
        Event().wait(luck.random() / 100)
        program.process.kill()
        program.wait()


def _kill_while_it_starts(folder: Path, luck: Random) -> None:
    with start(folder, "--headless") as program:
        Event().wait(luck.random() * LONGEST_START_SECONDS)
        program.process.kill()
        program.wait()


def _window_at_the_same_port(program: Program, writers: list[Writer]) -> dict[str, StoredCookie]:
    window = open_window(program.address())
    assert {writer.client.host for writer in writers} == {window.host}
    return window.jar


def _answered(writers: list[Writer]) -> int:
    return sum(len(writer.acknowledged) + writer.refreshes for writer in writers)


def _look_at_a_copy(folder: Path, writers: list[Writer]) -> None:
    """Read what the kill left behind, in a copy: the recovery is the program's own task."""
    assert [writer.surprises for writer in writers if writer.surprises] == []
    acknowledged = {text for writer in writers for text in list(writer.acknowledged)}
    with copied_book(folder / "data") as book:
        assert book.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = [text for (text,) in book.execute("SELECT text FROM entry")]
        ended = book.execute("SELECT id, ended_because FROM session WHERE ended_at IS NOT NULL").fetchall()
    assert acknowledged - set(found) == set()
    assert len(found) == len(set(found))
    assert ended == []


def _read_the_whole_book(writers: list[Writer]) -> None:
    """Page through the book as a window does: every entry once, in its author's order."""
    reader, found, before = writers[0].client, [], ""
    while True:
        listed = reader.get(f"/api/entries{before}").json
        found += [entry["text"] for entry in listed["entries"]]
        if listed["next_before"] is None:
            break
        before = f"?before={listed['next_before']}"
    for writer in writers:
        assert [text for text in reversed(found) if text.startswith(f"{writer.name},")] == writer.acknowledged
    assert len(found) == sum(len(writer.acknowledged) for writer in writers)


def _tell(capsys: pytest.CaptureFixture[str], writers: list[Writer]) -> None:
    rows = [(w.name, len(w.acknowledged), w.refreshes, w.cut_off) for w in writers]
    head = ("who", "entries", "refreshes", "requests cut off")
    show(capsys, f"kill -9, {KILLS} times: nothing lost, nothing twice, nobody signed out", head, rows)
