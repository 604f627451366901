"""A disk that is full while files come in (P1): said in words, nothing half kept, and the program goes on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers.http import set_up
from tests.helpers.mounts import on_own_disk
from tests.helpers.program import FROM_SOURCE, start

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.client import Answer, Client

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: tmpfs"),
]

MEBIBYTE = 1024 * 1024


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
