"""waitress on a socket we bound ourselves, in a thread.

The socket has listened since before anything opened (`port`), so the window's first request waits in
its queue instead of failing.
"""

from __future__ import annotations

import logging
import re
import select
import sys
import tempfile
from contextlib import contextmanager, suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, cast

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import create_server
from waitress.task import ErrorTask, Task, WSGITask
from waitress.utilities import RequestEntityTooLarge

from desktop_app.port import address

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from socket import socket

    WSGIApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

log = logging.getLogger(__name__)

THREADS = 6
"""A window asks for six things at once; SQLite writes one at a time anyway."""

CONNECTION_LIMIT = 800
"""waitress stops accepting at this many sockets; its 100 are used up by one idle program (measured)."""

SELECT_LIMIT = 480
"""The same where there is no poll(): Windows' select() takes 512 sockets."""

FILES_OF_OUR_OWN = 100
"""Descriptors the program needs beside its connections: database, log, window."""

CHANNEL_TIMEOUT_SECONDS = 20
"""A silent connection is closed after this; waitress's 120 lets a slow client hold on too long."""

CLEANUP_SECONDS = 5
"""How often silent connections are looked for."""

MAX_HEADER_BYTES = 16 * 1024
"""From this on, all request headers together are answered 431; our cookies take about 1.5 KiB."""

MAX_BODY_BYTES = 264 * 1024 * 1024
"""From this on a body is not even read; the web layer answers the ones beyond its own, lower limits."""

STRANGERS_BODY_BYTES = 64 * 1024
"""The same for whoever is not known: any program of the machine can reach the port, and fill the disk."""

BODY_IN_MEMORY_BYTES = 512 * 1024
"""A longer body waits in a nameless file until the application reads it."""

STOP_SECONDS = 3
"""How long a request under way may take to finish when the program stops."""

LINE_END = b"\r\n"
_FOLDED = re.compile(rb"\r\n[ \t]")


class Server:
    """Serves a WSGI app on a listening socket, from `start` to `stop`."""

    def __init__(
        self,
        app: WSGIApp,
        listener: socket,
        *,
        headers: Sequence[tuple[str, str]],
        spool: Path | None = None,
        is_known: Callable[[str], bool] = lambda _cookies: True,
    ) -> None:
        """Take over *listener*.

        *headers* go on every answer, also on those *app* never sees (400, 413, 431, 500); one that
        *app* has set itself stays as it is. Long bodies wait in the folder *spool*; None: the system's own.
        Only for those whose Cookie header *is_known* they are waited for at all.
        """
        # A page asks for more files at once than there are threads; that is no reason to warn.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self.url = f"http://{address(listener)}"
        host = create_server(
            app,
            sockets=[listener],
            threads=THREADS,
            connection_limit=connection_limit(),
            channel_timeout=CHANNEL_TIMEOUT_SECONDS,
            cleanup_interval=CLEANUP_SECONDS,
            max_request_header_size=MAX_HEADER_BYTES,
            max_request_body_size=MAX_BODY_BYTES,
            ident=None,
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=True,
        )
        # Not waitress's own type: its published stubs describe an older version.
        self._host = cast("Any", host)
        self._host.channel_class = _channel_class(headers, spool, is_known)
        self._thread = Thread(target=self._host.run, name="server", daemon=True)
        self._stopping = Lock()

    def start(self) -> None:
        """Begin to answer, in a thread of its own."""
        self._thread.start()
        log.info("server event=started url=%s", self.url)

    def stop(self) -> None:
        """Accept nothing more, let requests under way finish, close the rest; a second call does nothing."""
        if not self._stopping.acquire(blocking=False):
            return
        if not self._thread.is_alive():
            self._host.task_dispatcher.shutdown()
            self._host.close()
            return
        # waitress's sockets belong to its loop, so what closes them is handed to the loop.
        self._host.trigger.pull_trigger(self._stop_accepting)
        self._host.task_dispatcher.shutdown(timeout=STOP_SECONDS)
        self._host.trigger.pull_trigger(self._close_connections)
        self._thread.join(STOP_SECONDS)
        if not self._host.task_dispatcher.threads:
            # A request that outlives its time still writes into the trigger's pipe; closed, its
            # number would be the next file's.
            self._host.trigger.close()
        log.info("server event=stopped clean=%s", not self._thread.is_alive())

    def _stop_accepting(self) -> None:
        wasyncore.dispatcher.close(self._host)

    def _close_connections(self) -> None:
        for channel in list(self._host.active_channels.values()):
            channel.close_when_flushed = True
        # The loop ends with the last connection; the trigger itself must not keep it going.
        self._host.trigger.del_channel()


class Body:
    """What has arrived of a request's body, in place of waitress's own buffer.

    Where there is no room for it, the rest is still taken off the line, so that the client hears an answer;
    whoever reads the body then gets the system's refusal.
    """

    def __init__(self, folder: Path | None) -> None:
        place = None if folder is None else str(folder)
        self._file = tempfile.SpooledTemporaryFile(BODY_IN_MEMORY_BYTES, dir=place)  # noqa: SIM115
        self._length = 0
        self._refusal: OSError | None = None

    def __len__(self) -> int:
        return self._length

    def append(self, data: bytes) -> None:
        """Keep some more."""
        self._length += len(data)
        if self._refusal is None:
            with self._refusal_kept():
                self._file.write(data)

    def getfile(self) -> Any:  # noqa: ANN401 - a file, or what looks like one to its reader
        """Return the whole body, to be read from its beginning."""
        if self._refusal is None:
            with self._refusal_kept():
                self._file.seek(0)
        return self._file if self._refusal is None else RefusedBody(self._refusal)

    def close(self) -> None:
        """Give the room back."""
        with suppress(OSError):
            self._file.close()

    @contextmanager
    def _refusal_kept(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._refusal = error
            self.close()


class RefusedBody:
    """A body there was no room for."""

    def __init__(self, refusal: OSError) -> None:
        self._refusal = refusal

    def read(self, size: int = -1) -> bytes:
        """Read nothing.

        Raises:
            OSError: always: what the system said.
        """
        del size
        raise self._refusal


class StrictParser(HTTPRequestParser):
    """Refuses what two readers could understand differently; waitress makes the best of it (RFC 9112)."""

    spool: Path | None = None
    is_known: Callable[[str], bool]

    # waitress's published stubs have forgotten these.
    request_uri: str
    proxy_netloc: str

    def parse_header(self, header_plus: bytes) -> None:
        """Read a request's head.

        Raises:
            ParsingError: if it is malformed or ambiguous; it is answered 400, and the connection closed.
        """
        if _FOLDED.search(header_plus):
            raise ParsingError("A header goes on in the next line.")
        try:
            super().parse_header(header_plus)
        except ValueError as error:
            # From Python's own readers of addresses and numbers; it would close the connection in silence.
            raise ParsingError("An address or a length cannot be read.") from error
        if self.version not in {"1.0", "1.1"}:
            raise ParsingError("This is not HTTP/1.1.")
        if not self.request_uri.startswith("/") and self.proxy_netloc != self.headers.get("HOST"):
            raise ParsingError("The address is not one of this host's.")
        if self.chunked or "TRANSFER_ENCODING" in self.headers:
            # No browser sends chunks over HTTP/1.1, and every known way to smuggle a request needs them.
            raise ParsingError("A body must say how long it is.")
        if self.body_rcv is not None:
            self.body_rcv.getbuf().close()
            self.body_rcv.buf = cast("Any", Body(self.spool))
        if self.content_length >= STRANGERS_BODY_BYTES and not self.is_known(self.headers.get("COOKIE", "")):
            # Set, not raised: this is answered 413, before any of it is read.
            self.error = RequestEntityTooLarge("Open Shiftbook from its icon.")
            self.completed = True


def connection_limit() -> int:
    """Return how many connections to accept, given what the system allows this process."""
    if not hasattr(select, "poll"):
        return SELECT_LIMIT
    if sys.platform == "win32":
        return CONNECTION_LIMIT
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY:
        return CONNECTION_LIMIT
    return max(1, min(CONNECTION_LIMIT, allowed - FILES_OF_OUR_OWN))


def _channel_class(
    headers: Sequence[tuple[str, str]], folder: Path | None, knows: Callable[[str], bool]
) -> type[HTTPChannel]:
    # Written out once: waitress would check, spell and sort each of them anew for every answer.
    stamps = [
        (f"\r\n{name}: ".encode("ascii"), f"{name}: {value}\r\n".encode("latin-1")) for name, value in headers
    ]

    class Stamped(Task):
        def build_response_header(self) -> bytes:
            head = super().build_response_header()
            missing = [line for name, line in stamps if name not in head]
            return b"".join((head[: -len(LINE_END)], *missing, LINE_END))

    class StampedTask(Stamped, WSGITask):
        pass

    class StampedErrorTask(Stamped, ErrorTask):
        pass

    class Parser(StrictParser):
        spool = folder
        is_known = staticmethod(knows)

    class Channel(HTTPChannel):
        task_class = StampedTask
        error_task_class = StampedErrorTask
        parser_class = Parser

    return Channel
