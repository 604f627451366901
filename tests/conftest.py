"""What tests of several folders share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.fault_table import FaultTable
from tests.helpers.screen import Screen, open_screen, skip_without_a_screen

if TYPE_CHECKING:
    from collections.abc import Iterator

FAULTS = pytest.StashKey[FaultTable]()


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """One X server for all tests that show a window."""
    skip_without_a_screen()
    with open_screen() as opened:
        yield opened


@pytest.fixture(scope="session")
def fault_table(pytestconfig: pytest.Config) -> FaultTable:
    """The table every test that breaks something adds its row to."""
    return pytestconfig.stash.setdefault(FAULTS, FaultTable())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print that table, if anything was broken."""
    lines = config.stash.setdefault(FAULTS, FaultTable()).lines()
    if lines:
        terminalreporter.section("what was broken, and what was lost")
        for line in lines:
            terminalreporter.line(line)
