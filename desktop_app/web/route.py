"""A row of the route table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from bottle import HTTPResponse


NUMBER = r"[1-9][0-9]{0,17}"
"""A row's number in an address, none that SQLite could not hold; elsewhere `<name:number>`."""


class Guard(IntEnum):
    """What a request must bring; each step includes those before it."""

    OPEN = 0
    WINDOW = 1
    SESSION = 2
    ADMINISTRATOR = 3
    SECOND_START = 4
    """Not a step of the above: another start on the same data folder, with the secret that lies in it."""
    TICKET = 5
    """Not a step either: a window's key, and with it a draft's ticket or else a session.

    Where there is a ticket, nobody looks at the session, nor at whom the page was made for.
    """


@dataclass(frozen=True, slots=True)
class Route:
    """Method, path, what it takes to get in, and the view.

    *body* is the shape of the JSON it reads; with *form*, a page's form may send the same. With *upload* it
    reads a file from `wsgi.input` itself, a piece at a time.
    """

    method: str
    path: str
    guard: Guard
    view: Callable[..., HTTPResponse]
    body: type[Any] | None = None
    form: bool = False
    upload: bool = False


def speaks_json(path: str) -> bool:
    """Return whether programs rather than people read what comes from this path."""
    return path.startswith(("/api/", "/session/")) and path not in {"/session/resume", "/session/unlock"}
