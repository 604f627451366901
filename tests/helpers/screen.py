"""An X server of its own, with a window manager: real windows, real keys, real pixels."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from Xlib import X
from Xlib.display import Display
from Xlib.error import XError

from build_scripts.xvfb import x_server
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from Xlib.xobject.drawable import Window

NEEDED = ("Xvfb", "openbox", "xdotool", "wmctrl")
SIZE = (1280, 960)
KEY_DELAY_MILLISECONDS = "12"

Colour = tuple[int, int, int]


def skip_without_a_screen() -> None:
    """Skip the calling test, with the reason, where no screen or no engine can be had."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    gi = pytest.importorskip("gi", reason="needs PyGObject")
    try:
        gi.require_version("WebKit2", "4.1")
    except ValueError:
        pytest.skip("needs WebKitGTK 4.1 (gir1.2-webkit2-4.1)")


@dataclass(frozen=True)
class Screen:
    """A running X server; *name* is its DISPLAY."""

    name: str
    display: Display

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """Return *base* with this screen instead of any other."""
        kept = {key: value for key, value in base.items() if key != "WAYLAND_DISPLAY"}
        # Nobody's settings are read or changed, and no bus is started for them.
        desktop = {"GDK_BACKEND": "x11", "GSETTINGS_BACKEND": "memory", "NO_AT_BRIDGE": "1"}
        return {**kept, **desktop, "DISPLAY": self.name}

    def window(self, title: str) -> Window | None:
        """Return the client window with this title, if there is one on the screen."""
        try:
            return _find(self.display.screen().root, title)
        except XError:
            # A window went away while we looked.
            return None

    def active(self, window: Window) -> bool:
        """Return whether what is typed goes into this window."""
        name = self.display.intern_atom("_NET_ACTIVE_WINDOW")
        found = self.display.screen().root.get_full_property(name, X.AnyPropertyType)
        return found is not None and window.id in found.value

    def titles(self) -> list[str]:
        """Return the titles of all windows the window manager knows."""
        # Where there are none, wmctrl says so by failing.
        listed = self._run("wmctrl", "-l", check=False).splitlines()
        return ["".join(line.split(maxsplit=3)[3:]) for line in listed]

    def pixel(self, window: Window, x: int, y: int) -> Colour:
        """Return what is painted at a point of the window's content, as the screen shows it."""
        blue, green, red = self.region(window, (x, y, 1, 1))[:3]
        return red, green, blue

    def region(self, window: Window, area: tuple[int, int, int, int]) -> bytes:
        """Return what is painted in an area (x, y, width, height) of the window's content."""
        x, y, width, height = area
        root = self.display.screen().root
        place = root.translate_coords(window, x, y)
        data = root.get_image(place.x, place.y, width, height, X.ZPixmap, 0xFFFFFF).data
        return data if isinstance(data, bytes) else data.encode("latin-1")

    def place(self, window: Window) -> tuple[int, int, int, int]:
        """Return where the window's content is on the screen: x, y, width, height."""
        size = window.get_geometry()
        corner = self.display.screen().root.translate_coords(window, 0, 0)
        return corner.x, corner.y, size.width, size.height

    def states(self, window: Window) -> set[str]:
        """Return what the window manager says of the window: `_NET_WM_STATE_HIDDEN` and the like."""
        found = window.get_full_property(self.display.intern_atom("_NET_WM_STATE"), X.AnyPropertyType)
        return {self.display.get_atom_name(atom) for atom in found.value} if found is not None else set()

    def manage(self, title: str, *how: str) -> None:
        """Let the window manager do something with a window, as wmctrl names it: `-e`, `-b`."""
        self._run("wmctrl", "-F", "-r", title, *how)

    def minimise(self, window: Window) -> None:
        """Put the window away."""
        self._run("xdotool", "windowminimize", str(window.id))

    @contextmanager
    def covered(self) -> Iterator[None]:
        """Work in another program meanwhile, in a window over everything else."""
        other = Display(self.name)
        root = other.screen().root
        window = root.create_window(0, 0, *SIZE, 0, other.screen().root_depth, background_pixel=0x808080)
        window.set_wm_name("Another program")
        window.set_wm_class("other", "Other")
        window.map()
        other.flush()
        try:
            wait_for(lambda: self.active(window), "another program in front")
            yield
        finally:
            other.close()

    def type(self, text: str, *, delay: str = KEY_DELAY_MILLISECONDS) -> None:
        """Press the keys that write *text* into whatever has the focus, so many milliseconds apart."""
        self._run("xdotool", "type", "--delay", delay, text)

    def press(self, *keys: str) -> None:
        """Press keys or combinations, as xdotool names them: `Tab`, `ctrl+Return`."""
        self._run("xdotool", "key", "--delay", KEY_DELAY_MILLISECONDS, *keys)

    def close(self, title: str) -> None:
        """Close a window as its close button does, as soon as it has one."""
        wait_for(lambda: title in self.titles(), f"a frame around {title}")
        self._run("wmctrl", "-F", "-c", title)

    def picture(self, file: Path) -> None:
        """Keep a picture of the screen, if there is a program for it."""
        if shutil.which("import"):
            self._run("import", "-window", "root", str(file))

    def _run(self, *command: str, check: bool = True) -> str:
        environment = {**os.environ, "DISPLAY": self.name}
        done = subprocess.run(
            command, env=environment, check=check, capture_output=True, text=True, timeout=60
        )
        return done.stdout


@contextmanager
def open_screen(size: tuple[int, int] = SIZE) -> Iterator[Screen]:
    """Run an X server on a free display, and openbox on it."""
    with ExitStack() as running:
        name = running.enter_context(x_server(f"{size[0]}x{size[1]}x24"))
        environment = {**os.environ, "DISPLAY": name}
        manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
        running.callback(_end, manager)
        display = Display(name)
        running.callback(display.close)
        root = display.screen().root
        supporting = display.intern_atom("_NET_SUPPORTING_WM_CHECK")
        wait_for(lambda: root.get_full_property(supporting, X.AnyPropertyType), "a window manager")
        yield Screen(name, display)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(10)


def _find(window: Window, title: str) -> Window | None:
    if window.get_wm_name() == title and window.get_wm_class():
        return window
    for child in window.query_tree().children:
        found = _find(child, title)
        if found is not None:
            return found
    return None
