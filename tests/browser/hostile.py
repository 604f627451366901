"""Another web site, on the same machine: pages with nothing on them, for a test to be hostile from."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

PAGE = b"<!doctype html><title>Elsewhere</title><link rel=icon href=data:,><p>Nothing to see here."


class OtherSite:
    """Serves the same empty page at every address, without any rule that could protect anybody."""

    def __init__(self) -> None:
        """Listen on any free port of 127.0.0.1."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _EmptyPage)
        self._thread = Thread(target=self._server.serve_forever, name="other site")

    @property
    def port(self) -> int:
        """Where it is."""
        return self._server.server_port

    def __enter__(self) -> Self:
        """Begin to answer."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _EmptyPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the base class has
        """Say nothing."""
