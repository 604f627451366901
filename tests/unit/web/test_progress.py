"""What is known of long work, and for how long."""

from __future__ import annotations

import pytest

from desktop_app.errors import Invalid
from desktop_app.web.progress import KEPT_SECONDS, SILENT_SECONDS, UNKNOWN, Progress

JOB, OTHER = "0" * 31 + "a", "b" * 32


class Ticks:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.now = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def test_what_was_told_last_is_known() -> None:
    """Each job its own."""
    progress = Progress()
    tell, _ = progress.begin(JOB), progress.begin(OTHER)
    tell(1, 5)
    tell(3, 5)
    assert progress.step(JOB) == (3, 5)
    assert progress.step(OTHER) == UNKNOWN == (0, 0)


def test_of_work_that_has_not_begun_nothing_is_known_yet() -> None:
    """No error: a page may ask before its request has arrived."""
    assert Progress().step(JOB) == UNKNOWN


def test_finished_work_is_forgotten_after_a_minute() -> None:
    """Not before."""
    ticks = Ticks()
    progress = Progress(ticks)
    progress.begin(JOB)(5, 5)
    ticks.now = KEPT_SECONDS - 1
    assert progress.step(JOB) == (5, 5)
    ticks.now = KEPT_SECONDS
    assert progress.step(JOB) == UNKNOWN


def test_work_that_fell_silent_is_forgotten_after_an_hour() -> None:
    """Nothing gathers in memory, and slow work is not forgotten while it goes on."""
    ticks = Ticks()
    progress = Progress(ticks)
    progress.begin(JOB)(1, 5)
    ticks.now = SILENT_SECONDS - 1
    assert progress.step(JOB) == (1, 5)
    ticks.now = SILENT_SECONDS
    assert progress.step(JOB) == UNKNOWN


def test_without_an_id_nobody_listens() -> None:
    """Programs need not send one."""
    Progress().begin(None)(1, 2)


@pytest.mark.parametrize("job", ["", "a" * 31, "a" * 33, "A" * 32, "g" * 32, "a" * 32 + "\n"])
def test_an_id_that_could_be_guessed_is_refused(job: str) -> None:
    """To begin with, and to ask for."""
    progress = Progress()
    with pytest.raises(Invalid):
        progress.begin(job)
    with pytest.raises(Invalid):
        progress.step(job)
