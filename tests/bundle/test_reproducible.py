"""Who builds the same source again gets the same bytes, and can see that nothing was slipped in."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

import pytest

from build_scripts import deb, environment, freeze, tarball

if TYPE_CHECKING:
    from pathlib import Path


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of every file in a folder."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_frozen_and_packed_again_it_is_the_same(dist: Path, frozen: Path, tmp_path: Path) -> None:
    """The bundle file by file, and each package as a whole."""
    if deb.missing_tools():
        pytest.skip(f"needs {', '.join(deb.missing_tools())}")
    before, packed = digests(frozen), digests(dist)
    freeze.freeze(environment.BUILD.python)
    assert digests(frozen) == before
    copy = shutil.copytree(frozen, tmp_path / "copy")
    for pack in (deb, tarball):
        made = pack.package(copy, freeze.ICONS, tmp_path)
        assert digests(tmp_path)[made.path.name] == packed[made.path.name]
