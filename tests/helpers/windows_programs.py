"""Small Windows programs that stand in for Shiftbook and Microsoft's bootstrapper, compiled with makensis."""

from __future__ import annotations

import struct
import subprocess
from typing import TYPE_CHECKING

import pytest

from build_scripts import nsis

if TYPE_CHECKING:
    from pathlib import Path

WEBVIEW2_CLIENT = r"Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"

BEGINNING = f"""
Target {nsis.ONLY_64_BIT}
Name stand-in
SilentInstall silent
RequestExecutionLevel user
"""

SHIFTBOOK = r"""
Section
    CreateDirectory "$LOCALAPPDATA\Shiftbook"
    FileOpen $0 "$LOCALAPPDATA\Shiftbook\book.txt" w
    FileClose $0
    again:
    IfFileExists "$LOCALAPPDATA\Shiftbook\stay-open.txt" 0 +3
    Sleep 50
    Goto again
SectionEnd
"""
"""Writes into its data folder and ends, once there is no stay-open.txt in it."""

NOTE_OF_THE_CALL = r"""
Section
    FileOpen $0 "$LOCALAPPDATA\bootstrapper.txt" w
    FileWrite $0 "$CMDLINE"
    FileClose $0
SectionEnd
"""

BOOTSTRAPPER = rf"""
{NOTE_OF_THE_CALL}
Section
    WriteRegStr HKCU "Software\{WEBVIEW2_CLIENT}" pv "131.0.2903.70"
SectionEnd
"""
"""Notes how it was called, and registers what the real one would."""

OFFLINE_BOOTSTRAPPER = rf"""
{NOTE_OF_THE_CALL}
Section
    SetErrorLevel 1
SectionEnd
"""
"""Notes how it was called, and cannot download anything."""


def skip_without_makensis() -> None:
    """Skip the calling test where nothing can compile an installer."""
    try:
        nsis.find_makensis()
    except nsis.MakensisMissing as missing:
        pytest.skip(str(missing))


def compile_program(source: str, out: Path) -> None:
    """Make a Windows program that has no window and runs these sections."""
    script = f'{BEGINNING}OutFile "{out}"\n{source}'
    command = [nsis.find_makensis(), "-V2", "-WX", "-"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def blank_icon() -> bytes:
    """Return an icon of 16 × 16 clear pixels, as an .ico file holds it."""
    pixels, mask = bytes(16 * 16 * 4), bytes(16 * 4)
    image = struct.pack("<IiiHHIIiiII", 40, 16, 2 * 16, 1, 32, 0, 0, 0, 0, 0, 0) + pixels + mask
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, 16, 16, 0, 0, 1, 32, len(image), 22) + image
