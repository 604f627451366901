"""A data folder as a started program has it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from desktop_app.paths import DataFolder

if TYPE_CHECKING:
    from pathlib import Path


def prepared_folder(path: Path) -> DataFolder:
    """Make a data folder ready to be used; the process keeps its umask."""
    before = os.umask(0o022)
    made = DataFolder(path)
    made.prepare()
    os.umask(before)
    return made
