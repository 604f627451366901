"""The file WebKitGTK keeps its cookies in (Netscape's format)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HTTP_ONLY = "#HttpOnly_"
FIELDS = 7


@dataclass(frozen=True)
class KeptCookie:
    """A cookie on disk; *expires_at* in epoch seconds."""

    name: str
    value: str
    path: str
    expires_at: int
    http_only: bool


def read_jar(file: Path) -> dict[str, KeptCookie]:
    """Return our cookies by their kind: access, refresh, session."""
    lines = file.read_text("utf-8").splitlines()
    cookies = [_cookie(line) for line in lines if line.count("\t") >= FIELDS - 1]
    return {cookie.name.split("_")[1]: cookie for cookie in cookies if cookie.name.startswith("shiftbook_")}


def _cookie(line: str) -> KeptCookie:
    _domain, _, path, _, expires, name, value = line.removeprefix(HTTP_ONLY).split("\t")[:FIELDS]
    return KeptCookie(name, value, path, int(expires), line.startswith(HTTP_ONLY))
