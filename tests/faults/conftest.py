"""A running program with Ada signed in, for tests that break something around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.helpers.http import set_up
from tests.helpers.program import start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.client import Client
    from tests.helpers.program import Program


@dataclass(frozen=True)
class Running:
    """The program, its data folder, and Ada's window."""

    program: Program
    data: Path
    ada: Client

    def texts(self) -> list[str]:
        """Return every entry's text, newest first; there are few."""
        answer = self.ada.get("/api/entries?limit=200")
        assert answer.status == 200, answer
        return [entry["text"] for entry in answer.json["entries"]]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """Start the program on an empty data folder."""
    with start(tmp_path, "--headless") as program:
        yield Running(program, tmp_path / "data", set_up(program.address()))
