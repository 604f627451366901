"""The archive for other distributions: installed, used, upgraded and removed in a home of its own."""

from __future__ import annotations

import os
import subprocess
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from build_scripts.smoke import smoke
from tests.helpers.program import start

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Home:
    """A person's home, and the archive they have unpacked in it."""

    folder: Path
    installer: Path

    @property
    def program(self) -> Path:
        """Where the program is installed."""
        return self.folder / ".local" / "lib" / "shiftbook"

    @property
    def command(self) -> Path:
        """What they type."""
        return self.folder / ".local" / "bin" / "shiftbook"

    def install(self, *arguments: str, stand_in: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run install.sh; programs in *stand_in* are found before the system's."""
        path = os.pathsep.join([*([str(stand_in)] if stand_in else []), os.environ["PATH"]])
        return subprocess.run(
            ["sh", str(self.installer), *arguments],
            env={"HOME": str(self.folder), "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )

    def files(self) -> set[str]:
        """Return every file below .local, the data aside."""
        local = self.folder / ".local"
        found = (str(file.relative_to(local)) for file in local.rglob("*") if not file.is_dir())
        return {name for name in found if not name.startswith("share/Shiftbook/")}


@pytest.fixture(scope="module")
def archive(dist: Path) -> Path:
    """The .tar.gz as it is handed to people."""
    found = list(dist.glob("*.tar.gz"))
    if not found:
        pytest.skip("only Linux has the archive")
    return found[0]


@pytest.fixture
def home(archive: Path, tmp_path: Path) -> Home:
    """A home with the archive unpacked; its name has a space in it, as some have."""
    folder = tmp_path / "Ada's home"
    with tarfile.open(archive) as packed:
        packed.extractall(folder / "Downloads", filter="data")
    (installer,) = (folder / "Downloads").glob("*/install.sh")
    return Home(folder, installer)


def stand_in(folder: Path, name: str, answer: str) -> Path:
    """Make a program that only prints *answer*; return the folder it is in."""
    folder.mkdir()
    (folder / name).write_text(f"#!/bin/sh\n{answer}\n")
    (folder / name).chmod(0o700)
    return folder


def test_installed_used_upgraded_and_removed(home: Home) -> None:
    """One person, no root; what they wrote stays, and nothing else."""
    done = home.install()
    assert done.returncode == 0, done.stderr
    assert str(home.command) in done.stdout
    smoke(home.command, lambda _: None)
    data = home.folder / ".local" / "share" / "Shiftbook"
    data.mkdir()
    (data / "shiftbook.db").write_text("a book")

    (home.program / "left over from an earlier version").touch()
    assert home.install().returncode == 0
    assert "left over" not in " ".join(home.files())
    smoke(home.command, lambda _: None)

    done = home.install("--uninstall")
    assert done.returncode == 0, done.stderr
    assert f"What you wrote stays in {data}" in done.stdout
    assert home.files() == set()
    assert (data / "shiftbook.db").read_text() == "a book"


def test_the_menu_entry_names_the_program_by_its_whole_path(home: Home) -> None:
    """~/.local/bin need not be on the path of a desktop."""
    home.install()
    entry = (home.folder / ".local/share/applications/shiftbook.desktop").read_text()
    assert f'Exec="{home.program}/shiftbook"\n' in entry
    assert (home.folder / ".local/share/icons/hicolor/256x256/apps/shiftbook.png").is_file()


def test_it_can_be_removed_without_the_archive(home: Home) -> None:
    """Who keeps downloads for years?"""
    home.install()
    removed = Home(home.folder, home.program / "install.sh").install("--uninstall")
    assert removed.returncode == 0, removed.stderr
    assert home.files() == set()


def test_somebody_elses_command_of_that_name_is_left_alone(home: Home) -> None:
    """Only the link that leads to our program goes with it."""
    home.install()
    home.command.unlink()
    home.command.write_text("#!/bin/sh\n")
    home.install("--uninstall")
    assert home.command.exists()


@pytest.mark.parametrize(
    ("name", "answer", "sentence"),
    [
        ("getconf", "echo glibc 2.17", "or newer; this system has 2.17."),
        ("getconf", "exit 1", "or newer; this system has another C library."),
        ("uname", '[ "$1" = -s ] && echo Linux || echo riscv64', "this computer is Linux on riscv64."),
    ],
)
def test_a_computer_it_cannot_run_on_is_told_so(
    home: Home, tmp_path: Path, name: str, answer: str, sentence: str
) -> None:
    """In a sentence, before anything is written."""
    done = home.install(stand_in=stand_in(tmp_path / "bin", name, answer))
    assert done.returncode == 1
    assert sentence in done.stderr
    assert not (home.folder / ".local").exists()


def test_an_open_shiftbook_is_not_replaced(home: Home, tmp_path: Path) -> None:
    """It would look for parts of itself that are another version's."""
    home.install()
    before = home.files()
    with start(tmp_path, "--headless", command=[str(home.command)]) as running:
        running.address()
        for arguments in ([], ["--uninstall"]):
            done = home.install(*arguments)
            assert done.returncode == 1
            assert "Close it, then run this again" in done.stderr
    assert home.files() == before


def test_an_argument_it_does_not_know_changes_nothing(home: Home) -> None:
    """Somebody who mistypes --uninstall has installed nothing."""
    done = home.install("--remove")
    assert done.returncode == 1
    assert "usage" in done.stderr
    assert not (home.folder / ".local").exists()
