"""P6: the package on a Debian that has nothing of ours, from `apt install` to `apt purge`."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest

from tests.helpers.computer import DESKTOP, HOME, Computer, open_computer
from tests.helpers.desk import FIRST_PERSON, NAME, TITLE
from tests.helpers.packages import dependencies
from tests.helpers.readme import install_commands
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.clean_root import CleanRoot
    from tests.helpers.screen import Screen

pytestmark = [pytest.mark.bundle, pytest.mark.timeout(900)]

PACKAGE = "shiftbook"
DATA = HOME / ".local/share/Shiftbook"
PASSED_OVER = ("/dev", "/proc", "/run", "/sys", "/var/cache/apt", "/var/lib/apt", "/var/lib/dpkg", "/var/log")
"""What is gone when the machine is off, and what apt and dpkg write about themselves."""


@pytest.fixture(scope="module")
def package(dist: Path) -> Path:
    """The .deb as it is handed to people."""
    (found,) = dist.glob("*.deb")
    return found


@pytest.fixture(scope="module")
def computer(package: Path, screen: Screen, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Computer]:
    """The smallest Debian, onto which an administrator has installed the package; Ada is logged in."""
    with open_computer(screen, tmp_path_factory.mktemp("home"), "plain") as computer:
        install(computer.root, package)
        computer.root.install(*DESKTOP, "man-db")
        computer.log_in()
        yield computer


def install(root: CleanRoot, package: Path) -> str:
    """Install the package as the README says, from the folder it was downloaded to."""
    assert install_commands()[0] == f"sudo apt install ./{package.name}"
    copy = shutil.copy(package, root.path / "root")
    said = root.install(f"./{package.name}")
    Path(copy).unlink()
    return said


def entry(root: CleanRoot) -> PurePosixPath:
    """Return the desktop entry that the package has brought."""
    files = root.run("dpkg", "--listfiles", PACKAGE).stdout.splitlines()
    (found,) = [PurePosixPath(file) for file in files if file.endswith(".desktop")]
    return found


def files(root: CleanRoot) -> set[str]:
    """Return every file and folder of the system that lasts, but those we pass over."""
    unlisted = [part for place in PASSED_OVER for part in ("-path", place, "-prune", "-o")]
    return set(root.run("find", "/", *unlisted, "-print").stdout.splitlines())


def test_apt_brings_all_it_needs(computer: Computer) -> None:
    """Nothing but the package was asked for, and its own examination finds nothing to complain about."""
    found = computer.as_person(PACKAGE, "doctor", check=False)
    assert found.returncode == 0, found.stdout
    assert "WebKitGTK" in found.stdout


def test_it_stands_in_the_menu(computer: Computer) -> None:
    """The desktop finds the entry, the program it starts, its icon, and the man page."""
    text = (computer.root.path / f".{entry(computer.root)}").read_text("utf-8")
    lines = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    assert computer.as_person("sh", "-c", f"command -v {lines['Exec'].split()[0]}").stdout.startswith(
        "/usr/bin/"
    )
    icons = (computer.root.path / "usr/share/icons/hicolor").rglob(f"{lines['Icon']}.*")
    assert {icon.suffix for icon in icons} >= {".svg"}
    assert computer.as_person("man", "--where", PACKAGE).stdout.strip().startswith("/usr/share/man/man1/")


def test_a_person_is_still_signed_in_after_a_restart(computer: Computer) -> None:
    """P6: double-click, set up, write, close, double-click: the next entry needs no password."""
    name = entry(computer.root).stem
    with computer.opened(name) as window:
        computer.set_up(window)
        computer.post(window, "Beam on at 08:15.")
    with computer.opened(name) as window:
        computer.wait_for_band(window, FIRST_PERSON)
        computer.post(window, "Still Ada, after a restart.")
    assert computer.rows("SELECT count(*) FROM access_log WHERE event = 'sign_in'") == [(1,)]
    assert computer.rows("SELECT count(*) FROM session WHERE ended_at IS NULL") == [(1,)]


def test_a_second_double_click_brings_the_window_to_the_front(computer: Computer) -> None:
    """P6: from behind another program, through the desktop's own way of starting it."""
    name = entry(computer.root).stem
    with computer.opened(name) as window, computer.screen.covered():
        computer.double_click(name)
        wait_for(lambda: computer.screen.active(window), "the first window in front")
        wait_for(lambda: len(computer.processes()) == 1, "the second start to end")
        assert computer.screen.titles().count(TITLE) == 1


def test_removal_leaves_what_people_wrote_and_nothing_else(
    package: Path, screen: Screen, tmp_path: Path
) -> None:
    """P6: `apt purge` takes every file away but the data folder, and says that it stays."""
    needed = [*DESKTOP, *dependencies(package)]
    with open_computer(screen, tmp_path, "with-all-but-the-package", needed) as computer:
        computer.log_in()
        before = files(computer.root)
        install(computer.root, package)
        with computer.opened(entry(computer.root).stem) as window:
            computer.set_up(window)
        said = computer.root.run("apt-get", "purge", "--yes", PACKAGE).stdout
        after = files(computer.root)
        assert before - after == set()
        new = {file for file in after - before if not f"{file}/".startswith(f"{DATA}/")}
        assert new == {f"{HOME}/.local", f"{HOME}/.local/share"}
        assert computer.rows("SELECT name FROM account") == [(NAME,)]
    assert f"~/{DATA.relative_to(HOME)}" in said
