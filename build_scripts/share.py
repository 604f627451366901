"""What a Linux desktop wants to know of a program, as a folder `share`: menu entry, icons, man page."""

from __future__ import annotations

import gzip
import shutil
from typing import TYPE_CHECKING

from build_scripts.environment import ROOT
from build_scripts.release import APPLICATION_ID, NAME
from build_scripts.template import filled

if TYPE_CHECKING:
    from pathlib import Path

ICON = ROOT / "assets" / "static" / "icons" / f"{NAME}.svg"


def lay_out(share: Path, icons: Path) -> None:
    """Fill the folder *share*; *icons* is where the icon's pictures were drawn."""
    write(share / "applications" / f"{NAME}.desktop", filled(f"{NAME}.desktop", PROGRAM=NAME))
    write(share / "metainfo" / f"{APPLICATION_ID}.metainfo.xml", filled("metainfo.xml"))
    write_compressed(share / "man" / "man1" / f"{NAME}.1.gz", filled(f"{NAME}.1"))
    hicolor = share / "icons" / "hicolor"
    _copy(ICON, hicolor / "scalable" / "apps" / f"{NAME}.svg")
    for picture in sorted(icons.glob(f"{NAME}-*.png")):
        size = picture.stem.removeprefix(f"{NAME}-")
        _copy(picture, hicolor / f"{size}x{size}" / "apps" / f"{NAME}.png")


def write(file: Path, text: str) -> None:
    """Write a file and the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def write_compressed(file: Path, text: str) -> None:
    """Write a .gz that says nothing of when and from what it was made."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(text.encode(), mtime=0))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
