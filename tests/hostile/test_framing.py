"""Requests no browser sends (P5): each is refused once, with every header, and does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.http import connect, exchange, read_answer

if TYPE_CHECKING:
    from tests.hostile.conftest import Target

POST = "POST /api/entries HTTP/1.1"
ENTRY = b'{"text": "smuggled"}'
LENGTH = f"Content-Length: {len(ENTRY)}"
CHUNKED = "Transfer-Encoding: chunked"
CHUNK = b"%x\r\n%s\r\n0\r\n\r\n" % (len(ENTRY), ENTRY)

AMBIGUOUS = {
    "a length and chunks": ([LENGTH, CHUNKED], CHUNK),
    "chunks and a length": ([CHUNKED, LENGTH], CHUNK),
    "chunked twice": ([CHUNKED, CHUNKED], CHUNK),
    "chunked twice in one": (["Transfer-Encoding: chunked, chunked"], CHUNK),
    "chunked with a space before the colon": (["Transfer-Encoding : chunked"], CHUNK),
    "chunked and identity": (["Transfer-Encoding: chunked, identity"], CHUNK),
    "two lengths": ([LENGTH, "Content-Length: 2"], ENTRY),
    "the same length twice": ([LENGTH, LENGTH], ENTRY),
    "lengths in a list": ([f"{LENGTH}, {len(ENTRY)}"], ENTRY),
    "a signed length": ([f"Content-Length: +{len(ENTRY)}"], ENTRY),
    "a negative length": (["Content-Length: -1"], ENTRY),
    "a length in hexadecimal": (["Content-Length: 0x14"], ENTRY),
    "a length in other digits": (["Content-Length: \xb2\xb2"], ENTRY),
    "a length nobody can count": ([f"Content-Length: {'9' * 5000}"], ENTRY),
    "a chunk of no length": ([CHUNKED], b"\r\n" + CHUNK),
    "a chunk of letters": ([CHUNKED], b"zz\r\n" + ENTRY),
    "a chunk of less than nothing": ([CHUNKED], b"-1\r\n" + ENTRY),
    "a chunk that is longer than it says": ([CHUNKED], b"4\r\n" + ENTRY + b"\r\n0\r\n\r\n"),
    "honest chunks": ([CHUNKED], CHUNK),
    "a folded header": (["X-Folded: one", "\ttwo", LENGTH], ENTRY),
    "a folded first header": ([" X-Folded: one", LENGTH], ENTRY),
    "a NUL in a value": (["X-Nul: a\0b", LENGTH], ENTRY),
    "a NUL in a name": (["X-\0Nul: a", LENGTH], ENTRY),
    "a bare line feed in a value": (["X-Feed: a\nX-More: b", LENGTH], ENTRY),
    "a bare carriage return in a value": (["X-Return: a\rX-More: b", LENGTH], ENTRY),
    "a header without a colon": (["X-Colon", LENGTH], ENTRY),
    "a header without a name": ([": nameless", LENGTH], ENTRY),
    "a name that is not ASCII": (["X-\xff: a", LENGTH], ENTRY),
}

FIRST_LINES = {
    "no version": "POST /api/entries",
    "another version": "POST /api/entries HTTP/2.0",
    "a version of the future": "POST /api/entries HTTP/9.9",
    "a lower-case method": "post /api/entries HTTP/1.1",
    "a method that is not ASCII": "P\xf6ST /api/entries HTTP/1.1",
    "two spaces": "POST  /api/entries HTTP/1.1",
    "nothing but a version": "HTTP/1.1",
    "an address that is not ASCII": "POST /api/entries\xff HTTP/1.1",
    "an address with brackets": "POST http://[::1/api/entries HTTP/1.1",
    "another host in the address": "POST http://evil.example/api/entries HTTP/1.1",
    "an address without a slash": "POST api/entries HTTP/1.1",
    "nobody in the address": "POST http:///api/entries HTTP/1.1",
}


@pytest.mark.parametrize("probe", AMBIGUOUS)
def test_an_ambiguous_body_is_refused(target: Target, probe: str) -> None:
    """Whatever two readers could understand differently is 400 and ends the connection."""
    headers, body = AMBIGUOUS[probe]
    answer = target.tell(target.head(POST, *headers) + body)
    assert answer.status == (501 if "identity" in probe else 400)


@pytest.mark.parametrize("probe", FIRST_LINES)
def test_a_malformed_first_line_is_refused(target: Target, probe: str) -> None:
    """Before anything else is looked at."""
    answer = target.tell(target.head(FIRST_LINES[probe], LENGTH) + ENTRY)
    assert answer.status == 400


def test_what_follows_a_refused_request_is_never_carried_out(target: Target) -> None:
    """A second request hidden behind an ambiguous one is thrown away with it."""
    hidden = target.head(POST, LENGTH) + ENTRY
    seen_by_others = f"Content-Length: {len(hidden) + 5}"
    answer = target.tell(target.head(POST, seen_by_others, CHUNKED) + b"0\r\n\r\n" + hidden)
    assert answer.status == 400


def test_chunks_in_the_older_version_are_refused(target: Target) -> None:
    """HTTP/1.0 has no chunks, and whoever reads none sees another request in them."""
    assert target.tell(target.head("POST /api/entries HTTP/1.0", CHUNKED) + CHUNK).status == 400


class TestSizes:
    """Nobody makes the program read more than a page of ours sends."""

    def test_a_giant_header_is_431(self, target: Target) -> None:
        """200 KB of it, of which the program reads 16."""
        assert target.ask("GET /readyz HTTP/1.1", f"X-Giant: {'a' * 200_000}").status == 431

    def test_many_headers_are_431(self, target: Target) -> None:
        """Small ones add up."""
        assert target.ask("GET /readyz HTTP/1.1", *(f"X-{n}: {n}" for n in range(5_000))).status == 431

    def test_a_giant_address_is_431(self, target: Target) -> None:
        """It counts as a header."""
        assert target.ask(f"GET /{'a' * 200_000} HTTP/1.1").status == 431

    def test_an_endless_header_is_431_before_it_ends(self, target: Target) -> None:
        """The answer does not wait for an end that never comes."""
        with connect(target.host) as connection:
            connection.sendall(target.head("GET /readyz HTTP/1.1")[:-2] + b"X-Endless: " + b"a" * 20_000)
            assert read_answer(connection.recv(65536)).status == 431

    def test_two_gigabytes_are_413_before_they_are_sent(self, target: Target) -> None:
        """From what the header announces."""
        assert target.ask(POST, f"Content-Length: {2 * 1024**3}").status == 413

    def test_a_program_without_a_window_cannot_fill_the_disk(self, target: Target) -> None:
        """A hundred thousand bytes are refused before they are sent, wherever they are to go."""
        for path in ("/", "/api/attachments", "/api/import", "/login"):
            head = f"POST {path} HTTP/1.1\r\nHost: {target.host}\r\nContent-Length: 100000\r\n\r\n"
            assert target.tell(head.encode()).status == 413

    def test_an_endless_stream_of_chunks_is_refused_before_it_ends(self, target: Target) -> None:
        """No page of ours sends chunks at all."""
        with connect(target.host) as connection:
            connection.sendall(target.head(POST, CHUNKED) + b"fffffffff\r\n" + bytes(100_000))
            assert read_answer(connection.recv(65536)).status == 400


def test_random_changes_never_break_the_program(target: Target) -> None:
    """One byte of a good request changed at a time: an answer below 500, or none."""
    good = target.head("GET /api/entries?limit=2 HTTP/1.1", "Accept: text/html", "User-Agent: \xe9")
    for place in range(0, len(good) - 4, 7):
        for byte in (0x00, 0x0A, 0x20, 0x25, 0x2C, 0x3A, 0xFF):
            changed = good[:place] + bytes([byte]) + good[place + 1 :]
            with connect(target.host) as connection:
                connection.sendall(changed)
                received = connection.recv(16)
            assert not received.startswith(b"HTTP/1.1 5"), changed
            assert not received.startswith(b"HTTP/1.0 5"), changed


def test_requests_sent_at_once_are_answered_in_their_order(target: Target) -> None:
    """Pipelining is no way around anything: each request is judged by itself."""
    requests = [f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{end}\r\n" for path, host, end in PIPELINED]
    received = exchange(target.host, "".join(r.replace("OURS", target.host) for r in requests).encode())
    assert [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]] == [200, 403, 403, 200]


PIPELINED = [
    ("/readyz", "OURS", ""),
    ("/api/session", "OURS", ""),
    ("/readyz", "evil.example", ""),
    ("/readyz", "OURS", "Connection: close\r\n"),
]
