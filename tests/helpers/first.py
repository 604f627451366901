"""First ones of every kind, for a second start to meet."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any, Self

from desktop_app.instance import Front, Note
from desktop_app.port import address, bind
from tests.helpers.program import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.paths import DataFolder

HOLDING = """
import sys
from pathlib import Path
from desktop_app.instance import Claim
from desktop_app.paths import DataFolder
claim = Claim(DataFolder(Path(sys.argv[1])))
taken = claim.take()
claim.announce("http://127.0.0.1:8765")
print(taken, flush=True)
sys.stdin.read()
"""
"""A process that claims a folder, says whether it could, and holds it until its standard input ends."""


@contextmanager
def holding(folder: DataFolder) -> Iterator[subprocess.Popen[str]]:
    """Let another process hold *folder*; kill it at the end, should it still run."""
    command = [sys.executable, "-c", HOLDING, str(folder.root)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == "True\n"
            yield other
        finally:
            other.kill()


class First:
    """A first one that answers every ring with the next of its *answers*, the last one again and again."""

    def __init__(self, *answers: tuple[int, object]) -> None:
        """Begin to listen; *answers* are statuses and what is sent as JSON."""
        self.rung: list[dict[str, Any]] = []
        first, left = self, list(answers)

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                first.rung.append({"path": self.path, "headers": dict(self.headers), **body})
                status, told = left.pop(0) if len(left) > 1 else left[0]
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(told).encode())

            def log_message(self, *_: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Answering)
        self.note = Note(4711, f"http://127.0.0.1:{self.server.server_port}", "the secret")
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


def write_note(folder: DataFolder, note: Note) -> None:
    """Leave a note as another process would have."""
    values = {"process": note.process, "origin": note.origin, "secret": note.secret}
    folder.instance.write_text(json.dumps(values))


def told(front: Front, opens: str | None = None) -> tuple[int, object]:
    """Make an answer as the program gives it."""
    return 200, {"front": front.value, "address": opens}


@contextmanager
def nobody() -> Iterator[Note]:
    """A note whose port refuses, because nobody listens there any more."""
    with closing(bind(0)) as gone:
        origin = f"http://{address(gone)}"
    yield Note(4711, origin, "the secret")


@contextmanager
def hung() -> Iterator[Note]:
    """A note whose port takes every connection and never says a word."""
    with closing(bind(0)) as silent:
        yield Note(4711, f"http://{address(silent)}", "the secret")
