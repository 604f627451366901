"""What a build hands over."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from build_scripts.artifact import Artifact, publish

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def artifacts(tmp_path: Path) -> list[Artifact]:
    """Two finished packages, the later name first."""
    made = [Artifact(tmp_path / "b.tar.gz", "archive"), Artifact(tmp_path / "a.deb", "package")]
    for artifact in made:
        artifact.path.write_bytes(artifact.path.name.encode() * 250_000)
    return made


def test_the_checksums_are_what_sha256sum_reads(artifacts: list[Artifact], tmp_path: Path) -> None:
    """The tool that people check a download with accepts the file."""
    if shutil.which("sha256sum") is None:
        pytest.skip("there is no sha256sum on PATH")
    checksums = publish(artifacts, tmp_path)
    done = subprocess.run(
        ["sha256sum", "--check", checksums.name], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == "a.deb: OK\nb.tar.gz: OK\n"


def test_each_artefact_is_printed_with_its_size(
    artifacts: list[Artifact], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever builds sees what was made, where it lies and how large it is."""
    publish(artifacts, tmp_path)
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        f"{tmp_path}/a.deb: package, 1.2 MB",
        f"{tmp_path}/b.tar.gz: archive, 2.0 MB",
    ]
