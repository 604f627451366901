"""A Shiftbook of a later year, as far as the book is concerned: opens it, and says so.

python tests/faults/open_later.py BOOK MIGRATIONS
"""

from __future__ import annotations

import sys
from pathlib import Path

from desktop_app.errors import ShiftbookError
from desktop_app.storage import schema
from desktop_app.storage.migrate import open_book


def main(book: Path, migrations: Path) -> str | None:
    """Open the book with another set of scripts; return what a person would be told if that fails."""
    schema.MIGRATIONS = migrations
    try:
        open_book(book).close()
    except ShiftbookError as error:
        return f"{type(error).__name__}: {error}"
    sys.stdout.write("open\n")
    return None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
