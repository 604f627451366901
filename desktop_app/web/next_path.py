"""Where to go after signing in: a path of ours, or home."""

from __future__ import annotations

import re
from urllib.parse import quote

HOME = "/"

_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f-\x9f]*")
_NOT_A_PLACE = re.compile(r"/(login|logout|setup|open|session)(?![A-Za-z0-9_-])", re.IGNORECASE)
MAX_LENGTH = 2000


def safe_next(asked: str | None) -> str:
    r"""Return *asked* if it is a path on our own origin worth returning to, else home.

    Browsers follow `//host`, `/\host` and paths with control characters off the site (open redirect).
    """
    if not asked or len(asked) > MAX_LENGTH or not _OWN_PATH.fullmatch(asked) or _NOT_A_PLACE.match(asked):
        return HOME
    return quote(asked, safe="/?&=#%:@!$'()*+,;~-._[]")


def with_next(path: str, asked: str) -> str:
    """Return *path* with *asked* as its `next`, left out when that is home."""
    target = safe_next(asked)
    if target == HOME:
        return path
    return f"{path}{'&' if '?' in path else '?'}next={quote(target, safe='/')}"
