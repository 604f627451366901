"""The real program with Chromium before it: books, and browser profiles that note what goes wrong."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from desktop_app.clock import SystemClock
from desktop_app.composition import people_of
from desktop_app.paths import DataFolder
from tests.helpers.program import FROM_SOURCE, Program, start

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import (
        APIResponse,
        Browser,
        BrowserContext,
        BrowserType,
        ConsoleMessage,
        Dialog,
        Page,
        Request,
        Route,
        WebError,
    )

CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The same engine; without a window to draw, Debian's shell loads a page in half the time."""
QUIET = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BY_ITSELF = (
    # Each page asks once, a second after it came; somebody may have signed out just then.
    (r"^/api/session$", r"status of (401|423)"),
    # A save, or a second window's question, may come when the draft has just been posted.
    (r"^/api/drafts/", r"status of (404|409)"),
)
PATIENCE_MS = 10_000
ANY_FREE_PORT = 0

OWN_WINDOW = "Mozilla/5.0 (Linux) Shiftbook/0"
"""How a window of the program names itself, which pages go by."""

ADA = "Ada Byron"
GRACE = "Grace Hopper"
PASSWORD = "correct horse battery"


def find_chromium() -> str | None:
    """Return the path of the system's Chromium, or None."""
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)


def launch(chromium: BrowserType, executable: str, *more: str, spared: tuple[str, ...] = ()) -> Browser:
    """Start Chromium without a screen; of Playwright's own flags *spared* are left out."""
    as_root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    return chromium.launch(
        executable_path=executable, args=[*QUIET, *as_root, *more], ignore_default_args=list(spared)
    )


class Book:
    """A book in a folder of its own and the program serving it, to be stopped, killed and started again."""

    def __init__(
        self, folder: Path, *flags: str, test_mode: bool = True, command: Sequence[str] = FROM_SOURCE
    ) -> None:
        """Start by *command*, in test mode unless told otherwise, with *flags* besides."""
        self._folder = folder
        self._data = DataFolder(folder / "data")
        self._command = command
        self._flags = (*flags, *(["--test-mode"] if test_mode else []))
        self._window: tuple[str, str] | None = None
        self._port = ANY_FREE_PORT
        self.start()

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._program.process.pid

    @property
    def database(self) -> Path:
        """The book's file."""
        return self._data.database

    def start(self) -> None:
        """Run the program, at the address of the run before if there was one."""
        self._running = ExitStack()
        self._program: Program = self._running.enter_context(
            start(self._folder, "--headless", "--port", str(self._port), *self._flags, command=self._command)
        )
        self.address = self._program.address()
        self._window = None
        parts = urlsplit(self.address)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self._port = parts.port or ANY_FREE_PORT

    def stop(self) -> None:
        """End the program as an operating system asks programs to, also a frozen one."""
        self.thaw()
        self._running.close()

    def kill(self) -> None:
        """End the program in the middle of whatever it does."""
        self._program.signal(signal.SIGKILL)
        self._program.wait()

    def freeze(self) -> None:
        """Let connections reach the program and nothing come back."""
        self._program.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen program go on."""
        self._program.signal(signal.SIGCONT)

    def window_cookie(self) -> tuple[str, str]:
        """Return name and value of the cookie this run lets profiles in by; uses the printed address up."""
        if self._window is None:
            answer = self.send("GET", self.address.removeprefix(self.origin))
            name, _, value = answer.headers[0][1].partition(";")[0].partition("=")
            self._window = name, value
        return self._window

    def add(self, *names: str) -> None:
        """Add people, the first of whom looks after the book; the password of each is `PASSWORD`."""
        with people_of(self._data) as people:
            for name in names:
                now = SystemClock().now()
                if people.any():
                    people.add(name, PASSWORD, administrator=False, now=now)
                else:
                    people.set_up(name, PASSWORD, now)

    def rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        """Read the database as somebody with the file would."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()

    def send(self, method: str, path: str, cookies: str = "") -> Answer:
        """Send a request as a page of this book would, without a browser."""
        with closing(HTTPConnection(urlsplit(self.origin).netloc, timeout=PATIENCE_MS / 1000)) as connection:
            connection.request(method, path, headers={"Cookie": cookies, "Origin": self.origin})
            response = connection.getresponse()
            return Answer(response.status, _set_cookies_first(response.getheaders()), response.read())


@dataclass(frozen=True)
class Answer:
    """What the server said to somebody who is no browser."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def give(self, route: Route) -> None:
        """Hand this answer to the browser that waits at *route*."""
        joined: dict[str, str] = {}
        for name, value in self.headers:
            joined[name] = f"{joined[name]}\n{value}" if name in joined else value
        route.fulfill(status=self.status, headers=joined, body=self.body)


@dataclass
class Profile:
    """A browser profile; its complaints are what a person would never see and a developer should."""

    context: BrowserContext
    book: Book
    complaints: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    navigations: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen from the first moment."""
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.on("console", self._hear)
        self.context.on("weberror", self._stumble)
        self.context.on("request", self._follow)
        self.context.on("dialog", self._refuse)

    def enter(self) -> Profile:
        """Become a profile that this run of the program has let in."""
        name, value = self.book.window_cookie()
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.book.origin, "httpOnly": True, "sameSite": "Strict"}]
        )
        return self

    def sign_in(self, name: str) -> Profile:
        """Sign *name* in, by script: the sign-in page has tests of its own."""
        value = {"name": name, "password": PASSWORD}
        answer = self.context.request.post(
            f"{self.book.origin}/login", data=value, headers={"Origin": self.book.origin}
        )
        assert answer.ok, answer.text()
        return self

    def post(self, text: str) -> None:
        """Post an entry, by script: the composer has tests of its own."""
        answer = self.context.request.post(
            f"{self.book.origin}/api/entries", data={"text": text}, headers={"Origin": self.book.origin}
        )
        assert answer.status == HTTPStatus.CREATED, answer.text()

    def open(self, path: str = "/") -> Page:
        """Open a page of the book in a window of its own."""
        page = self.context.new_page()
        page.goto(self.book.origin + path)
        return page

    def expect(self, *complaints: str) -> None:
        """Take complaints that contain one of these for part of the test."""
        self.expected.extend(complaints)

    def unexpected(self) -> list[str]:
        """Return the complaints nobody has expected."""
        return [heard for heard in self.complaints if not any(known in heard for known in self.expected)]

    def cookies_for(self, path: str) -> str:
        """Return the Cookie header this profile would send to *path*."""
        found = self.context.cookies(self.book.origin + path)
        return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in found)

    def lose_access_token(self) -> None:
        """Forget the access token, as the browser does by itself at the second it expires."""
        self.context.clear_cookies(name=re.compile("^shiftbook_access_"))

    def get(self, path: str) -> APIResponse:
        """Ask the server with this profile's cookies, past its pages."""
        return self.context.request.get(self.book.origin + path)

    def refreshes(self) -> Counter[str]:
        """Return how many refreshes this run has answered, by outcome."""
        return Counter(self.get("/api/test-counters").json()["refresh"])

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"} and not _is_met_by_the_page(message):
            self.complaints.append(f"console {message.type}: {message.text}")

    def _stumble(self, error: WebError) -> None:
        self.complaints.append(f"page error: {error.error}")

    def _follow(self, request: Request) -> None:
        self.addresses.append(request.url)
        if request.is_navigation_request():
            self.navigations.append(request.url)

    def _refuse(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


def _is_met_by_the_page(message: ConsoleMessage) -> bool:
    """Return whether a page was refused what it asks by itself, in a moment it cannot choose."""
    path = urlsplit(message.location.get("url", "")).path
    return any(re.search(asked, path) and re.search(told, message.text) for asked, told in BY_ITSELF)


def _set_cookies_first(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(headers, key=lambda header: header[0].lower() != "set-cookie")
