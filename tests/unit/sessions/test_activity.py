"""The last key or mouse of a session, to the second."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.sessions.activity import Activity
from desktop_app.sessions.model import Session

NOW = 1_790_000_000
SESSION = Session.beginning("s", 1, "window", NOW)


def test_a_new_run_knows_what_the_row_says() -> None:
    """Nothing else has been seen yet."""
    assert Activity().last_input(SESSION) == NOW


@pytest.mark.parametrize(
    ("idle", "known"),
    [(0, NOW + 100), (30, NOW + 70), (100, NOW), (101, NOW), (10**9, NOW), (None, NOW)],
)
def test_an_input_is_as_old_as_its_window_says(idle: int | None, known: int) -> None:
    """Never older than what is known already; None is no input at all."""
    activity = Activity()
    assert activity.note_input(SESSION, idle, NOW + 100) == known
    assert activity.last_input(SESSION) == known


def test_a_window_left_alone_does_not_take_back_what_another_saw() -> None:
    """The latest counts."""
    activity = Activity()
    activity.note_input(SESSION, 0, NOW + 50)
    assert activity.note_input(SESSION, 60, NOW + 60) == NOW + 50


def test_an_input_after_now_becomes_one_now() -> None:
    """The clock was set back; what is known must not lie in the future for long."""
    activity = Activity()
    activity.note_input(SESSION, 0, NOW + 50)
    assert activity.note_input(SESSION, 20, NOW + 30) == NOW + 30


def test_the_row_outdoes_memory_where_it_is_later() -> None:
    """Somebody has typed the password meanwhile: that is written to the row first."""
    activity = Activity()
    activity.note_input(SESSION, 0, NOW + 50)
    assert activity.last_input(replace(SESSION, last_active_at=NOW + 60)) == NOW + 60


def test_forgets_what_is_over() -> None:
    """Inputs and locks; other sessions stay."""
    activity = Activity()
    other = replace(SESSION, id="t")
    for session in (SESSION, other):
        activity.note_input(session, 0, NOW + 50)
        activity.lock(session.id, NOW + 60)
    activity.forget("s")
    activity.forget("nobody's")
    assert (activity.last_input(SESSION), activity.locked_since("s")) == (NOW, None)
    assert (activity.last_input(other), activity.locked_since("t")) == (NOW + 50, NOW + 60)


def test_forgets_what_nobody_has_touched_for_long() -> None:
    """A run of months does not remember every session there was."""
    activity = Activity()
    activity.note_input(SESSION, 0, NOW + 50)
    activity.lock("s", NOW + 50)
    activity.forget_before(NOW + 50)
    assert (activity.last_input(SESSION), activity.locked_since("s")) == (NOW + 50, NOW + 50)
    activity.forget_before(NOW + 51)
    assert (activity.last_input(SESSION), activity.locked_since("s")) == (NOW, None)


def test_the_first_lock_counts() -> None:
    """Locking again does not move it; once the row says it, the row says all."""
    activity = Activity()
    activity.lock("s", NOW)
    activity.lock("s", NOW + 5)
    assert activity.locked_since("s") == NOW
    activity.leave_to_row("s")
    assert activity.locked_since("s") is None
