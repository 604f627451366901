"""Numbers for a person to read, on the terminal even where pytest keeps output to itself."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

Row = tuple[str | int | float, ...]


def show(capsys: pytest.CaptureFixture[str], title: str, head: Sequence[str], rows: Sequence[Row]) -> None:
    """Print a table under its title."""
    with capsys.disabled():
        sys.stdout.write("\n".join(["", title, *drawn(head, rows), ""]))


def drawn(head: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """Return a table's lines: the first column to the left, the others to the right."""
    cells = [list(head), *([_text(value) for value in row] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(head))]
    lines = [_line(line, widths) for line in cells]
    return [lines[0], "-" * len(lines[0]), *lines[1:]]


def _text(value: str | float) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    left = first[0].ljust(first[1])
    return "  ".join([left, *(cell.rjust(width) for cell, width in others)])
