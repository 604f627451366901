"""A page of a test's own, in a window made by the shell."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.helpers.program import ROOT, clean_environment
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from Xlib.xobject.drawable import Window

    from tests.helpers.desk import Desk

OURS = (10, 200, 30)
THEIRS = (200, 10, 30)
POINT = (300, 300)

BOOK = "when,who\n2026-11-25,Ada\n"
"""What `/book.csv` is, as a download; `/broken.csv` ends before it is whole."""

SCRIPT = f"""
import os, sys
from pathlib import Path
from desktop_app.desktop.shell import show_window
from desktop_app.desktop.stop import StopSignal
from desktop_app.paths import DataFolder
from desktop_app.port import bind
from desktop_app.server import Server

folder = DataFolder(Path(sys.argv[1]))
BOOK = {BOOK!r}.encode()

def download(start_response, length):
    kind = ("Content-Type", "text/csv; charset=utf-8")
    how = ("Content-Disposition", "attachment; filename=book.csv")
    start_response("200 OK", [kind, how, ("Content-Length", str(length))])
    return [BOOK]

def app(environ, start_response):
    path = environ["PATH_INFO"]
    query = environ["QUERY_STRING"]
    with (folder.root / "asked").open("a") as asked:
        asked.write(path + ("?" + query if query else "") + "\\n")
    if path == "/book.csv":
        return download(start_response, len(BOOK))
    if path == "/broken.csv":
        return download(start_response, len(BOOK) + 100)
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
    def start(self, tell):
        self.server.start()
    def stop(self):
        self.server.stop()
    def when_rung(self, bring):
        pass

stop = StopSignal()
program = Program()
with stop.listening():
    show_window(program, folder, stop, str)
program.stop()
os._exit(0)  # as the program itself does when a thread of pywebview's is stuck
"""


@contextmanager
def showing(desk: Desk, page: str, *, covered: bool = False, **environment: str) -> Iterator[Window]:
    """Show *page*, where `PORT` stands for our own, until the block ends.

    It must still be there then, though a dialog may have *covered* it, or its person have closed it.
    """
    (desk.folder / "webview").mkdir(mode=0o700)
    variables = desk.screen.environment(clean_environment(desk.folder, **environment))
    command = [sys.executable, "-c", SCRIPT, str(desk.folder), page]
    process = subprocess.Popen(command, cwd=ROOT, env=variables)
    try:
        window = desk.wait_for_window("Shiftbook")
        wait_for(lambda: desk.screen.pixel(window, *POINT) == OURS, "our page")
        yield window
        assert covered or desk.screen.pixel(window, *POINT) == OURS
    finally:
        # A program that ends by itself is past listening to signals.
        if desk.screen.window("Shiftbook") is not None:
            process.terminate()
        try:
            process.wait(20)
        finally:
            process.kill()
    assert process.returncode == 0


def asked(desk: Desk) -> list[str]:
    """Return the addresses the page's server was asked for, in order."""
    return (desk.folder / "asked").read_text().splitlines()
