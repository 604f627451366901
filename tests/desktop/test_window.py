"""The real window on WebKitGTK: what a person does there, key by key, and what is left of it on the disk."""

from __future__ import annotations

import base64
import json
import re
import signal
import stat
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.cookie_jar import read_jar
from tests.helpers.desk import FIRST_PERSON, NOBODY, TITLE
from tests.helpers.waiting import wait_for

SAME_SECOND = (0, 1)
"""The engine counts Max-Age from when the answer arrives: what left at 12.99 s may arrive at 13.00 s."""

if TYPE_CHECKING:
    from tests.helpers.desk import Desk


def claims(token: str) -> dict[str, Any]:
    """Read what a token says, without its signature."""
    body = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


def test_a_person_is_still_signed_in_after_a_restart(desk: Desk) -> None:
    """P6: set up, write, close, open again: the next entry needs no password."""
    with desk.window() as (program, window):
        desk.set_up(window)
        desk.post(window, "Beam on at 08:15.")
        desk.screen.close(TITLE)
        assert program.wait() == 0
    with desk.window() as (program, window):
        desk.wait_for_band(window, FIRST_PERSON)
        desk.post(window, "Still Ada, after a restart.")
        desk.screen.close(TITLE)
        assert program.wait() == 0
    assert desk.rows("SELECT count(*) FROM access_log WHERE event = 'sign_in'") == [(1,)]
    assert desk.rows("SELECT count(*) FROM session WHERE ended_at IS NULL") == [(1,)]


def test_cookie_token_and_row_end_at_the_same_second(desk: Desk) -> None:
    """P2: the window's own cookie jar, the JWTs in it and the database agree to the second."""
    with desk.window() as (program, window):
        desk.set_up(window)
        desk.screen.close(TITLE)
        assert program.wait() == 0
    jar = read_jar(desk.data / "webview" / "cookies")
    access, refresh = claims(jar["access"].value), claims(jar["refresh"].value)
    row = "SELECT expires_at FROM refresh_token WHERE id = "
    assert desk.rows(f"{row}'{refresh['jti']}'") == [(refresh["exp"],)]
    assert jar["refresh"].expires_at - refresh["exp"] in SAME_SECOND
    assert jar["session"].expires_at == jar["refresh"].expires_at
    assert refresh["exp"] - refresh["iat"] == 90 * 24 * 60 * 60
    assert jar["access"].expires_at - access["exp"] in SAME_SECOND
    assert access["exp"] == int(jar["session"].value.split(".")[1])
    assert access["exp"] - access["iat"] == 30 * 60
    assert [jar[kind].http_only for kind in ("access", "refresh", "session")] == [True, True, False]
    assert jar["refresh"].path == "/session"
    assert set(jar) == {"access", "refresh", "session", "switch"}


def test_nobody_else_can_read_what_the_window_keeps(desk: Desk) -> None:
    """P5: the cookie file holds a 90-day token in clear; it and its folder are their owner's alone."""
    with desk.window() as (program, window):
        desk.set_up(window)
        desk.screen.close(TITLE)
        assert program.wait() == 0
    assert stat.S_IMODE((desk.data / "webview" / "cookies").stat().st_mode) == 0o600
    assert stat.S_IMODE((desk.data / "webview").stat().st_mode) == 0o700
    open_to_others = [path for path in desk.data.rglob("*") if stat.S_IMODE(path.lstat().st_mode) & 0o077]
    assert open_to_others == []


def test_no_secret_is_in_the_log_or_on_a_stream(desk: Desk) -> None:
    """P5: neither the window key nor a token, a password or an entry is written where a log goes."""
    with desk.window() as (program, window):
        desk.set_up(window)
        desk.post(window, "Secret sauce 4711.")
        desk.screen.close(TITLE)
        assert program.wait() == 0
        told = program.said + program.complained + (desk.data / "logs" / "shiftbook.log").read_text("utf-8")
    assert "event=engine renderer=gtkwebkit2" in told
    for secret in (r"key=", r"eyJ", "lantern", "sauce"):
        assert not re.search(secret, told)


@pytest.mark.slow
def test_writing_goes_on_past_the_access_tokens_end(desk: Desk) -> None:
    """P2: with a token that lasts ten seconds, somebody writes for half a minute and is never thrown out."""
    written = 0
    with desk.window("--access-lifetime", "10s") as (program, window):
        desk.set_up(window)
        while desk.rows("SELECT max(generation) FROM session") < [(4,)]:
            written += 1
            desk.post(window, f"Reading {written}: all pumps steady, nothing to report from upstairs.")
            assert desk.band(window) == FIRST_PERSON
        desk.screen.close(TITLE)
        assert program.wait() == 0
    assert desk.rows("SELECT count(*) FROM entry") == [(written,)]
    events = "SELECT event FROM access_log WHERE event NOT IN ('chain_head', 'backed_up')"
    assert desk.rows(events) == [("person_added",), ("setting_changed",), ("sign_in",)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_closes_the_window(desk: Desk, number: signal.Signals) -> None:
    """Ctrl+C in the terminal, a logout, a shutdown: the program ends as if its window was closed."""
    with desk.window() as (program, _):
        program.signal(number)
        assert program.wait() == 0
    assert "event=stopped clean=True" in (desk.data / "logs" / "shiftbook.log").read_text("utf-8")


def test_the_desktop_knows_whose_window_it_is(desk: Desk) -> None:
    """Its class is what the desktop entry's StartupWMClass names, from source too, and it has our icon."""
    with desk.window() as (_, window):
        assert window.get_wm_class() == ("shiftbook", "Shiftbook")
        icon = desk.screen.display.intern_atom("_NET_WM_ICON")
        assert window.get_full_property(icon, 0) is not None


def test_closing_at_once_does_not_hang(desk: Desk) -> None:
    """Somebody changes their mind while the first page is still on its way."""
    for _ in range(3):
        with desk.program() as program:
            desk.wait_for_window(TITLE)
            desk.screen.close(TITLE)
            assert program.wait() == 0


def test_a_proxy_does_not_come_between_window_and_server(desk: Desk) -> None:
    """A proxy that is set for the whole system, and broken, blanks other programs' windows, not this one."""
    broken = "http://127.0.0.1:9"
    with desk.window(http_proxy=broken, https_proxy=broken, HTTP_PROXY=broken) as (_, window):
        assert desk.band(window) == NOBODY


def test_without_an_engine_the_browser_opens(desk: Desk, browser: tuple[str, Any]) -> None:
    """The same one-use address in the person's own browser, and what to install for a window."""
    command, opened = browser
    (desk.folder / "gi.py").write_text("raise ImportError('no gi here')\n")
    with desk.program(BROWSER=command, PYTHONPATH=str(desk.folder)) as program:
        wait_for(opened.exists, "the browser")
        address = program.address()
        program.signal(signal.SIGTERM)
        assert program.wait() == 0
        assert "Install WebKitGTK" in program.complained
        assert "Traceback" not in program.complained
    shown = opened.read_text().strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/open\?key=[\w-]{20,}", shown)
    assert shown != address
