"""The fault matrix in numbers: what was broken, what was acknowledged meanwhile, and what of it is there."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from tests.helpers.table import drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = ("fault", "n", "runs", "acknowledged", "found", "lost", "signed out")


@dataclass(frozen=True)
class FaultRow:
    """One fault: where it happened (*n*), in how many runs, and what came of it."""

    fault: str
    n: str
    runs: int
    acknowledged: int
    found: int
    lost: int
    signed_out: int


class FaultTable:
    """Rows from tests of every folder, printed once when the last test has run."""

    def __init__(self) -> None:
        """Begin without any."""
        self._rows: list[FaultRow] = []

    def add(
        self,
        *,
        fault: str,
        runs: int,
        acknowledged: int,
        found: int,
        lost: int = 0,
        signed_out: int = 0,
        n: str = "",
    ) -> FaultRow:
        """Keep a row and return it; add it before asserting, so that a bad one is printed too.

        *acknowledged* counts answers that said "saved" or "posted", *found* those of them whose words were
        there afterwards, *signed_out* the sessions that were over although nobody had ended them.
        """
        row = FaultRow(fault, n, runs, acknowledged, found, lost, signed_out)
        self._rows.append(row)
        return row

    def lines(self) -> Sequence[str]:
        """Return the table as it is printed, or nothing where nothing was broken."""
        return drawn(HEAD, [astuple(row) for row in self._rows]) if self._rows else []
