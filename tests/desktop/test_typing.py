"""Somebody types in the real window: its end, the session's and the program's take no words."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from tests.helpers.desk import FIRST_PERSON, TITLE
from tests.helpers.processes import children
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.helpers.desk import Desk
    from tests.helpers.fault_table import FaultTable
    from tests.helpers.program import Program

WORDS = "Pump 2 runs hot, 78 degrees at the bearing; told Grace, who looks at six."
AND_ON = " And on."
MORE = " Told Cem too."
BETWEEN_KEYS_MS = "60"
WELCOME = (160, 95, 500, 20)
"""The words that greet the first person, once."""


def type_on(desk: Desk) -> None:
    """Type until all words are saved, and then some more that nobody waits for."""
    desk.screen.type(WORDS)
    desk.wait_for_draft(WORDS)
    desk.screen.type(MORE)


def goes_on(desk: Desk, found: str) -> None:
    """Make sure that what was *found* is in the field, and that the caret stands at its end."""
    desk.screen.type(AND_ON)
    desk.wait_for_draft(found + AND_ON)


def assert_kept(desk: Desk, table: FaultTable, fault: str) -> str:
    """Nothing is missing that was saved, and nothing is there that was not typed; return what there is."""
    found = desk.draft()
    kept = found.startswith(WORDS)
    table.add(fault=f"{fault} (WebKitGTK)", runs=1, acknowledged=1, found=int(kept), lost=int(not kept))
    assert kept
    assert f"{WORDS}{MORE}".startswith(found)
    return found


def page_processes(program: Program) -> list[int]:
    """Return the processes that run pages: one, or none for a moment."""
    started = children(program.process.pid)
    return [child.pid for child in started if child.program.endswith("WebKitWebProcess")]


def close(desk: Desk, _program: Program) -> None:
    """Press the window's close button."""
    desk.screen.close(TITLE)


def terminate(_desk: Desk, program: Program) -> None:
    """Log out, or shut the computer down."""
    program.signal(signal.SIGTERM)


@pytest.mark.parametrize("end", [close, terminate])
def test_words_typed_a_moment_before_the_end_are_there_the_next_time(
    desk: Desk, fault_table: FaultTable, end: Callable[[Desk, Program], None]
) -> None:
    """Nobody waits for a save before they close the window; caret and words are where they were."""
    with desk.window() as (program, window):
        desk.set_up(window)
        desk.screen.type(WORDS)
        end(desk, program)
        assert program.wait() == 0
    found = assert_kept(desk, fault_table, f"typing: {end.__name__}d at once")
    assert found == WORDS
    with desk.window() as (_, window):
        desk.wait_for_composer(window)
        goes_on(desk, WORDS)


@pytest.mark.slow
def test_an_access_token_that_runs_out_is_not_noticed(desk: Desk, fault_table: FaultTable) -> None:
    """It is renewed twice while somebody types, and what they typed can be posted, whole."""
    with desk.window("--access-lifetime", "3s") as (_, window):
        desk.set_up(window)
        desk.screen.type(WORDS, delay=BETWEEN_KEYS_MS)
        wait_for(lambda: desk.rows("SELECT generation FROM session") >= [(3,)], "a second renewal")
        desk.wait_for_draft(WORDS)
        assert_kept(desk, fault_table, "typing: access token runs out")
        assert desk.band(window) == FIRST_PERSON
        desk.screen.type(AND_ON)
        desk.screen.press("ctrl+Return")
        wait_for(lambda: desk.rows("SELECT text FROM entry") == [(WORDS + AND_ON,)], "the whole entry")


@pytest.mark.slow
def test_a_page_whose_process_is_killed_is_back_with_its_words(desk: Desk, fault_table: FaultTable) -> None:
    """By itself, up to what was typed last, and with the caret in it."""
    with desk.window() as (program, window):
        desk.set_up(window)
        type_on(desk)
        welcome = desk.screen.region(window, WELCOME)
        [page] = page_processes(program)
        os.kill(page, signal.SIGKILL)
        found = assert_kept(desk, fault_table, "typing: kill -9 of the page")
        wait_for(lambda: desk.screen.region(window, WELCOME) != welcome, "the page once more")
        desk.wait_for_composer(window)
        goes_on(desk, found)


@pytest.mark.slow
def test_a_program_that_is_killed_comes_back_with_the_words(desk: Desk, fault_table: FaultTable) -> None:
    """Up to what was typed last; nobody is signed out."""
    with desk.window() as (program, window):
        desk.set_up(window)
        type_on(desk)
        program.process.kill()
        program.wait()
    found = assert_kept(desk, fault_table, "typing: kill -9 of the program")
    with desk.window() as (_, window):
        desk.wait_for_composer(window)
        goes_on(desk, found)
