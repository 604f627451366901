"""Whether there is a screen to show a window on.

An engine that finds no screen ends the process without a word, so this is asked before one is loaded.
"""

from __future__ import annotations

import re
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ANSWER_SECONDS = 2
X11_SOCKETS = "/tmp/.X11-unix"  # noqa: S108 - where every X server puts its sockets
X11_TCP_PORT = 6000

_X11_NAME = re.compile(r"(?P<host>[^:]*):(?P<number>\d+)(\.\d+)?")


def has_display(variables: Mapping[str, str]) -> bool:
    """Return whether a display server answers at what DISPLAY or WAYLAND_DISPLAY in *variables* say."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return _wayland_answers(variables) or _x11_answers(variables.get("DISPLAY", ""))


def _wayland_answers(variables: Mapping[str, str]) -> bool:
    name = variables.get("WAYLAND_DISPLAY")
    if not name:
        return False
    return _answers(socket.AF_UNIX, str(Path(variables.get("XDG_RUNTIME_DIR", "/")) / name))


def _x11_answers(display: str) -> bool:
    match = _X11_NAME.fullmatch(display)
    if match is None:
        return False
    if match["host"] in {"", "unix"}:
        path = f"{X11_SOCKETS}/X{match['number']}"
        return _answers(socket.AF_UNIX, f"\0{path}") or _answers(socket.AF_UNIX, path)
    return _answers(socket.AF_INET, (match["host"], X11_TCP_PORT + int(match["number"])))


def _answers(family: int, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(ANSWER_SECONDS)
        try:
            probe.connect(address)
        except (OSError, OverflowError):
            return False
    return True
