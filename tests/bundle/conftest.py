"""What people download, made once for all tests of this folder."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers.program import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BUILD = ROOT / "build_scripts" / "build.py"
BUILD_SECONDS = 1200


@pytest.fixture(scope="session")
def dist() -> Path:
    """The folder with what one build of this tree hands over."""
    if not BUILD.exists():
        pytest.skip("needs build_scripts/build.py")
    done = subprocess.run(
        [sys.executable, str(BUILD)], capture_output=True, text=True, timeout=BUILD_SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return ROOT / "dist"
