"""The server's clock jumps under an open page; the browser still holds its cookies. No loop, no lost word."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import PATIENCE_MS
from tests.helpers.faketime import ServersClock
from tests.helpers.http import ADA, PASSWORD, set_up
from tests.helpers.program import start

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.helpers.client import Client

MINUTE, HOUR, DAY = 60, 3600, 86400
WORDS = "Written before the clock jumped."


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ServersClock, Client]]:
    """The program under a clock of its own, and the window in which Ada's account was made."""
    folder = tmp_path_factory.mktemp("moved")
    clock = ServersClock(folder)
    with start(folder, "--headless", "--idle-lock", "off", environment=clock.environment) as program:
        yield clock, set_up(program.address())


@pytest.fixture
def clock(running: tuple[ServersClock, Client]) -> ServersClock:
    """The program's clock, set right; not the browser's."""
    running[0].jump(-running[0].shift)
    return running[0]


@pytest.fixture
def page(clock: ServersClock, running: tuple[ServersClock, Client], chromium: Browser) -> Iterator[Page]:
    """Ada's page, with words in the composer."""
    assert clock.shift == 0
    ada = running[1]
    assert ada.post("/login", {"name": ADA, "password": PASSWORD}).status == 200
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE_MS)
    for name, cookie in ada.jar.items():
        context.add_cookies(
            [
                {
                    "name": name,
                    "value": cookie.value,
                    "domain": "127.0.0.1",
                    "path": cookie.path,
                    "sameSite": "Strict",
                }
            ]
        )
    opened = context.new_page()
    opened.goto(f"http://{ada.host}/")
    opened.get_by_label("What happened?").fill(WORDS)
    expect(opened.get_by_text("Draft saved")).to_be_visible()
    yield opened
    context.close()


def asked_from_now(page: Page) -> list[str]:
    """Return a list that will hold the path of each request, files of ours left out."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    return asked


@pytest.mark.parametrize("jump", [31 * MINUTE, -2 * HOUR], ids="{}s".format)
def test_a_jump_costs_one_silent_refresh(page: Page, clock: ServersClock, jump: int) -> None:
    """The words are posted, by the same person, and the next page is there."""
    asked = asked_from_now(page)
    clock.jump(jump)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").filter(has_text="Posted as")).to_be_visible()
    assert asked.count("/session/refresh") == 1
    page.reload()
    expect(page.get_by_role("article").filter(has_text=WORDS).first).to_contain_text(ADA)
    assert asked.count("/session/refresh") == 1


def test_ninety_one_days_lead_to_one_sign_in_page(page: Page, clock: ServersClock) -> None:
    """It says why, once, and signing in works under the new time."""
    asked = asked_from_now(page)
    clock.jump(91 * DAY)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Session expired. Please sign in again.")).to_be_visible()
    assert asked.count("/session/refresh") == 1
    assert asked.count("/login") == 1
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("What happened?")).to_be_visible()
