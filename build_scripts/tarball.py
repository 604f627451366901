"""Packs the bundle for every other Linux: an archive with a script that installs it for one person."""

from __future__ import annotations

import gzip
import shutil
import tarfile
from typing import TYPE_CHECKING

from build_scripts import share
from build_scripts.artifact import Artifact
from build_scripts.bundle import glibc
from build_scripts.freeze import BUILD
from build_scripts.release import NAME, VERSION, epoch, machine
from build_scripts.template import filled

if TYPE_CHECKING:
    from pathlib import Path

TREE = BUILD / "tarball"
INSTALLER = "install.sh"
TOP = f"{NAME}-{VERSION}"
PROGRAMS = frozenset({f"{TOP}/program/{NAME}", f"{TOP}/{INSTALLER}"})
FILE, PROGRAM, FOLDER = 0o644, 0o755, 0o755


def package(bundle: Path, icons: Path, out: Path) -> Artifact:
    """Make the archive of a frozen program in the folder *out*; return it."""
    shutil.rmtree(TREE, ignore_errors=True)
    root = TREE / TOP
    shutil.copytree(bundle, root / "program")
    share.lay_out(root / "share", icons)
    major, minor = glibc(bundle)
    values = {"MACHINE": machine(), "GLIBC_MAJOR": str(major), "GLIBC_MINOR": str(minor)}
    share.write(root / INSTALLER, filled(INSTALLER, **values))
    share.write(root / "README.txt", filled("README.txt", MACHINE=machine(), GLIBC=f"{major}.{minor}"))
    made = out / f"{NAME}-{VERSION}-linux-{machine()}.tar.gz"
    _pack(root, made)
    return Artifact(made, "archive for every other Linux, with install.sh")


def _pack(root: Path, made: Path) -> None:
    """Write an archive that depends on what is in it and on nothing else."""
    with (
        made.open("wb") as file,
        gzip.GzipFile("", "wb", compresslevel=9, fileobj=file, mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in [root, *sorted(root.rglob("*"))]:
            archive.add(path, str(path.relative_to(root.parent)), recursive=False, filter=_nobodys)


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = epoch()
    entry.mode = FOLDER if entry.isdir() else PROGRAM if entry.name in PROGRAMS else FILE
    return entry
