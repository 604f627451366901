"""Packs the bundle for Debian and Ubuntu: a package that brings what the program needs of the system."""

from __future__ import annotations

import os
import re
import shutil
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from build_scripts import share
from build_scripts.artifact import Artifact
from build_scripts.bundle import libraries, size
from build_scripts.environment import ROOT
from build_scripts.freeze import BUILD
from build_scripts.processes import run_or_fail
from build_scripts.release import NAME, VERSION, epoch, reproducible
from build_scripts.template import filled

if TYPE_CHECKING:
    from pathlib import Path

TOOLS = ("dpkg", "dpkg-deb", "dpkg-shlibdeps")

LOADED_LATER = (
    "gir1.2-gtk-3.0",  # the window
    "gir1.2-webkit2-4.1",  # and the engine in it
    "librsvg2-common",  # the window's icon is a drawing
)
"""What no library of ours is linked with, because it is looked for when the program runs."""

COMPRESSION = ("-Zxz", "-z9")
"""Every dpkg reads xz, and it packs smallest; what zstd would save is a fraction of a second, once."""

TREE = BUILD / "deb"
FILE, PROGRAM, FOLDER = 0o644, 0o755, 0o755
PROGRAMS = frozenset({f"usr/lib/{NAME}/{NAME}", "DEBIAN/postrm"})
KIB = 1024


class NothingLinked(Exception):
    """dpkg-shlibdeps found no library the program needs, which no program is true of."""

    def __init__(self) -> None:
        super().__init__("dpkg-shlibdeps names no library that the program needs, so no package was made.")


def missing_tools() -> list[str]:
    """Return which of the tools are not here: there are none on other distributions."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


def package(bundle: Path, icons: Path, out: Path) -> Artifact:
    """Make the package of a frozen program in the folder *out*; return it.

    Raises:
        ToolFailed: one of dpkg's tools did.
    """
    shutil.rmtree(TREE, ignore_errors=True)
    root = TREE / "root"
    installed = root / "usr" / "lib" / NAME
    shutil.copytree(bundle, installed)
    share.lay_out(root / "usr" / "share", icons)
    _documents(root / "usr" / "share")
    command = root / "usr" / "bin" / NAME
    command.parent.mkdir()
    command.symlink_to(f"../lib/{NAME}/{NAME}")
    _control(root, installed)
    settle(root)
    architecture = _architecture()
    made = out / f"{NAME}_{VERSION}_{architecture}.deb"
    build = ["dpkg-deb", "--root-owner-group", *COMPRESSION, "--build", str(root), str(made)]
    # The same bytes on every machine: how xz splits its work must not depend on the processors.
    run_or_fail(build, variables={**reproducible(), "DPKG_DEB_THREADS_MAX": "1"})
    return Artifact(
        made, f"package for Debian 12, Ubuntu 22.04 and later, {size(root) / 1e6:.1f} MB installed"
    )


def settle(root: Path) -> None:
    """Give everything in a tree its final mode and time, whatever umask and clock it was made under."""
    made = epoch()
    for path in sorted(root.rglob("*"), reverse=True):
        if not path.is_symlink():
            path.chmod(mode(path, str(path.relative_to(root))))
        os.utime(path, (made, made), follow_symlinks=False)
    root.chmod(FOLDER)
    os.utime(root, (made, made))


def mode(path: Path, name: str) -> int:
    """Return the permissions of what is called *name* in the package."""
    if path.is_dir():
        return FOLDER
    return PROGRAM if name in PROGRAMS else FILE


def depends(said: str) -> str:
    """Return the Depends field: what dpkg-shlibdeps found, and what is loaded later.

    Raises:
        NothingLinked: it found nothing.
    """
    found = re.search(r"^shlibs:Depends=(.+)$", said, re.MULTILINE)
    if found is None:
        raise NothingLinked
    return ", ".join([found[1], *LOADED_LATER])


def _control(root: Path, installed: Path) -> None:
    share.write(
        root / "DEBIAN" / "control",
        filled(
            "control",
            ARCHITECTURE=_architecture(),
            DEPENDS=depends(_linked_with(installed)),
            KIB=str(-(-size(root) // KIB)),
        ),
    )
    share.write(root / "DEBIAN" / "postrm", filled("postrm"))


def _documents(usr_share: Path) -> None:
    documents = usr_share / "doc" / NAME
    moment = format_datetime(datetime.fromtimestamp(epoch(), UTC))
    share.write(documents / "copyright", filled("copyright", LICENCE=_licence()))
    share.write_compressed(documents / "changelog.gz", filled("changelog", DATE=moment))
    share.write_compressed(documents / "CHANGELOG.md.gz", (ROOT / "CHANGELOG.md").read_text("utf-8"))
    share.write(usr_share / "lintian" / "overrides" / NAME, filled("lintian-overrides"))


def _licence() -> str:
    """Return the licence as Debian's format wants a text: indented, with a dot on empty lines."""
    lines = (ROOT / "LICENSE").read_text("utf-8").strip().splitlines()
    return "\n".join(f" {line or '.'}" for line in lines)


def _linked_with(installed: Path) -> str:
    """Ask dpkg-shlibdeps, which reads a debian/control and knows no library of a bundle's own."""
    share.write(TREE / "debian" / "control", f"Source: {NAME}\n\nPackage: {NAME}\nArchitecture: any\n")
    files = [f"-e{file}" for file in libraries(installed)]
    own = f"-l{installed / '_internal'}"
    return run_or_fail(["dpkg-shlibdeps", "-O", own, *files], folder=TREE, variables=reproducible())


def _architecture() -> str:
    return run_or_fail(["dpkg", "--print-architecture"]).strip()
