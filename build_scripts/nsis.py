"""Packs the bundle into an installer for Windows, with NSIS and the script in templates/windows/.

NSIS runs on Linux too, so the installer can be made and tried there, around whatever bundle is at hand.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path, PurePath, PureWindowsPath
from tempfile import TemporaryDirectory

from build_scripts.artifact import Artifact
from build_scripts.environment import ROOT
from build_scripts.processes import run_or_fail
from build_scripts.release import NAME, TITLE, reproducible

SCRIPT = ROOT / "build_scripts" / "templates" / "windows" / "shiftbook.nsi"
PROGRAM = f"{NAME}.exe"
PUBLISHER = f"The {TITLE} authors"

BOOTSTRAPPER = ROOT / "build" / "MicrosoftEdgeWebview2Setup.exe"
"""Where Microsoft's installer of WebView2 is put, if it is to be packed; it is not ours to keep here."""

EVERYWHERE = "x86-unicode"
"""The stub that every NSIS has; it runs on the 64-bit Windows that the program needs."""

ONLY_64_BIT = "amd64-unicode"
"""The stub in Debian's NSIS for what runs no 32-bit programs, such as Wine without its 32-bit half."""

KIB = 1024
WARNINGS_ARE_ERRORS = "-WX"
ONLY_WARNINGS_AND_ERRORS = "-V2"


class MakensisMissing(Exception):
    """There is no NSIS; the message says how to get it."""

    def __init__(self) -> None:
        super().__init__(
            "There is no makensis to make the Windows installer with. "
            "It comes with NSIS 3: winget install NSIS.NSIS, or on Debian: apt install nsis"
        )


def package(
    bundle: Path,
    *,
    version: str,
    icon: Path,
    out: Path,
    bootstrapper: Path = BOOTSTRAPPER,
    target: str = EVERYWHERE,
) -> Artifact:
    """Make the installer of a frozen program in the folder *out*; return it.

    *version* is three numbers, as in 0.1.0. The bootstrapper is packed if it is there. *target* is the stub.

    Raises:
        MakensisMissing: NSIS is not here.
        ToolFailed: makensis refused or warned.
    """
    makensis = find_makensis()
    installer = out.resolve() / f"{TITLE}-{version}-setup.exe"
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        defines = {
            **_names(version),
            **_bundle(bundle.resolve(), Path(folder)),
            "ICON": str(icon.resolve()),
            "OUT": str(installer),
            "TARGET": target,
        }
        if bootstrapper.exists():
            defines["WEBVIEW2_SETUP"] = str(bootstrapper.resolve())
        options = [f"-D{name}={value}" for name, value in defines.items()]
        run_or_fail(
            [makensis, ONLY_WARNINGS_AND_ERRORS, WARNINGS_ARE_ERRORS, *options, str(SCRIPT)],
            variables=reproducible(),
        )
    return Artifact(installer, "installer for Windows 10 and 11, for one person")


def find_makensis() -> str:
    """Return the compiler's path: from PATH, or from where NSIS installs itself on Windows.

    Raises:
        MakensisMissing: it is in neither.
    """
    homes = [os.environ[name] for name in ("ProgramFiles(x86)", "ProgramFiles") if name in os.environ]
    for candidate in ("makensis", *(str(Path(home, "NSIS", "makensis.exe")) for home in homes)):
        found = shutil.which(candidate)
        if found:
            return found
    raise MakensisMissing


def packing(bundle: Path) -> str:
    """Return the NSIS instructions that pack a bundle: sorted, since file systems each have an order."""
    lines = []
    for folder, files in _by_folder(bundle).items():
        lines.append(f'SetOutPath "{PureWindowsPath("$INSTDIR", folder)}"')
        lines += [f'File "{bundle / file}"' for file in files]
    return "\n".join([*lines, ""])


def installed_list(bundle: Path) -> str:
    r"""Return what the uninstaller reads: files, then folders with a \ at their end, the deepest first."""
    folders = _by_folder(bundle)
    files = [str(PureWindowsPath(file)) for inside in folders.values() for file in inside]
    parents = {parent for folder in folders for parent in (folder, *folder.parents)} - {PurePath()}
    deepest_first = sorted(parents, key=lambda folder: (-len(folder.parts), folder))
    return "".join(f"{line}\r\n" for line in [*files, *(f"{PureWindowsPath(f)}\\" for f in deepest_first)])


def _by_folder(bundle: Path) -> dict[PurePath, list[PurePath]]:
    """Return the bundle's files by their folder, both as paths inside it."""
    found: dict[PurePath, list[PurePath]] = {}
    inside = (PurePath(file.relative_to(bundle)) for file in bundle.rglob("*") if file.is_file())
    for file in sorted(inside, key=lambda path: (path.parent.parts, path.name)):
        found.setdefault(file.parent, []).append(file)
    return found


def _names(version: str) -> dict[str, str]:
    return {"NAME": TITLE, "VERSION": version, "PUBLISHER": PUBLISHER, "PROGRAM": PROGRAM}


def _bundle(bundle: Path, folder: Path) -> dict[str, str]:
    """Write into *folder* what tells NSIS about the bundle; return the names NSIS knows it by."""
    files, listed = folder / "files.nsh", folder / "list.txt"
    files.write_text(packing(bundle), "utf-8-sig")
    listed.write_bytes(installed_list(bundle).encode("utf-16-le"))
    size = sum(file.stat().st_size for file in bundle.rglob("*") if file.is_file())
    return {"FILES": str(files), "LIST": str(listed), "SIZE_KB": str(-(-size // KIB))}
