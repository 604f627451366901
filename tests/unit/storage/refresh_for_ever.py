"""A program of its own for tests to watch and kill: refreshes one session and says so each time.

    python refresh_for_ever.py BOOK [TIMES]

Every line of its output is a token it holds: the session's current one, then each that was acknowledged.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from functools import partial
from itertools import count
from json import dumps
from pathlib import Path

from desktop_app.config import Lifetimes
from desktop_app.sessions.decisions import decide_refresh
from desktop_app.storage.migrate import open_book
from desktop_app.storage.session_rows import find_token
from desktop_app.storage.sessions import SqliteSessionStore
from tests.helpers.clock import SOME_INSTANT

if __name__ == "__main__":
    database = open_book(Path(sys.argv[1]))
    store = SqliteSessionStore(database)
    state = store.find("a")
    assert state is not None
    with database.read() as connection:
        held = find_token(connection, "a", state.session.generation)
    for _ in range(int(sys.argv[2])) if len(sys.argv) > 2 else count():
        assert held is not None
        print(dumps(asdict(held)), flush=True)  # noqa: T201 - the test reads it
        judge = partial(decide_refresh, held, now=SOME_INSTANT, lifetimes=Lifetimes())
        held = store.refresh(held, judge, SOME_INSTANT).granted
    database.close()
