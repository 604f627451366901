"""Which addresses the window shows itself, which go to the system's browser, and which nowhere."""

from __future__ import annotations

from enum import Enum, auto
from urllib.parse import urlsplit

OUTSIDE_SCHEMES = frozenset({"http", "https", "mailto"})
EMPTY_PAGES = frozenset({"", "about:blank"})


class Destination(Enum):
    """Where an address belongs."""

    HERE = auto()
    BROWSER = auto()
    NOWHERE = auto()


def destination(url: str, origin: str) -> Destination:
    """Judge *url* for a window whose pages all lie under *origin* (`http://127.0.0.1:PORT`).

    `file:` and whatever else the system might start a program for go nowhere.
    """
    if url in EMPTY_PAGES:
        return Destination.HERE
    try:
        parts = urlsplit(url)
    except ValueError:
        return Destination.NOWHERE
    if f"{parts.scheme}://{parts.netloc}" == origin:
        return Destination.HERE
    return Destination.BROWSER if parts.scheme in OUTSIDE_SCHEMES else Destination.NOWHERE
