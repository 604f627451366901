"""What a run leaves behind for others to read (P5): files, the log, the process list."""

from __future__ import annotations

import re
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.helpers.http import ADA, PASSWORD, browser, exchange, host_of, set_up
from tests.helpers.program import FROM_SOURCE, Program, start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.client import Client

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs file modes, and /proc for what it can")

NEW_PASSWORD = "six brown ducks swim"
WRONG_PASSWORD = "not her password at all"
ENTRY_TEXT = "the gate code is four nine one"
FORGED = "2026-01-01T00:00:00.000+00:00 INFO    desktop_app.accounts sign_in outcome=ok user_id=1"
LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 (DEBUG|INFO|WARNING|ERROR|CRITICAL) +[\w.]+ .*"
)
BREAKS = ("\r\n", "\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\x1b[2K\r")


@dataclass
class Eventful:
    """A run in which much has happened, and every secret that has passed through it."""

    program: Program
    data: Path
    ada: Client
    secrets: set[str] = field(default_factory=set)

    @property
    def log(self) -> str:
        """All that was written to log files."""
        return "".join(path.read_text("utf-8") for path in sorted(self.data.glob("logs/*")))

    def note(self) -> None:
        """Remember what stands in Ada's jar as secret, all but the stamp that scripts may read."""
        self.secrets |= {cookie.value for cookie in self.ada.jar.values() if cookie.http_only}


@pytest.fixture(scope="module")
def eventful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Eventful]:
    """Run a day's work, and some mischief, with the umask most systems have."""
    folder = tmp_path_factory.mktemp("eventful")
    careless = ("sh", "-c", 'umask 022 && exec "$@"', "sh", *FROM_SOURCE)
    with start(folder, "--headless", command=careless) as program:
        address = program.address()
        run = Eventful(program, folder / "data", set_up(address))
        run.secrets |= {PASSWORD, NEW_PASSWORD, WRONG_PASSWORD, ENTRY_TEXT, address.partition("key=")[2]}
        run.note()
        _work(run)
        _mischief(run)
        yield run


def _work(run: Eventful) -> None:
    ada = run.ada
    for _ in range(3):
        assert ada.post("/session/refresh").status == 200
        run.note()
    assert ada.post("/api/entries", {"text": ENTRY_TEXT}).status == 201
    assert ada.visit("/").status == 200
    assert ada.visit("/entries/1").status == 200
    change = {"current": PASSWORD, "new": NEW_PASSWORD}
    assert ada.post("/api/account/password", {**change, "current": WRONG_PASSWORD}).status == 403
    assert ada.post("/api/account/password", change).status == 200
    assert ada.post("/login", {"name": ADA, "password": WRONG_PASSWORD}).status == 401
    assert ada.post("/login", {"name": ADA, "password": NEW_PASSWORD}).status == 200
    run.note()


def _mischief(run: Eventful) -> None:
    stale = run.ada.copy()
    for _ in range(2):
        assert run.ada.post("/session/refresh").status == 200
        assert run.ada.get("/api/session").status == 200
        run.note()
    secrets = sorted(run.secrets)
    for secret in secrets:
        told = quote(secret)
        for path in (f"/api/session?access={told}", f"/open?key={told}", f"/login?next={told}", "/nowhere"):
            run.ada.get(path, Authorization=f"Bearer {secret}", Referer=f"http://{run.ada.host}/?{told}")
        run.ada.post("/login", {"name": secret, "password": secret})
        run.ada.post("/api/entries", {"text": secret, "key": f"{secret}!", "more": secret})
        run.ada.post(f"/api/people/1/disable?{told}", {"name": secret})
        browser(run.ada.host).get("/", Cookie=f"a={secret}")
    # An old refresh token comes back: the session ends, loudly.
    assert stale.post("/session/refresh").status == 401


def test_nothing_secret_stands_in_the_log(eventful: Eventful) -> None:
    """No window key, token, password or entry text, of the whole run and all its failures."""
    written = eventful.log + eventful.program.complained
    assert "session_reused" in written or "REUSED" in written
    assert [secret for secret in eventful.secrets if secret in written] == []


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc")
def test_nothing_secret_stands_in_the_process_list(eventful: Eventful) -> None:
    """Neither in the command line nor in the environment."""
    process = Path(f"/proc/{eventful.program.process.pid}")
    shown = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
    assert b"--headless" in shown
    assert [secret for secret in eventful.secrets if secret.encode() in shown] == []


def test_the_window_key_is_printed_once_and_nowhere_else(eventful: Eventful) -> None:
    """It is for whoever started the program, on standard output."""
    assert eventful.program.said.count("key=") == 1


def test_every_file_is_its_owners_alone(eventful: Eventful) -> None:
    """Folders 0700 and files 0600, whatever the umask was: the book, its log and index, the key."""
    modes = {
        path.relative_to(eventful.data): stat.S_IMODE(path.stat().st_mode)
        for path in (eventful.data, *eventful.data.rglob("*"))
    }
    needed = {
        "shiftbook.db",
        "shiftbook.db-wal",
        "shiftbook.db-shm",
        "shiftbook.key",
        "logs/shiftbook.log",
        "webview",
    }
    assert needed <= {str(path) for path in modes}
    for path, mode in modes.items():
        assert mode == (0o700 if (eventful.data / path).is_dir() else 0o600), path


@pytest.mark.parametrize("line_break", BREAKS)
def test_nobody_forges_a_line_of_the_log(eventful: Eventful, line_break: str) -> None:
    """Line breaks in names, paths and headers are written out."""
    forged = f"x{line_break}{FORGED}"
    before = len(eventful.log)
    eventful.ada.post("/login", {"name": forged, "password": forged})
    eventful.ada.post("/setup", {"name": forged, "password": forged})
    eventful.ada.get(f"/nowhere/{quote(forged)}")
    eventful.ada.get("/login", Accept="text/html", Cookie=quote(forged))
    host = host_of(eventful.program.address())
    for header in ("Host", "Origin", "Sec-Fetch-Site", "X-Shown-Person"):
        raw = f"POST /login HTTP/1.1\r\nHost: {host}\r\n{header}: {forged}\r\nConnection: close\r\n\r\n"
        exchange(host, raw.encode())
    written = eventful.log[before:]
    assert written
    for line in written.splitlines():
        assert LINE.fullmatch(line) or line.startswith("    "), line
        assert not line.startswith(FORGED)
    assert all(line.startswith("shiftbook: ") for line in eventful.program.complained.splitlines())
