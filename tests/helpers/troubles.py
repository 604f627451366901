"""What can be the matter with a machine; each happens at one place, which a number names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw

from tests.helpers.machine import Trouble

if TYPE_CHECKING:
    from tests.helpers.machine import Machine


class DiskFails(Trouble):
    """One change of this *kind*, the *nth*, is answered with an input/output error."""

    def __init__(self, kind: str, nth: int) -> None:
        self._kind = kind
        self._left = nth

    def begin(self, machine: Machine) -> None:
        """Count from now on."""
        machine.disk.trouble = self._fail

    def _fail(self, kind: str, _file: str) -> None:
        self._left -= kind == self._kind
        if kind == self._kind and self._left == 0:
            self.happened = True
            raise apsw.IOError("the disk says no")


class DiskFull(Trouble):
    """From the *nth* write on there is no room, until somebody makes some."""

    def __init__(self, nth: int) -> None:
        self._left = nth

    def begin(self, machine: Machine) -> None:
        """Count from now on."""
        machine.disk.trouble = self._refuse

    def end(self, machine: Machine) -> None:
        """Make room."""
        machine.disk.trouble = None

    def _refuse(self, kind: str, _file: str) -> None:
        self._left -= kind == "write"
        if kind == "write" and self._left <= 0:
            self.happened = True
            raise apsw.FullError("no room")


class PowerCut(Trouble):
    """The power goes before the *nth* change; luck decides about each write that was not synced."""

    def __init__(self, luck: int, nth: int) -> None:
        self._nth = nth
        self._luck = luck

    def begin(self, machine: Machine) -> None:
        """Count from now on; nothing that is asked of the program any more is answered."""
        machine.disk.cut_power_before(self._nth, self._luck)
        cut = machine.disk.trouble
        assert cut is not None

        def trouble(kind: str, file: str) -> None:
            try:
                cut(kind, file)
            except apsw.IOError:
                self.happened = machine.powerless = True
                raise

        machine.disk.trouble = trouble


class Killed(Trouble):
    """The program ends after it has done the *nth* request and before it answers, and is started again."""

    def __init__(self, nth: int) -> None:
        self._nth = nth

    def after(self, machine: Machine, request: int) -> None:
        """End, if it is time, and leave the files as they are."""
        if request == self._nth:
            self.happened = machine.powerless = True
            machine.disk.trouble = _write_nothing


class Restarted(Trouble):
    """The program is stopped and started between the *nth* request and the one before it."""

    def __init__(self, nth: int) -> None:
        self._nth = nth

    def before(self, machine: Machine, request: int) -> None:
        """Do so, if it is time."""
        if request == self._nth:
            self.happened = True
            machine.restart()


class BookLocked(Trouble):
    """From the *nth* request on another program has the book for itself, until somebody closes it."""

    def __init__(self, nth: int) -> None:
        self._nth = nth
        self._other: apsw.Connection | None = None

    def before(self, machine: Machine, request: int) -> None:
        """Take the book, if it is time."""
        if request == self._nth:
            self.happened = True
            self._other = apsw.Connection(str(machine.book.database.path))
            self._other.execute("BEGIN IMMEDIATE")

    def end(self, machine: Machine) -> None:
        """Close the other program."""
        _ = machine
        if self._other is not None:
            self._other.close()
            self._other = None


class ClockJumps(Trouble):
    """The computer sleeps, or somebody sets its clock, before the *nth* request."""

    def __init__(self, seconds: int, nth: int) -> None:
        self._nth = nth
        self._seconds = seconds

    def before(self, machine: Machine, request: int) -> None:
        """Jump, if it is time."""
        if request == self._nth:
            self.happened = True
            machine.clock.wind(self._seconds)


def _write_nothing(_kind: str, _file: str) -> None:
    raise apsw.IOError("the program is gone")
