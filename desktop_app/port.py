"""Our port: a socket on loopback that listens before anything opens, at the same number run after run."""

from __future__ import annotations

import logging
import socket
import sys
from contextlib import suppress
from random import sample
from typing import TYPE_CHECKING

from desktop_app.errors import PortTaken, SettingRefused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
LAST_PORT = 65535
FIRST_OPEN_PORT = 1024
BACKLOG = 128

LASTING_PORTS = range(20_000, 32_768)
"""No system gives these to outgoing connections: Linux takes from 32768 on, Windows and macOS from 49152.

Any other could be somebody's for a moment, just when the program starts again.
"""

TRIES = 20


def bind(port: int) -> socket.socket:
    """Return a socket listening on 127.0.0.1, at *port* or, for 0, at any free one.

    It listens at once: two sockets may share a bound port (SO_REUSEADDR, which a restart needs
    to get its port back), but never a listening one.

    Raises:
        PortTaken: if another program has the port.
        SettingRefused: if the system keeps the port for itself.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # There SO_REUSEADDR lets another program answer on our port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if isinstance(error, PermissionError) and port < FIRST_OPEN_PORT:
            raise SettingRefused(f"Port {port} is the system's own. Choose one above 1023.") from error
        raise PortTaken(port) from error
    return listener


def bind_remembered(asked: int, memory: Path) -> socket.socket:
    """Return a socket listening at the port *asked* for; for 0 at the last run's, else at one that will last.

    The port is kept in the file *memory*, so that the origin, and with it what the browser
    stored for us, stays the same.

    Raises:
        PortTaken: if *asked* names a port another program has.
        SettingRefused: if *asked* names a port the system keeps for itself.
    """
    if asked:
        listener = bind(asked)
    else:
        listener = _first_free(filter(None, (remembered_port(memory), *sample(LASTING_PORTS, TRIES))))
    _remember(memory, listener.getsockname()[1])
    return listener


def _first_free(ports: Iterable[int]) -> socket.socket:
    for port in ports:
        with suppress(PortTaken, SettingRefused):
            return bind(port)
    return bind(0)


def remembered_port(memory: Path) -> int:
    """Return the port kept in the file *memory*; 0 if there is none, or anything but a port."""
    try:
        text = memory.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return 0
    is_port = text.isdecimal() and len(text) <= len(str(LAST_PORT)) and int(text) <= LAST_PORT
    return int(text) if is_port else 0


def address(listener: socket.socket) -> str:
    """Return `127.0.0.1:PORT`: the only Host this run answers to."""
    host, port = listener.getsockname()
    return f"{host}:{port}"


def _remember(memory: Path, port: int) -> None:
    if port == remembered_port(memory):
        return  # A start that is killed while it writes leaves an empty file, and the port is forgotten.
    try:
        memory.write_text(f"{port}\n", "ascii")
    except OSError as error:
        log.warning("port outcome=not_remembered cause=%s", error.strerror)
