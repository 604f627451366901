"""A disk that is full while files come in (P1): said in words, nothing half kept, and the program goes on."""

from __future__ import annotations

import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.http import connect, enter, host_of, set_up
from tests.helpers.mounts import on_own_disk
from tests.helpers.program import FROM_SOURCE, start
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from tests.helpers.client import Answer, Client

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: tmpfs"),
]

MEBIBYTE = 1024 * 1024
DRAFT = "a" * 32


def attach(ada: Client, size: int) -> Answer:
    """Attach a file of so many bytes to the current draft."""
    return ada.request(
        "POST", f"/api/attachments?name={size}.bin", b"\xff" * size, {"Origin": f"http://{ada.host}"}
    )


def test_a_full_disk_is_said_and_what_was_attached_stays(tmp_path: Path) -> None:
    """Too large for the server to take in, or for the book to keep: 507 either way, then on as before."""
    (tmp_path / "data").mkdir()
    small = on_own_disk('mount -t tmpfs -o size=8m shiftbook "$1"', str(tmp_path / "data"))
    with start(tmp_path, "--headless", command=[*small, *FROM_SOURCE]) as program:
        ada = set_up(program.address())
        assert attach(ada, MEBIBYTE).status == 201
        for size in (4 * MEBIBYTE, 20 * MEBIBYTE):
            answer = attach(ada, size)
            assert (answer.status, answer.code) == (507, "storage_full")
        assert attach(ada, MEBIBYTE + 1).status == 201
        names = [file["name"] for file in ada.get("/api/drafts/new").json["attachments"]]
        assert names == [f"{MEBIBYTE}.bin", f"{MEBIBYTE + 1}.bin"]


def test_a_program_killed_while_a_file_comes_in_has_kept_nothing_of_it(tmp_path: Path) -> None:
    """No half file, neither beside the book nor with the draft; after the next start it is sent again."""
    with start(tmp_path, "--headless") as program:
        ada = set_up(program.address())
        assert ada.put("/api/drafts/new", {"id": DRAFT, "text": "Pump 3"}).status == 200
        cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in ada.jar.items())
        head = (
            f"POST /api/attachments?draft={DRAFT}&name=a.bin HTTP/1.1\r\nHost: {ada.host}\r\n"
            f"Origin: http://{ada.host}\r\nCookie: {cookies}\r\nContent-Length: {20 * MEBIBYTE}\r\n\r\n"
        )
        with closing(connect(ada.host)) as line:
            line.sendall(head.encode() + bytes(10 * MEBIBYTE))
            wait_for(lambda: spooled(program.process.pid) > 9 * MEBIBYTE, "half the file to arrive")
            program.process.kill()
            program.wait()
    assert [path for path in (tmp_path / "data" / "attachments").rglob("*") if path.is_file()] == []
    with start(tmp_path, "--headless") as program:
        assert host_of(program.address()) == ada.host
        enter(ada, program.address())
        draft = ada.get("/api/drafts/new").json
        assert (draft["text"], draft["attachments"]) == ("Pump 3", [])
        assert attach(ada, MEBIBYTE).status == 201


def spooled(pid: int) -> int:
    """Return how many bytes the program keeps in the nameless file of a body that is coming in."""
    most = 0
    for path in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # It may have been closed meanwhile.
            if "/attachments/incoming/" in str(path.readlink()):
                most = max(most, path.stat().st_size)
    return most
