"""Sheets of paper in the window's own engine, which knows no margins, numbers or names of pages."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from desktop_app.paths import resource_path
from tests.helpers.program import ROOT, clean_environment
from tests.web.conftest import make_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.desk import Desk

LOG = "\n".join(f"03:{line // 60:02}:{line % 60:02} net: link down, carrier lost" for line in range(200))
ENTRIES = 4
TIME_LIMIT_SECONDS = 60
PAGE_OBJECT = re.compile(rb"/Type\s*/Page\b")
TALKING = re.compile(r'<script type="module" src="[^"]*/(?:secureFetch|everyPage)\.js"></script>')
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def print_page(folder: Path) -> str:
    """Return the page Print of a book with long entries, without the scripts that talk to a server."""
    book = make_book(folder)
    with closing(book.database):
        client = book.signed_in()
        for number in range(ENTRIES):
            text = f"```\n{LOG}\n```" if number % 3 else "Pump 2 runs hot. " * 40
            assert client.post("/api/entries", {"text": text}).status == 201
        return TALKING.sub("", client.visit("/print").text)


@contextmanager
def served(page: str) -> Iterator[str]:
    """Serve a page and our own files; yield its address."""

    class Serving(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = re.sub(r"^/static/[^/]+/(?=(?:css|js|icons|vendor)/)", "assets/static/", self.path)
            kind = TYPES.get(name.rpartition(".")[2], "text/html; charset=utf-8")
            body = resource_path(name).read_bytes() if name.startswith("assets/") else page.encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Serving) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_every_sheet_is_one_page(desk: Desk, tmp_path: Path, paper: str) -> None:
    """P8: "page n of m" is true of what comes out of the printer, with the margins it has by itself."""
    printed = tmp_path / "printed.pdf"
    with served(print_page(tmp_path)) as address:
        done = subprocess.run(
            [sys.executable, "-m", "tests.helpers.webkit_print", address, paper, str(printed)],
            cwd=ROOT,
            env=desk.screen.environment(clean_environment(tmp_path)),
            check=True,
            capture_output=True,
            encoding="utf-8",
            timeout=TIME_LIMIT_SECONDS,
        )
    # A sheet too high for its page would spill over: twice as many pages.
    assert len(PAGE_OBJECT.findall(printed.read_bytes())) == int(done.stdout) > 2 * ENTRIES
