"""A computer with a clean system, where an ordinary person sits at the screen."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from tests.helpers.clean_root import CleanRoot, open_root
from tests.helpers.desk import TITLE, Desk
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from Xlib.xobject.drawable import Window

    from tests.helpers.screen import Screen

PERSON = "ada"
HOME = PurePosixPath("/home") / PERSON
RUNTIME = PurePosixPath("/run/user/1000")
DESKTOP = ("dbus-daemon", "libgtk-3-bin")
"""What every desktop has: a bus for the session, and what starts a desktop entry."""

PROGRAM = "shiftbook"


@dataclass
class Computer(Desk):
    """A clean system with one person; their home lies under *folder*, where it can be read while in use."""

    root: CleanRoot

    @property
    def data(self) -> Path:
        """The person's data folder, where the program puts it by itself."""
        return self.folder / PERSON / ".local/share/Shiftbook"

    def as_person(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command as the person would in a terminal."""
        return self.root.run(*command, user=PERSON, env=self._session(), check=check)

    def log_in(self) -> None:
        """Give the person what a display manager gives: a folder for this session, and a bus in it."""
        self.root.run("install", "--directory", "--mode=700", f"--owner={PERSON}", str(RUNTIME))
        bus = ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address=unix:path={RUNTIME}/bus"]
        self.root.start(*bus, user=PERSON, env=self._session(), output=self._log)
        wait_for((self.root.path / f".{RUNTIME}/bus").exists, "a session bus")

    @contextmanager
    def opened(self, entry: str) -> Iterator[Window]:
        """Start the program from a desktop entry, as a double-click does; close its window at the end."""
        self.double_click(entry)
        try:
            yield self.wait_for_page()
            self.screen.close(TITLE)
            wait_for(lambda: not self.processes(), "the end of the program")
        except TimeoutError as error:
            error.add_note(self.said)
            raise
        finally:
            self.root.run("kill", "-KILL", *self.processes(), check=False)

    def double_click(self, entry: str) -> None:
        """Start what a desktop entry names, as the desktop does."""
        command = ("gtk-launch", entry)
        starter = self.root.start(*command, user=PERSON, env=self._session(), output=self._log)
        assert starter.wait(30) == 0, self.said

    @property
    def said(self) -> str:
        """What the program and the desktop said so far, where a desktop would keep it."""
        return self._log.read_text("utf-8")

    def processes(self) -> list[str]:
        """Return the process ids of the program, as the system in the root counts them."""
        names = {file.parent.name: _name(file) for file in (self.root.path / "proc").glob("[0-9]*/comm")}
        return [number for number, name in names.items() if name == PROGRAM]

    @property
    def _log(self) -> Path:
        return self.folder / "session.log"

    def _session(self) -> dict[str, str]:
        of_login = {
            "XDG_RUNTIME_DIR": str(RUNTIME),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={RUNTIME}/bus",
            "XDG_SESSION_TYPE": "x11",
        }
        return self.screen.environment(of_login)


@contextmanager
def open_computer(
    screen: Screen, folder: Path, name: str, packages: Sequence[str] = (), suite: str = "bookworm"
) -> Iterator[Computer]:
    """Give a clean system with these packages and a person, who is not logged in yet."""
    folder.chmod(0o755)  # it becomes /home, and pytest made it for its own user alone
    with open_root(name, packages, suite, shared={"/home": folder}) as root:
        root.add_user(PERSON)
        yield Computer(screen, folder, root)


def _name(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except OSError:
        # It ended while we looked.
        return ""
