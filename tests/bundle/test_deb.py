"""The package for Debian and Ubuntu, as dpkg, lintian and the desktop's validators see it."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from typing import TYPE_CHECKING

import pytest

from build_scripts.deb import PROGRAMS

if TYPE_CHECKING:
    from pathlib import Path

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
PACKAGE_BYTES, INSTALLED_BYTES = 25_000_000, 60_000_000


@pytest.fixture(scope="module")
def package(dist: Path) -> Path:
    """The .deb as it is handed to people."""
    if shutil.which("dpkg-deb") is None:
        pytest.skip("needs dpkg: Debian or Ubuntu")
    (found,) = dist.glob("*.deb")
    return found


@pytest.fixture(scope="module")
def unpacked(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What it would put into the root of the system."""
    folder = tmp_path_factory.mktemp("deb")
    said("dpkg-deb", "--extract", str(package), str(folder))
    return folder


def said(*command: str) -> str:
    """Run a program that must succeed; return all it said."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"needs {command[0]}")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def field(package: Path, name: str) -> str:
    """Return a field of the package's description."""
    return said("dpkg-deb", "--field", str(package), name).strip()


def test_it_is_small(package: Path) -> None:
    """At most 25 MB to download and 60 MB on the disk."""
    assert package.stat().st_size <= PACKAGE_BYTES
    assert int(field(package, "Installed-Size")) * 1024 <= INSTALLED_BYTES


def test_it_asks_for_what_its_libraries_and_its_window_need(package: Path) -> None:
    """What is linked was found by dpkg-shlibdeps; what is loaded later stands in a list of ours."""
    needed = {one.split()[0] for one in field(package, "Depends").split(", ")}
    assert {"libc6", "libglib2.0-0", "libgirepository-1.0-1"} <= needed
    assert {"gir1.2-gtk-3.0", "gir1.2-webkit2-4.1", "librsvg2-common"} <= needed


def test_everything_in_it_is_roots_and_readable_by_all(package: Path) -> None:
    """Whatever umask it was built under; only programs may be run."""
    for line in said("dpkg-deb", "--contents", str(package)).splitlines():
        mode, owner, _, _, _, name = line.split(maxsplit=5)
        assert owner == "root/root", line
        if mode.startswith("l"):
            continue
        runs = name.endswith("/") or name.removeprefix("./") in PROGRAMS
        assert mode[1:] == ("rwxr-xr-x" if runs else "rw-r--r--"), line


def test_lintian_finds_no_error(package: Path) -> None:
    """What it is told to overlook has its reason beside it."""
    assert said("lintian", "--allow-root", "--fail-on", "error", str(package)).count("E: ") == 0


def test_the_menu_entry_is_valid(unpacked: Path) -> None:
    """The desktop's own validator says nothing at all."""
    assert said("desktop-file-validate", str(unpacked / "usr/share/applications/shiftbook.desktop")) == ""


def test_software_centres_can_read_about_it(unpacked: Path) -> None:
    """AppStream's own validator accepts the description."""
    (file,) = (unpacked / "usr/share/metainfo").iterdir()
    assert file.name == "io.github.shiftbook.Shiftbook.metainfo.xml"
    said("appstreamcli", "validate", "--no-net", str(file))


def test_the_man_page_has_nothing_to_complain_about(unpacked: Path) -> None:
    """It is formatted without a warning, and speaks of where the data lies."""
    page = said("man", "--warnings", "--local-file", str(unpacked / "usr/share/man/man1/shiftbook.1.gz"))
    assert "warning" not in page
    assert "~/.local/share/Shiftbook" in re.sub(r".\x08", "", page)


def test_its_icon_is_there_in_every_size(unpacked: Path) -> None:
    """Each picture has the size of the folder it lies in, and one scales."""
    hicolor = unpacked / "usr/share/icons/hicolor"
    assert (hicolor / "scalable/apps/shiftbook.svg").is_file()
    for size in SIZES:
        head = (hicolor / f"{size}x{size}/apps/shiftbook.png").read_bytes()[:24]
        assert struct.unpack(">II", head[16:24]) == (size, size)


def test_removing_it_says_that_the_logbooks_stay(package: Path, tmp_path: Path) -> None:
    """On remove and on purge, and not on an upgrade."""
    said("dpkg-deb", "--control", str(package), str(tmp_path))
    for action in ("remove", "purge"):
        assert "~/.local/share/Shiftbook" in said(str(tmp_path / "postrm"), action)
    assert said(str(tmp_path / "postrm"), "upgrade") == ""


def test_the_command_leads_to_the_program(unpacked: Path) -> None:
    """/usr/bin/shiftbook is the program in its folder."""
    assert (unpacked / "usr/bin/shiftbook").resolve() == unpacked / "usr/lib/shiftbook/shiftbook"
    assert said(str(unpacked / "usr/bin/shiftbook"), "--version").startswith("Shiftbook ")
