"""What a build hands over: the files in dist/, their sizes, and the checksums beside them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from build_scripts.environment import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DIST = ROOT / "dist"
"""Where finished packages are put; nothing else is in there."""

CHECKSUMS = "SHA256SUMS"

MB = 1_000_000


@dataclass(frozen=True)
class Artifact:
    """A finished package: its file, and what it is in a few words ("package for Debian and Ubuntu")."""

    path: Path
    description: str


def publish(artifacts: list[Artifact], folder: Path = DIST) -> Path:
    """Write SHA256SUMS for artefacts that lie in *folder*, print each with its size; return that file.

    `sha256sum --check SHA256SUMS` in the folder reads what this writes.
    """
    checksums = folder / CHECKSUMS
    checksums.write_text("".join(_checksum_line(made.path) for made in _by_name(artifacts)), "utf-8")
    for made in _by_name(artifacts):
        print(size_line(made), flush=True)
    print(f"{checksums}: what `sha256sum --check` reads", flush=True)
    return checksums


def size_line(made: Artifact) -> str:
    """Return the line that tells a person what was made, where, and how large it is."""
    return f"{made.path}: {made.description}, {made.path.stat().st_size / MB:.1f} MB"


def _by_name(artifacts: list[Artifact]) -> list[Artifact]:
    return sorted(artifacts, key=lambda made: made.path.name)


def _checksum_line(path: Path) -> str:
    with path.open("rb") as file:
        return f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n"
