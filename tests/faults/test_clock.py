"""The computer's clock jumps while people are signed in (P2): one silent refresh, or one sign-in page."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.client import Client
from tests.helpers.faketime import ServersClock, ShiftedClock
from tests.helpers.http import ADA, PASSWORD, set_up, wire
from tests.helpers.program import start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

pytestmark = [pytest.mark.faults, pytest.mark.slow]

MINUTE, HOUR, DAY = 60, 3600, 86400
SIGN_IN_AGAIN = "Session expired. Please sign in again."
ONE_REFRESH = ["/", "/session/resume", "/"]


@dataclass
class Machine:
    """The program and a browser, each with a clock of its own."""

    server: ServersClock
    browsers: ShiftedClock
    ada: Client
    asked: list[str] = field(default_factory=list)

    def jump(self, seconds: int, *, together: bool) -> None:
        """Set the server's clock, and with *together* the browser's, on or back; begin to count requests."""
        self.server.jump(seconds)
        if together:
            self.browsers.jump(seconds)
        self.asked.clear()

    def call(self, path: str) -> int:
        """Ask as a script does: after one 401 refresh once and ask once more; return the last status."""
        answer = self.ada.get(path)
        if answer.code == "auth_required" and self.ada.post("/session/refresh").status == HTTPStatus.OK:
            answer = self.ada.get(path)
        return answer.status


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ServersClock, Client]]:
    """Start the program once under a clock that can be moved; its first window made Ada's account."""
    folder = tmp_path_factory.mktemp("machine")
    clock = ServersClock(folder)
    with start(folder, "--headless", "--idle-lock", "off", environment=clock.environment) as program:
        yield clock, set_up(program.address())


@pytest.fixture
def machine(running: tuple[ServersClock, Client]) -> Machine:
    """Set both clocks right and sign Ada in."""
    server, first = running
    server.jump(-server.shift)
    browsers, asked = ShiftedClock(), list[str]()
    ada = Client(counted(wire(first.host), asked), browsers, first.host)
    ada.jar.update({name: cookie for name, cookie in first.jar.items() if "_window_" in name})
    assert ada.post("/login", {"name": ADA, "password": PASSWORD}).status == 200
    assert ada.visit("/").status == 200
    return Machine(server, browsers, ada, asked)


def counted(app: Callable[..., Any], asked: list[str]) -> Callable[..., Iterable[bytes]]:
    """Note the path of each request on its way to *app*."""

    def note(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked.append(environ["PATH_INFO"])
        answer: Iterable[bytes] = app(environ, start_response)
        return answer

    return note


@pytest.mark.parametrize("together", [True, False], ids=["both clocks", "the server's clock"])
@pytest.mark.parametrize("jump", [31 * MINUTE, 89 * DAY, -2 * HOUR, -400 * DAY], ids="{}s".format)
class TestStillSignedIn:
    """Half an hour on, nearly ninety days on, or back: nobody types a password."""

    def test_a_page_comes_back_by_itself(self, machine: Machine, jump: int, *, together: bool) -> None:
        """One way round by the server, then the page; the next page is there at once."""
        machine.jump(jump, together=together)
        answer = machine.ada.visit("/")
        assert answer.status == 200
        assert "What happened?" in answer.text
        assert machine.asked == ONE_REFRESH
        assert machine.ada.visit("/").status == 200
        assert machine.asked == [*ONE_REFRESH, "/"]

    def test_a_call_costs_one_refresh(self, machine: Machine, jump: int, *, together: bool) -> None:
        """And the one after it none."""
        machine.jump(jump, together=together)
        assert machine.call("/api/session") == 200
        assert machine.asked == ["/api/session", "/session/refresh", "/api/session"]
        assert machine.call("/api/session") == 200
        assert len(machine.asked) == 4


@pytest.mark.parametrize("together", [True, False], ids=["both clocks", "the server's clock"])
class TestSignedOut:
    """Ninety-one days on."""

    def test_a_page_leads_to_the_sign_in_page(self, machine: Machine, *, together: bool) -> None:
        """A browser that still has its cookies is told why; one that has dropped them is just asked."""
        machine.jump(91 * DAY, together=together)
        answer = machine.ada.visit("/")
        assert answer.status == 200
        assert 'type="password"' in answer.text
        assert (SIGN_IN_AGAIN in answer.text) is not together
        assert machine.asked == (["/", "/login"] if together else ["/", "/session/resume", "/login"])
        assert {kind for kind in ("access", "refresh", "session") if machine.ada.cookie(kind)} == set()
        assert machine.ada.visit("/").status == 200
        assert machine.asked[-2:] == ["/", "/login"]

    def test_a_call_is_refused_for_good(self, machine: Machine, *, together: bool) -> None:
        """After one refresh, and it stays so when the clock is set right again."""
        machine.jump(91 * DAY, together=together)
        assert machine.call("/api/session") == 401
        assert machine.asked == ["/api/session", "/session/refresh"]
        machine.jump(-91 * DAY, together=together)
        assert machine.call("/api/session") == 401

    def test_signing_in_again_works(self, machine: Machine, *, together: bool) -> None:
        """Under the new time, and under the old one when the mistake is noticed."""
        machine.jump(91 * DAY, together=together)
        assert machine.ada.post("/login", {"name": ADA, "password": PASSWORD}).status == 200
        assert machine.call("/api/session") == 200
        machine.jump(-91 * DAY, together=together)
        assert machine.ada.visit("/").status == 200
        assert machine.asked == ONE_REFRESH
