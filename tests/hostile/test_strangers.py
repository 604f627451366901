"""Other programs of this machine (P5): what they can reach, and what a forged token is worth."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.http import exchange, read_answer
from tests.helpers.processes import listening, open_sockets

if TYPE_CHECKING:
    from tests.hostile.conftest import Target

LOOPBACK = "0100007F"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc")
def test_listens_on_loopback_only(target: Target) -> None:
    """One socket, on 127.0.0.1; nothing on the network and nothing by UDP."""
    port = int(target.host.partition(":")[2])
    pid = target.program.process.pid
    assert listening(pid) == [f"{LOOPBACK}:{port:04X}"]
    assert [open_sockets(pid, kind) for kind in ("udp", "udp6", "raw", "raw6")] == [0, 0, 0, 0]


def test_no_other_address_of_this_machine_answers(target: Target) -> None:
    """Not even the rest of loopback."""
    port = int(target.host.partition(":")[2])
    for address in ("127.0.0.2", "127.255.255.254", "::1"):
        with pytest.raises(OSError):  # noqa: PT011 - refused or unreachable: the system decides
            socket.create_connection((address, port), timeout=5).close()


def ask_with(target: Target, kind: str, token: str, line: str = "GET /api/session HTTP/1.1") -> int:
    """Ask with Ada's window key and *token* in the cookie of this *kind*, and nothing else of hers."""
    window = target.ada.cookie("window")
    assert window is not None
    instance = next(iter(target.ada.jar)).rpartition("_")[2]
    cookies = f"shiftbook_window_{instance}={window.value}; shiftbook_{kind}_{instance}={token}"
    head = f"{line}\r\nHost: {target.host}\r\nConnection: close\r\nCookie: {cookies}\r\n"
    more = "Sec-Fetch-Site: same-origin\r\nContent-Length: 0\r\n\r\n"
    return read_answer(exchange(target.host, f"{head}{more}".encode("latin-1"))).status


def token_of(target: Target, kind: str) -> str:
    """Return Ada's token of this kind."""
    cookie = target.ada.cookie(kind)
    assert cookie is not None
    return cookie.value


def test_a_token_counts_only_as_it_was_made(target: Target) -> None:
    """Any one character changed, left out or put in: 401, and no error."""
    token = token_of(target, "access")
    assert ask_with(target, "access", token) == 200
    for place in range(0, len(token), 9):
        other = LETTERS[(LETTERS.find(token[place]) + 1) % len(LETTERS)]
        for changed in (
            token[:place] + other + token[place + 1 :],
            token[:place] + token[place + 1 :],
            token[:place] + other + token[place:],
        ):
            assert ask_with(target, "access", changed) == 401, place
    for changed in (
        token + "=",
        token + ".",
        "." + token,
        token + token,
        token.upper(),
        token[:-1] + LETTERS[-1],
    ):
        assert ask_with(target, "access", changed) == 401


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "None", "typ": "JWT"},
        {"alg": "HS256", "typ": "JWT", "kid": "../../../../dev/null"},
        {"alg": "HS256", "typ": "JWT", "jwk": {"kty": "oct", "k": ""}},
        {"alg": "HS256", "typ": "JWT", "jku": "http://127.0.0.1:1/keys"},
        {"alg": "HS384", "typ": "JWT"},
        {"alg": "RS256", "typ": "JWT"},
    ],
)
@pytest.mark.parametrize("key", [b"", b"secret", bytes(32)])
def test_a_token_of_somebody_elses_making_is_none(target: Target, header: dict[str, Any], key: bytes) -> None:
    """Whatever its header says, and however easily its key is guessed."""
    claims = token_of(target, "access").split(".")[1]
    signed = f"{encode(json.dumps(header).encode())}.{claims}"
    digest = hashlib.sha384 if header["alg"] == "HS384" else hashlib.sha256
    for signature in ("", encode(hmac.new(key, signed.encode(), digest).digest())):
        assert ask_with(target, "access", f"{signed}.{signature}") == 401


def test_one_kind_of_token_never_stands_in_for_the_other(target: Target) -> None:
    """A refresh token opens no page, an access token refreshes nothing."""
    assert ask_with(target, "access", token_of(target, "refresh")) == 401
    refreshing = "POST /session/refresh HTTP/1.1"
    assert ask_with(target, "refresh", token_of(target, "access"), refreshing) == 401


def encode(data: bytes) -> str:
    """Write bytes as a JWT does."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
