"""Stylesheets, scripts and icons, with a fixed list of types (the system's own list can be wrong)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bottle import static_file

from desktop_app.errors import NotFound
from desktop_app.paths import resource_path
from desktop_app.web.own_files import FOLDER, edition
from desktop_app.web.route import Guard, Route

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context

FOR_EVER = "private, max-age=31536000, immutable"
"""A year, the longest that is of use (RFC 9111, RFC 8246)."""

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}


def serve_file(ctx: Context, path: str) -> HTTPResponse:
    """Serve one of our files: in this edition to be kept, else the browser asks each time for a newer one."""
    del ctx
    first, _, rest = path.partition("/")
    kept = first == edition()
    name = rest if kept else path
    media_type = TYPES.get(f".{name.rpartition('.')[2]}")
    if media_type is None:
        raise NotFound
    answer = static_file(name, root=resource_path(FOLDER), mimetype=media_type, charset=None)
    if answer.status_code not in {200, 304}:
        raise NotFound
    answer.set_header("Cache-Control", FOR_EVER if kept else "no-cache")
    return answer


ROUTES = (Route("GET", "/static/<path:path>", Guard.WINDOW, serve_file),)
