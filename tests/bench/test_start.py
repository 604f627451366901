"""From the double-click to the first painted page, against a bare window on the same engine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from build_scripts import freeze, measure
from tests.helpers.program import FROM_SOURCE
from tests.helpers.screen import skip_without_a_screen
from tests.helpers.table import show

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

BUDGET = 1.35
"""design: budgets."""

ROUNDS = 9
SOURCE, BUNDLE = "from source", "bundle"


def test_start_to_first_painted_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Runs alternate, and the quickest of each count; the bundle is measured too where one was built."""
    skip_without_a_screen()
    programs: dict[str, Sequence[str | Path]] = {SOURCE: FROM_SOURCE}
    frozen = freeze.program(freeze.bundle())
    if frozen.exists():
        programs[BUNDLE] = [frozen]
    bare, *ours = starts = measure.starts(sys.executable, tmp_path, programs)
    measure.measure(starts, ROUNDS)
    rows = [(start.name, round(start.best, 3), start.best / bare.best) for start in starts]
    show(capsys, f"start to first painted page; budget {BUDGET} from source", ("", "s", "ratio"), rows)
    assert ours[0].best / bare.best <= BUDGET
