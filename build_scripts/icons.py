"""Draws the program's icon in every size and format a system asks for, from one SVG.

Run by the interpreter of the build's environment, which has the two libraries for it:
python -m build_scripts.icons FOLDER
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import resvg_py
from PIL import Image

from build_scripts.environment import ROOT
from build_scripts.release import NAME

SOURCE = ROOT / "assets" / "static" / "icons" / f"{NAME}.svg"

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""Pixels; the sizes of the hicolor theme, where Linux desktops look."""

WINDOWS_SIZES = (16, 24, 32, 48, 64, 128, 256)
MACOS_SIZES = (16, 32, 64, 128, 256, 512, 1024)


def draw(size: int) -> bytes:
    """Return the icon as a PNG, *size* pixels wide and high."""
    return bytes(resvg_py.svg_to_bytes(svg_string=SOURCE.read_text("utf-8"), width=size, height=size))


def write(folder: Path) -> None:
    """Write NAME-<size>.png, NAME.ico and NAME.icns into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        (folder / f"{NAME}-{size}.png").write_bytes(draw(size))
    _combine(folder / f"{NAME}.ico", WINDOWS_SIZES)
    _combine(folder / f"{NAME}.icns", MACOS_SIZES)


def _combine(file: Path, sizes: tuple[int, ...]) -> None:
    """Write one file that holds all these sizes, each drawn for itself."""
    *others, largest = [Image.open(BytesIO(draw(size))) for size in sizes]
    largest.save(file, append_images=others, sizes=[(size, size) for size in sizes])


if __name__ == "__main__":
    write(Path(sys.argv[1]))
