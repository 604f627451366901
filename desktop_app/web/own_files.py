"""Our own stylesheets, scripts and icons as pages name them: each address means one content, for ever.

An address carries eight hex digits made from all of the files, `/static/1a2b3c4d/js/composer.js`. A browser
asks for such a file once; a new version of Shiftbook has new addresses.
"""

from __future__ import annotations

import hashlib
from functools import cache

from desktop_app.paths import resource_path

FOLDER = "assets/static"


@cache
def edition() -> str:
    """Return the eight digits of the files as they were when this was first asked."""
    root = resource_path(FOLDER)
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:8]


def static(path: str) -> str:
    """Return the address of one of our files."""
    return f"/static/{edition()}/{path}"
