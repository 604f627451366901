"""What people download, made once for all tests of this folder."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from typing import TYPE_CHECKING

import pytest

from build_scripts import freeze
from build_scripts.artifact import DIST
from build_scripts.environment import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BUILD = ROOT / "build_scripts" / "build.py"
BUILD_SECONDS = 1200


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder; whichever comes first waits for the build."""
    for item in items:
        if "tests/bundle/" in item.path.as_posix():
            item.add_marker(pytest.mark.bundle)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(BUILD_SECONDS))


@pytest.fixture(scope="session")
def dist(pytestconfig: pytest.Config) -> Path:
    """The folder with what one build of this tree hands over; what the build said is shown."""
    if sys.platform == "linux" and not sysconfig.get_config_var("Py_ENABLE_SHARED"):
        pytest.skip("this Python has no shared library, so nothing can be built with it")
    done = subprocess.run(
        [sys.executable, str(BUILD)], capture_output=True, text=True, timeout=BUILD_SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with pytestconfig.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        sys.stdout.write(f"\n{done.stdout}")
    assert "start to first painted page" in done.stdout
    return DIST


@pytest.fixture(scope="session")
def frozen(dist: Path) -> Path:
    """The bundle the packages were made from."""
    assert dist.exists()
    return freeze.bundle()


@pytest.fixture(scope="session")
def program(frozen: Path) -> Path:
    """The frozen program."""
    return freeze.program(frozen)
