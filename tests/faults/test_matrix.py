"""P1 against every fault at every place: a shift's work goes on, nothing acknowledged is lost, nobody is out.

Each run is the same work (`tests.helpers.shift`) by the real application on a real book, with one thing the
matter at one place. A fault of the disk is tried at each change the work makes, one of the program or its
surroundings before each request. `MOST_RUNS` bounds a row: where there are more places, so many are taken at
even distances, the first and the last among them. What was acknowledged is looked for
whenever something has failed, before the page has sent it again, and once more in a book opened anew on a
healthy disk.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.helpers.machine import ADA, Begun, Machine, Trouble, begin, machine
from tests.helpers.shift import BEGINNING, Shift
from tests.helpers.troubles import BookLocked, ClockJumps, DiskFails, DiskFull, Killed, PowerCut, Restarted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.helpers.fault_table import FaultTable

pytestmark = [pytest.mark.faults, pytest.mark.slow]

MOST_RUNS = 40
HOUR = 3600


class Fault(NamedTuple):
    """One row of the matrix: what happens, at the nth of which places, and how it is told to people."""

    name: str
    places: str
    """What is counted: "write", "sync", "change" or "request"."""

    at: Callable[[int], Trouble]
    told: frozenset[tuple[int, str]]
    """Status and code of every answer that fails."""


NOT_AT_ALL: frozenset[tuple[int, str]] = frozenset()
UNAVAILABLE = frozenset({(503, "storage_busy")})
OLD_WINDOW = frozenset({(403, "no_window_key")})
FULL = frozenset({(507, "storage_full")})

FAULTS = (
    Fault("EIO on the nth write", "write", partial(DiskFails, "write"), UNAVAILABLE),
    Fault("EIO on the nth sync", "sync", partial(DiskFails, "sync"), UNAVAILABLE),
    Fault("disk full from the nth write on", "write", DiskFull, FULL),
    Fault("power cut before the nth change, luck 1", "change", partial(PowerCut, 1), NOT_AT_ALL),
    Fault("power cut before the nth change, luck 2", "change", partial(PowerCut, 2), NOT_AT_ALL),
    Fault("power cut before the nth change, luck 3", "change", partial(PowerCut, 3), NOT_AT_ALL),
    Fault("killed between the nth commit and its answer", "request", Killed, NOT_AT_ALL),
    Fault("restarted before the nth request", "request", Restarted, OLD_WINDOW),
    Fault("another program writes, from the nth request on", "request", BookLocked, UNAVAILABLE),
    Fault("clock 2 h on before the nth request", "request", partial(ClockJumps, 2 * HOUR), NOT_AT_ALL),
    Fault("clock 25 h on before the nth request", "request", partial(ClockJumps, 25 * HOUR), NOT_AT_ALL),
    Fault("clock 2 h back before the nth request", "request", partial(ClockJumps, -2 * HOUR), NOT_AT_ALL),
)


@dataclass
class Sum:
    """What came of all runs of one fault."""

    runs: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    signed_out: int = 0
    refused: int = 0

    def add(self, nth: int, shift: Shift, wrong: list[str]) -> None:
        """Add the run with the fault at the *nth* place."""
        self.runs += 1
        self.acknowledged += shift.ledger.acknowledged()
        self.lost += [f"n = {nth}: {sentence}" for sentence in dict.fromkeys(shift.lost)]
        self.wrong += [f"n = {nth}: {sentence}" for sentence in [*wrong, *shift.strange]]
        self.signed_out += shift.signed_out
        self.refused += len(shift.refusals)


class Places(NamedTuple):
    """How many places there are in an undisturbed run, by what is counted."""

    counted: Counter[str]

    def of(self, fault: Fault) -> list[int]:
        """Return the places to try, in order."""
        last = self.counted[fault.places]
        runs = min(last, MOST_RUNS)
        return sorted({1 + round(step * (last - 1) / (runs - 1)) for step in range(runs)})


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """A book with Ada and Bob."""
    return begin(tmp_path_factory.mktemp("begun") / "data")


@pytest.fixture(scope="module")
def places(begun: Begun, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Do the work once with nothing the matter."""
    with machine(begun, tmp_path_factory.mktemp("clean") / "data") as running:
        already = len(running.disk.changes)
        running.work_under(Trouble())
        shift = Shift(running)
        shift.work()
        assert (shift.refusals, shift.cut_off, shift.signed_out) == ([], 0, 0)
        kinds = Counter(kind for kind, _ in running.disk.changes[already:])
        return Places(kinds + Counter(change=kinds.total(), request=running.requests))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_nothing_is_lost_and_nobody_is_signed_out(
    begun: Begun, places: Places, tmp_path: Path, fault: Fault, fault_table: FaultTable
) -> None:
    """Whatever fails is told as what it is, works later, and leaves what was acknowledged as it was."""
    total, tried = Sum(), places.of(fault)
    for nth in tried:
        _run(begun, tmp_path / str(nth), fault, nth, total)
    row = fault_table.add(
        fault=fault.name,
        n=f"1…{tried[-1]}",
        runs=total.runs,
        acknowledged=total.acknowledged,
        found=total.acknowledged - len(total.lost),
        lost=len(total.lost),
        signed_out=total.signed_out,
    )
    assert (total.lost, total.wrong, row.signed_out) == ([], [], 0)
    assert (total.refused > 0) == bool(fault.told)


def _run(begun: Begun, folder: Path, fault: Fault, nth: int, total: Sum) -> None:
    with machine(begun, folder) as running:
        trouble, shift = fault.at(nth), Shift(running)
        running.work_under(trouble)
        # What is wrong with one run is told with the others', after the row is in the table.
        try:
            shift.work()
            wrong = _come_back(running, trouble, shift)
            shift.look()
        except AssertionError as error:
            wrong = [f"the work did not go on: {error}"]
        refusals = [f"told as {told}" for told in shift.refusals if told not in fault.told]
        total.add(nth, shift, [*wrong, *refusals])


def _come_back(running: Machine, trouble: Trouble, shift: Shift) -> list[str]:
    """Start the program anew with nothing the matter; return what is wrong for the window that comes back."""
    trouble.end(running)
    running.work_under(Trouble())
    running.restart()
    shift.come_back()
    shown, name = shift.read_draft(), shift.who()
    return [
        *([] if name == ADA else [f"{name} is signed in"]),
        *([] if shown.startswith(BEGINNING) else [f"Ada's composer shows {shown!r}"]),
        *([] if trouble.happened else ["there was no occasion for the trouble"]),
    ]
