"""The real window, on the screen that all tests share."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers.desk import Desk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.screen import Screen


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder."""
    for item in items:
        if "tests/desktop/" in item.path.as_posix():
            item.add_marker(pytest.mark.desktop)


@pytest.fixture
def desk(screen: Screen, tmp_path: Path) -> Desk:
    """A desk nobody has used yet."""
    return Desk(screen, tmp_path)


@pytest.fixture
def browser(tmp_path: Path) -> tuple[str, Path]:
    """A stand-in for the system's browser: the command, and the file it writes addresses into."""
    opened = tmp_path / "opened"
    script = tmp_path / "browser"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nopen({str(opened)!r}, 'a').write(sys.argv[1] + '\\n')\n"
    )
    script.chmod(0o700)
    return f"{script} %s", opened
