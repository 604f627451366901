"""The server: its answers, its limits, its last words."""

from __future__ import annotations

import http.client
import logging
import select
import socket
from contextlib import closing
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app import config, server
from desktop_app.port import bind
from desktop_app.server import Server, connection_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

HEADERS = (("X-Frame-Options", "DENY"), ("Cache-Control", "no-store"))


def hello(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Echo the body, or say hello; break under /broken."""
    if environ["PATH_INFO"] == "/broken":
        raise RuntimeError("a bug")
    body = environ["wsgi.input"].read() or b"hello"
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture
def running() -> Iterator[Server]:
    """Serve `hello` on a free port."""
    started = Server(hello, bind(0), headers=HEADERS)
    started.start()
    yield started
    started.stop()


def ask(url: str, request: bytes) -> bytes:
    """Send raw bytes and return everything that comes back."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as client:
        client.sendall(request)
        return b"".join(iter(lambda: client.recv(65536), b""))


class TestAnswers:
    """What waitress says itself carries what ours says."""

    def test_serves_the_app(self, running: Server) -> None:
        """A plain request gets the app's answer, without a word on the server's make."""
        answer = ask(running.url, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert answer.endswith(b"\r\n\r\nhello")
        assert b"server:" not in answer.lower()
        assert b"waitress" not in answer.lower()

    @pytest.mark.parametrize(
        ("request_bytes", "status"),
        [
            (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nX: ".ljust(server.MAX_HEADER_BYTES, b"x"), 431),
            (b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % server.MAX_BODY_BYTES, 413),
            (b"GET /broken HTTP/1.1\r\nHost: x\r\n\r\n", 500),
            (b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200),
        ],
        ids=["malformed", "headers too long", "body too long", "a bug in the app", "an answer of the app"],
    )
    def test_every_answer_carries_our_headers(
        self, running: Server, request_bytes: bytes, status: int
    ) -> None:
        """Also on answers the app never sees."""
        answer = ask(running.url, request_bytes)
        assert answer.startswith((b"HTTP/1.1 %d" % status, b"HTTP/1.0 %d" % status))
        for name, value in HEADERS:
            assert answer.count(f"{name}: {value}\r\n".encode()) == 1
        assert b"Traceback" not in answer
        assert b"a bug" not in answer

    def test_a_header_of_the_app_stays_as_it_is(self) -> None:
        """A file may be cached where nothing else may."""

        def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            assert environ
            start_response("200 OK", [("cache-control", "no-cache"), ("Content-Length", "0")])
            return [b""]

        with closing(bind(0)) as listener:
            served = Server(app, listener, headers=HEADERS)
            served.start()
            answer = ask(served.url, b"GET / HTTP/1.0\r\n\r\n")
            served.stop()
        assert answer.count(b"Cache-Control: no-cache\r\n") == 1
        assert b"no-store" not in answer

    def test_takes_a_body_up_to_its_limit(self, running: Server) -> None:
        """The web layer, not the server, refuses what is a little too long for a page of ours."""
        assert server.MAX_BODY_BYTES > config.MAX_ATTACHMENT_BYTES > config.MAX_BODY_BYTES
        body = b"x" * (config.MAX_BODY_BYTES + 1)
        head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
        assert ask(running.url, head + body).startswith(b"HTTP/1.1 200 OK\r\n")

    @pytest.mark.parametrize(
        ("cookie", "length", "status"),
        [
            (b"known=1", 2 * server.STRANGERS_BODY_BYTES, 200),
            (b"known=0", server.STRANGERS_BODY_BYTES - 1, 200),
            (b"known=0", server.STRANGERS_BODY_BYTES, 413),
            (b"", server.STRANGERS_BODY_BYTES, 413),
        ],
    )
    def test_waits_for_long_bodies_of_those_it_knows_only(
        self, cookie: bytes, length: int, status: int
    ) -> None:
        """Others are told at once, before they have sent a byte of it."""
        with closing(bind(0)) as listener:
            served = Server(hello, listener, headers=HEADERS, is_known=lambda sent: sent == "known=1")
            served.start()
            head = (
                b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: %s\r\nContent-Length: %d\r\n\r\n"
            )
            body = b"" if status == 413 else b"x" * length
            answer = ask(served.url, head % (cookie, length) + body)
            served.stop()
        assert answer.startswith(b"HTTP/1.1 %d" % status)

    def test_a_body_there_is_no_room_for_is_answered_by_the_app(self, tmp_path: Path) -> None:
        """Whoever reads it gets the system's refusal; the client hears of it instead of losing its line."""

        def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            with pytest.raises(FileNotFoundError):
                environ["wsgi.input"].read(1)
            start_response("200 OK", [("Content-Length", "0")])
            return [b""]

        with closing(bind(0)) as listener:
            served = Server(app, listener, headers=(), spool=tmp_path / "gone")
            served.start()
            body = b"x" * (4 * server.BODY_IN_MEMORY_BYTES)
            head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(
                body
            )
            answer = ask(served.url, head + body)
            served.stop()
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")

    def test_believes_no_proxy(self) -> None:
        """X-Forwarded-… is a stranger's word about who they are."""
        seen: list[dict[str, Any]] = []

        def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            seen.append(environ)
            return hello(environ, start_response)

        with closing(bind(0)) as listener:
            served = Server(app, listener, headers=())
            served.start()
            ask(served.url, b"GET / HTTP/1.0\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Proto: https\r\n\r\n")
            served.stop()
        assert "HTTP_X_FORWARDED_HOST" not in seen[0]
        assert seen[0]["wsgi.url_scheme"] == "http"

    def test_idle_connections_do_not_stop_it(self, running: Server) -> None:
        """More silent connections than waitress itself would take, and the next one is served."""
        host, port = running.url.removeprefix("http://").split(":")
        idle = [socket.create_connection((host, int(port)), timeout=5) for _ in range(150)]
        answer = ask(running.url, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        for connection in idle:
            connection.close()
        assert answer.endswith(b"hello")

    def test_a_full_queue_is_no_warning(self, caplog: pytest.LogCaptureFixture) -> None:
        """A page asks for more files at once than there are threads."""
        go_on = Event()

        def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            go_on.wait(10)
            return hello(environ, start_response)

        served = Server(app, bind(0), headers=())
        served.start()
        request = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        clients = [Thread(target=ask, args=(served.url, request)) for _ in range(3 * server.THREADS)]
        for client in clients:
            client.start()
        go_on.set()
        for client in clients:
            client.join(10)
        served.stop()
        assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


class TestStop:
    """Closing the window ends the server, but not the request that is being answered."""

    def test_lets_a_request_under_way_finish(self) -> None:
        """Somebody who posts and closes the window has posted."""
        arrived, go_on = Event(), Event()

        def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            arrived.set()
            go_on.wait(10)
            return hello(environ, start_response)

        served = Server(slow, bind(0), headers=())
        served.start()
        answers: list[bytes] = []
        request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        client = Thread(target=lambda: answers.append(ask(served.url, request)))
        client.start()
        assert arrived.wait(10)
        stopping = Thread(target=served.stop)
        stopping.start()
        go_on.set()
        stopping.join(10)
        client.join(10)
        assert not stopping.is_alive()
        assert answers[0].endswith(b"hello")

    def test_gives_up_on_a_request_that_hangs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The program ends all the same."""
        monkeypatch.setattr(server, "STOP_SECONDS", 0.1)
        arrived, never = Event(), Event()

        def hanging(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            arrived.set()
            never.wait(60)
            return hello(environ, start_response)

        served = Server(hanging, bind(0), headers=())
        served.start()
        client = Thread(target=lambda: ask(served.url, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
        client.start()
        assert arrived.wait(10)
        served.stop()
        never.set()
        client.join(10)
        assert not client.is_alive()
        served._host.trigger.close()

    def test_frees_the_port(self, running: Server) -> None:
        """Nobody is answered any more, and the port can be had again."""
        running.stop()
        bind(int(running.url.rpartition(":")[2])).close()

    def test_closes_idle_connections(self, running: Server) -> None:
        """A browser's kept-alive connection does not hold the program up."""
        connection = http.client.HTTPConnection(running.url.removeprefix("http://"), timeout=10)
        connection.request("GET", "/")
        assert connection.getresponse().read() == b"hello"
        running.stop()
        assert connection.sock.recv(1) == b""
        connection.close()

    def test_twice_is_once(self, running: Server) -> None:
        """The second call has nothing to do."""
        running.stop()
        running.stop()

    def test_before_the_start_only_frees_the_port(self) -> None:
        """A program that fails between binding and serving leaves nothing behind."""
        served = Server(hello, bind(0), headers=())
        served.stop()
        bind(int(served.url.rpartition(":")[2])).close()


class TestConnectionLimit:
    """As many connections as the system has room for."""

    def test_is_ours_where_the_system_allows_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Enough descriptors: our own limit counts."""
        monkeypatch.setattr(pytest.importorskip("resource"), "getrlimit", lambda _: (65536, 65536))
        assert connection_limit() == 800

    def test_leaves_descriptors_for_the_rest_of_the_program(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A program started from macOS's Finder may open 256 files: the database needs some of them."""
        monkeypatch.setattr(pytest.importorskip("resource"), "getrlimit", lambda _: (256, 256))
        assert connection_limit() == 156

    def test_fits_into_select(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Windows' select() takes 512 sockets and raises at the next."""
        monkeypatch.delattr(select, "poll")
        assert connection_limit() == 480
