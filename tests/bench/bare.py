"""What the budgets are measured against: the same work done bare, on the same waitress.

`python -m tests.bench.bare FOLDER` serves GET /json (a JSON answer of the same size as `/api/session`) and
POST /commit (one durable commit), and prints its address.
"""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Event, Lock

import apsw
from bottle import Bottle

from desktop_app.port import bind
from desktop_app.server import Server

SAID = {
    "person": {"id": 1, "name": "Ada Byron", "initials": "AB", "colour": 3, "administrator": True},
    "generation": 1,
    "access_expires_at": 1790000000,
    "refresh_expires_at": 1797000000,
    "locked": False,
}


def bare_app(file: Path) -> Bottle:
    """Build the two routes; the second writes to a database of its own at *file*."""
    app = Bottle()
    turn = Lock()
    connection = apsw.Connection(str(file))
    connection.pragma("journal_mode", "WAL")
    connection.pragma("synchronous", "FULL")
    connection.execute("CREATE TABLE said (number INTEGER PRIMARY KEY, text TEXT)")

    def say() -> dict[str, object]:
        return SAID

    def commit() -> dict[str, object]:
        with turn, connection:
            connection.execute(
                "INSERT INTO said (text) VALUES (?)", ("what a refresh token's row takes" * 4,)
            )
        return SAID

    app.route("/json", "GET", say)
    app.route("/commit", "POST", commit)
    return app


if __name__ == "__main__":
    server = Server(bare_app(Path(sys.argv[1]) / "bare.db"), bind(0), headers=())
    server.start()
    print(server.url, flush=True)  # noqa: T201 - how the one who starts this learns the address
    Event().wait()
