"""The window never leaves our pages, on the real engine."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.helpers.program import ROOT, clean_environment
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from Xlib.xobject.drawable import Window

    from tests.helpers.desk import Desk

OURS = (10, 200, 30)
THEIRS = (200, 10, 30)
POINT = (300, 300)

SCRIPT = f"""
import os, sys
from pathlib import Path
from desktop_app.desktop.shell import show_window
from desktop_app.desktop.stop import StopSignal
from desktop_app.port import bind
from desktop_app.server import Server

folder = Path(sys.argv[1])

def app(environ, start_response):
    path = environ["PATH_INFO"]
    with (folder / "asked").open("a") as asked:
        asked.write(path + "\\n")
    body = sys.argv[2] if path == "/" else ""
    colour = {OURS} if path != "/elsewhere" else {THEIRS}
    page = f"<body style='background:rgb{{colour}}'>" + body.replace("PORT", environ["SERVER_PORT"])
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(page)))])
    return [page.encode()]

class Program:
    def __init__(self):
        self.server = Server(app, bind(0), headers=())
        self.origin = self.server.url
    def open_url(self):
        return self.origin + "/"
    def start(self):
        self.server.start()

stop = StopSignal()
program = Program()
with stop.listening():
    show_window(program, folder / "webview", stop)
program.server.stop()
os._exit(0)  # as the program itself does when a thread of pywebview's is stuck
"""


@contextmanager
def showing(desk: Desk, page: str, browser: str) -> Iterator[Window]:
    """Show a page of ours in a window made by the shell."""
    (desk.folder / "webview").mkdir(mode=0o700)
    environment = desk.screen.environment(clean_environment(desk.folder, BROWSER=browser))
    command = [sys.executable, "-c", SCRIPT, str(desk.folder), page]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        window = desk.wait_for_window("Shiftbook")
        wait_for(lambda: desk.screen.pixel(window, *POINT) == OURS, "our page")
        yield window
        assert desk.screen.pixel(window, *POINT) == OURS
    finally:
        process.terminate()
        try:
            process.wait(20)
        finally:
            process.kill()
    assert process.returncode == 0


def asked(desk: Desk) -> list[str]:
    """Return the paths the server was asked for, in order."""
    return (desk.folder / "asked").read_text().splitlines()


def test_a_page_that_goes_elsewhere_opens_in_the_browser(desk: Desk, browser: tuple[str, Path]) -> None:
    """By itself, and after it was shown: the other page is not even loaded."""
    command, opened = browser
    page = "<meta http-equiv=refresh content='1;url=http://localhost:PORT/elsewhere'>"
    with showing(desk, page, command):
        wait_for(opened.exists, "the browser")
        assert opened.read_text().startswith("http://localhost:")
    assert "/elsewhere" not in asked(desk)


@pytest.mark.parametrize("target", ["", "target=_blank"])
def test_a_link_elsewhere_opens_in_the_browser(desk: Desk, browser: tuple[str, Path], target: str) -> None:
    """Once, whatever its target."""
    command, opened = browser
    page = f"<a autofocus {target} href='http://localhost:PORT/elsewhere'>away</a>"
    with showing(desk, page, command):
        desk.screen.press("Return")
        wait_for(opened.exists, "the browser")
        desk.screen.press("F5", "Shift")
    assert opened.read_text().count("/elsewhere") == 1
    assert "/elsewhere" not in asked(desk)


def test_a_link_to_a_file_goes_nowhere(desk: Desk, browser: tuple[str, Path]) -> None:
    """Neither the window nor another program opens it; a link of ours, pressed after it, works."""
    command, opened = browser
    page = "<a autofocus href='file:///etc/hosts'>file</a> <a href='/next'>next</a>"
    with showing(desk, page, command):
        desk.screen.press("Return", "Tab", "Return")
        wait_for(lambda: "/next" in asked(desk), "our own page")
        assert not opened.exists()
