"""How far long work has come, for the page that waits for it.

The page makes an id and sends it with what it asks for; until the answer is there it asks how far it is.
The id, 128 random bits, is known to nobody else, so it is also what lets the page ask, signed in or not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.errors import Invalid
from desktop_app.logbook.telling import unheard

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.logbook.telling import Tell

KEPT_SECONDS = 60
"""How long finished work is still known: a page that was asleep asks once more."""

SILENT_SECONDS = 3600
"""How long work that says nothing any more is known; what has failed does not say so."""

_JOB = re.compile("[0-9a-f]{32}")


class Step(NamedTuple):
    """*done* of *total*; a total of zero is not known yet."""

    done: int
    total: int


UNKNOWN = Step(0, 0)


@dataclass(frozen=True, slots=True)
class _Told:
    step: Step
    at: float

    def is_over(self, now: float) -> bool:
        finished = self.step.total > 0 and self.step.done >= self.step.total
        return now - self.at >= (KEPT_SECONDS if finished else SILENT_SECONDS)


class Progress:
    """What all work under way has told, in memory."""

    def __init__(self, ticks: Callable[[], float] = monotonic) -> None:
        """Begin with no work; *ticks* are seconds that never go back."""
        self._ticks = ticks
        self._told: dict[str, _Told] = {}
        self._lock = Lock()

    def begin(self, job: str | None) -> Tell:
        """Return what the work is to call with (done, total); without a *job* nobody listens.

        Raises:
            Invalid: if *job* is not 32 hexadecimal digits.
        """
        if job is None:
            return unheard
        check_job(job)
        self._forget()
        self._tell(job, UNKNOWN)
        return lambda done, total: self._tell(job, Step(done, total))

    def step(self, job: str) -> Step:
        """Return how far *job* has come; of one that has not begun, or is forgotten, nothing is known.

        Raises:
            Invalid: if *job* is not 32 hexadecimal digits.
        """
        check_job(job)
        self._forget()
        with self._lock:
            told = self._told.get(job)
        return told.step if told else UNKNOWN

    def _tell(self, job: str, step: Step) -> None:
        with self._lock:
            self._told[job] = _Told(step, self._ticks())

    def _forget(self) -> None:
        now = self._ticks()
        with self._lock:
            self._told = {job: told for job, told in self._told.items() if not told.is_over(now)}


def check_job(job: str) -> None:
    """Refuse what no page of ours has made.

    Raises:
        Invalid: if *job* is not 32 hexadecimal digits.
    """
    if not _JOB.fullmatch(job):
        raise Invalid("job", "job must be 32 hexadecimal digits.")
