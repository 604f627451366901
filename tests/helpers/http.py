"""The real program over real sockets: as a browser talks to it, and as nothing decent does."""

from __future__ import annotations

import socket
from contextlib import closing
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from desktop_app.clock import SystemClock
from tests.helpers.client import Answer, Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.clock import Clock

ANSWER_SECONDS = 30
"""Longer than any answer takes, even with a busy book behind it on a busy machine."""

ADA = "Ada Byron"
PASSWORD = "seven grey geese"

_UNSENT = {"HTTP_HOST", "CONTENT_LENGTH"}
_NAMES = {"CONTENT_TYPE": "Content-Type"}


def wire(host: str) -> Callable[..., Any]:
    """Return a WSGI application that is really the server at *host*, one connection a request.

    It raises `OSError` or `http.client.HTTPException` where the server does not answer.
    """

    def send(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
        connection = HTTPConnection(host, timeout=ANSWER_SECONDS)
        try:
            connection.request(
                environ["REQUEST_METHOD"], _target(environ), _body(environ) or None, _headers(environ)
            )
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        kept = [(name, value) for name, value in answer.getheaders() if name.lower() != "connection"]
        start_response(f"{answer.status} {answer.reason}", kept)
        return iter([body])

    return send


def browser(host: str, clock: Clock | None = None) -> Client:
    """Return a fresh browser profile for the server at *host*; it has no window key yet."""
    return Client(wire(host), clock or SystemClock(), host)


def open_window(address: str, clock: Clock | None = None) -> Client:
    """Open the one-use *address* in a fresh browser profile."""
    client = browser(host_of(address), clock)
    enter(client, address)
    return client


def enter(client: Client, address: str) -> None:
    """Open the one-use *address* in a profile that may hold cookies already."""
    parts = urlsplit(address)
    answer = client.get(f"{parts.path}?{parts.query}")
    assert answer.status == 303, answer


def set_up(address: str, clock: Clock | None = None) -> Client:
    """Open the first window on an empty book and sign Ada in, its administrator."""
    client = open_window(address, clock)
    answer = client.post("/setup", {"name": ADA, "password": PASSWORD})
    assert answer.status == 200, answer
    return client


def add_person(administrator: Client, name: str) -> None:
    """Let somebody else write in this book."""
    answer = administrator.post("/api/people", {"name": name, "password": PASSWORD, "administrator": False})
    assert answer.status == 201, answer


def signed_in(address: str, name: str, clock: Clock | None = None) -> Client:
    """Open another window and sign somebody in there."""
    client = open_window(address, clock)
    answer = client.post("/login", {"name": name, "password": PASSWORD})
    assert answer.status == 200, answer
    return client


def host_of(address: str) -> str:
    """Return the `Host` an address asks for."""
    return urlsplit(address).netloc


def connect(host: str) -> socket.socket:
    """Return a socket connected to the server at *host*."""
    name, port = host.split(":")
    return socket.create_connection((name, int(port)), timeout=ANSWER_SECONDS)


def exchange(host: str, request: bytes) -> bytes:
    """Send raw bytes and return all that comes back until the server hangs up.

    Raises:
        TimeoutError: if it does not hang up.
    """
    with connect(host) as connection:
        connection.sendall(request)
        return read_all(connection)


def read_all(connection: socket.socket) -> bytes:
    """Return all that comes until the other side hangs up; a reset is a way of hanging up."""
    received = bytearray()
    try:
        while more := connection.recv(65536):
            received += more
    except ConnectionResetError:
        pass
    return bytes(received)


def read_answer(raw: bytes) -> Answer:
    """Read the first answer in *raw*; its body is whatever follows the head."""
    head, _, body = raw.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    pairs = [line.partition(":") for line in lines]
    return Answer(int(status.split()[1]), [(name, value.strip()) for name, _, value in pairs], body)


def _target(environ: dict[str, Any]) -> str:
    path = quote(environ["PATH_INFO"].encode("latin-1"))
    return f"{path}?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else path


def _body(environ: dict[str, Any]) -> bytes:
    body: bytes = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    return body


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    sent = {key: value for key, value in environ.items() if key.startswith("HTTP_") and key not in _UNSENT}
    named = {key.removeprefix("HTTP_").replace("_", "-").title(): value for key, value in sent.items()}
    kind = {_NAMES[key]: environ[key] for key in _NAMES if environ.get(key)}
    return {"Host": environ["HTTP_HOST"], **named, **kind}


def status_of(url: str) -> int:
    """Ask for an address, as no window of ours, and return the answer's status."""
    parts = urlsplit(url)
    with closing(HTTPConnection(parts.netloc, timeout=10)) as connection:
        connection.request("GET", f"{parts.path}?{parts.query}")
        return connection.getresponse().status
