"""P1 against every fault at every place: a shift's work goes on, nothing acknowledged is lost, nobody is out.

Each run is the same work (`tests.helpers.shift`) by the real application on a real book, with one thing the
matter at one place. A fault of the disk is tried at each change the work makes, one of the program or its
surroundings before each request. `MOST_RUNS` bounds a row: where there are more places, so many are taken at
even distances, the first and the last among them. Afterwards the book is opened anew on a healthy disk.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.helpers.machine import Begun, Trouble, begin, machine
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
    cut_off: int = 0


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
        trouble = fault.at(nth)
        running.work_under(trouble)
        shift = Shift(running)
        shift.work()
        trouble.end(running)
        running.work_under(Trouble())
        running.restart()
        shift.come_back()
        found = running.look()
        total.runs += 1
        total.acknowledged += shift.ledger.acknowledged()
        total.lost += [f"n = {nth}: {sentence}" for sentence in shift.ledger.lost(found)]
        total.wrong += [f"n = {nth}: {sentence}" for sentence in _wrong(shift, trouble, fault)]
        total.wrong += [f"n = {nth}: {sentence}" for sentence in shift.ledger.strange(found)]
        total.signed_out += shift.signed_out
        total.refused += len(shift.refusals)
        total.cut_off += shift.cut_off


def _wrong(shift: Shift, trouble: Trouble, fault: Fault) -> list[str]:
    """Return what else should not be: no occasion for the trouble, other answers, other words for Ada."""
    unexpected = [f"told as {told}" for told in shift.refusals if told not in fault.told]
    shown = shift.read_drafts()
    not_shown = [] if shown.startswith(BEGINNING) else [f"Ada's composer shows {shown!r}"]
    return [*unexpected, *not_shown, *([] if trouble.happened else ["nothing happened"])]
