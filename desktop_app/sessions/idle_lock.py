"""How long without a key or the mouse until a session locks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.config import IDLE_LOCK

if TYPE_CHECKING:
    from datetime import timedelta

    from desktop_app.sessions.store import ComputerStore


ACTIVITY_STEP = 60
"""Most seconds between two notes of `last_active_at`: a note is a durable write."""

STEPS_A_LOCK = 10
"""A new run knows the last input from the row alone, and locks by a tenth too early at most."""


class IdleLock:
    """What is in force: the setting, else what set-up was told of the computer, else that it is shared.

    *seconds* without input lock a session, None: none do; an input *step* seconds after the last one noted
    is noted again; *shared* is the answer, None: nobody was asked.
    """

    def __init__(self, setting: timedelta | None, computer: ComputerStore) -> None:
        """Let a *setting* beat the answer kept in *computer*; zero is off, None leaves it to the answer.

        Raises:
            StorageError: if the answer cannot be read.
        """
        self._setting = setting
        self._computer = computer
        self._take(computer.shared())

    @property
    def decided_by_setting(self) -> bool:
        """Whether the answer changes nothing in this run."""
        return self._setting is not None

    def answer(self, *, shared: bool, by: int | None, now: int) -> None:
        """Keep whether people share this computer; it counts at once, for sessions under way too.

        *by* is the id of who says so, for the access log.

        Raises:
            StorageError: if it cannot be kept; then nothing has changed.
        """
        self._computer.say_shared(shared=shared, by=by, now=now)
        self._take(shared)

    def _take(self, shared: bool | None) -> None:  # noqa: FBT001 - None says that nobody was asked
        by_answer = None if shared is False else IDLE_LOCK
        in_force = by_answer if self._setting is None else self._setting
        self.shared = shared
        self.seconds: int | None = int(in_force.total_seconds()) if in_force else None
        lasting = self.seconds or ACTIVITY_STEP * STEPS_A_LOCK
        self.step = min(ACTIVITY_STEP, max(1, lasting // STEPS_A_LOCK))
