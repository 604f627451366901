"""P6: the archive for other distributions, on a release it was not built on and without an administrator."""

from __future__ import annotations

import shutil
import signal
from typing import TYPE_CHECKING

import pytest

from tests.helpers.computer import DESKTOP, HOME, PERSON, Computer, open_computer
from tests.helpers.desk import FIRST_PERSON
from tests.helpers.http import ADA, set_up
from tests.helpers.program import READY
from tests.helpers.readme import install_commands
from tests.helpers.root_namespace import end_group
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.screen import Screen

pytestmark = [pytest.mark.bundle, pytest.mark.timeout(900)]

RELEASE = "trixie"
ENGINE = ("python3-gi", "gir1.2-gtk-3.0", "gir1.2-webkit2-4.1")
"""What the program asks for where there is no engine; it must be enough."""

COMMAND = HOME / ".local/bin/shiftbook"
MENU = HOME / ".local/share/applications"


@pytest.fixture(scope="module")
def archive(dist: Path) -> Path:
    """The .tar.gz as it is handed to people."""
    (found,) = dist.glob("*.tar.gz")
    return found


@pytest.fixture
def computer(screen: Screen, tmp_path: Path) -> Iterator[Computer]:
    """A Debian of another release, with the engine; Ada is logged in."""
    with open_computer(screen, tmp_path, "other-release", [*DESKTOP, *ENGINE], RELEASE) as computer:
        computer.log_in()
        yield computer


def unpack(computer: Computer, archive: Path) -> str:
    """Unpack the archive where the person keeps downloads; return the folder that was in it."""
    shutil.copy(archive, computer.folder / PERSON)
    _, unpacking, _ = install_commands()
    computer.as_person(*unpacking.split())
    (folder,) = (computer.folder / PERSON).glob("*/install.sh")
    return folder.parent.name


def in_home(computer: Computer) -> set[str]:
    """Return what lies in the person's home, but for the data folder."""
    listed = computer.as_person("find", ".", "-path", "./.local/share/Shiftbook", "-prune", "-o", "-print")
    return set(listed.stdout.splitlines())


def test_a_person_installs_uses_and_removes_it_alone(computer: Computer, archive: Path) -> None:
    """Unpacked, installed, started from the menu, restarted signed in, removed; what was written stays."""
    folder = unpack(computer, archive)
    before = in_home(computer)
    _, _, installing = install_commands()
    computer.as_person(*installing.split())
    (entry,) = (computer.root.path / f".{MENU}").glob("*.desktop")
    with computer.opened(entry.stem) as window:
        computer.set_up(window)
        computer.post(window, "Another release, the same book.")
    with computer.opened(entry.stem) as window:
        computer.wait_for_band(window, FIRST_PERSON)
    assert computer.as_person(str(COMMAND), "--version").stdout.startswith("Shiftbook ")
    computer.as_person(f"./{folder}/install.sh", "--uninstall")
    left = in_home(computer) - before
    assert {path for path in left if not (computer.folder / PERSON / path).is_dir()} == set()
    assert computer.rows("SELECT text FROM entry") == [("Another release, the same book.",)]


def test_without_an_engine_it_says_what_to_install_and_serves_a_browser(
    screen: Screen, tmp_path: Path, archive: Path
) -> None:
    """No window can be had; the sentence names the packages that the other test finds to be enough."""
    with open_computer(screen, tmp_path, "other-plain", suite=RELEASE) as computer:
        folder = unpack(computer, archive)
        computer.as_person(f"./{folder}/install.sh")
        said = tmp_path / "said"
        display = screen.environment({})
        program = computer.root.start(str(COMMAND), user=PERSON, env=display, output=said)
        wait_for(lambda: READY in said.read_text("utf-8").rpartition("\n")[0], "an address")
        lines = said.read_text("utf-8").splitlines()
        (address,) = [line.removeprefix(READY) for line in lines if line.startswith(READY)]
        assert set_up(address).get("/api/session").json["person"]["name"] == ADA
        end_group(program, signal.SIGTERM)
    assert f"sudo apt install {' '.join(ENGINE)}" in "\n".join(lines)
