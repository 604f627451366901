"""The disk is full, fails or is locked (P1).

What was answered is kept, the rest says why, reading goes on, and nobody is signed out.
"""

from __future__ import annotations

import errno
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import apsw
import pytest

from tests.faults.conftest import Running
from tests.helpers.composer import Composer
from tests.helpers.http import ADA, PASSWORD, enter, set_up
from tests.helpers.ledger import Found, Ledger, Row
from tests.helpers.mounts import lasting_disk, on_own_disk
from tests.helpers.program import FROM_SOURCE, start
from tests.helpers.strace import traced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.fault_table import FaultTable
    from tests.helpers.program import Program

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: tmpfs, strace"),
]

DISK_BYTES = 4 * 1024 * 1024
SMALL_DISK = f'mount -t tmpfs -o size={DISK_BYTES} shiftbook "$1"'
FAILING_CALLS = ("fdatasync", "pwrite64")
TURNS = 6


def post(running: Running, text: str) -> int:
    """Post *text* under a key made of it; return the status."""
    return running.ada.post("/api/entries", {"text": text, "key": text.replace(" ", "-")}).status


def refresh(running: Running) -> int:
    """Refresh Ada's session; return the status."""
    return running.ada.post("/session/refresh").status


class TestFullDisk:
    """No byte is left on the disk."""

    @pytest.fixture
    def small(self, tmp_path: Path) -> Iterator[Running]:
        """Start the program on a disk of 4 MiB, which nobody else sees."""
        (tmp_path / "data").mkdir()
        on_small_disk = on_own_disk(SMALL_DISK, str(tmp_path / "data"))
        with start(tmp_path, "--headless", command=[*on_small_disk, *FROM_SOURCE]) as program:
            address = program.address()
            yield Running(program, seen_from(program, tmp_path / "data"), set_up(address))

    def test_everything_says_so_and_goes_on_afterwards(self, small: Running) -> None:
        """Posting and refreshing answer 507, reading goes on, nobody is signed out; then all is as before."""
        assert post(small, "before") == 201
        kept = small.ada.copy()
        filler = small.data / "filler"
        fill_up(filler)
        posting = small.ada.post("/api/entries", {"text": "meanwhile", "key": "meanwhile"})
        refreshing = small.ada.post("/session/refresh")
        signing_in = small.ada.copy().post("/login", {"name": ADA, "password": PASSWORD})
        for answer in (posting, refreshing, signing_in):
            assert (answer.status, answer.code) == (507, "storage_full"), answer
            assert answer.set_cookies == {}
        assert small.texts() == ["before"]
        assert small.ada.visit("/").status == 200
        assert small.ada.get("/api/session").status == 200
        small.ada.jar = {name: cookie for name, cookie in small.ada.jar.items() if "_access_" not in name}
        assert small.ada.visit("/").status == 507
        assert small.ada.cookie("refresh") == kept.cookie("refresh")
        filler.unlink()
        assert refresh(small) == 200
        assert post(small, "meanwhile") == 201
        assert small.texts() == ["meanwhile", "before"]
        assert small.ada.visit("/").status == 200

    def test_a_draft_is_not_called_saved_and_outlives_the_program(
        self, tmp_path: Path, fault_table: FaultTable
    ) -> None:
        """507 while there is no room; what was acknowledged before and after is there after a `kill -9`."""
        (tmp_path / "data").mkdir()
        with lasting_disk(SMALL_DISK, str(tmp_path / "data")) as on_small_disk:
            command = [*on_small_disk, *FROM_SOURCE]
            with start(tmp_path, "--headless", command=command) as program:
                client = set_up(program.address())
                ada = Composer(ADA, client, Ledger())
                assert [ada.open().status, ada.save("Pump 2").status] == [200, 200]
                filler = seen_from(program, tmp_path / "data") / "filler"
                fill_up(filler)
                refused = ada.save(" is loud")
                assert (refused.status, refused.code) == (507, "storage_full")
                assert client.get("/api/drafts/new").json["text"] == "Pump 2"
                assert [draft["text"] for draft in client.get("/api/drafts").json["drafts"]] == ["Pump 2"]
                filler.unlink()
                assert ada.save("").status == 200
                program.process.kill()
                program.wait()
            with start(tmp_path, "--headless", command=command) as program:
                enter(client, program.address())
                assert client.post("/session/refresh").status == 200
                draft = client.get("/api/drafts/new").json
                found = Found([Row(draft["id"], ADA, draft["text"])], [])
        acknowledged, lost = ada.ledger.acknowledged(), ada.ledger.lost(found)
        fault_table.add(
            fault="full tmpfs while Ada writes, then kill -9",
            runs=1,
            acknowledged=acknowledged,
            found=acknowledged - len(lost),
            lost=len(lost),
        )
        assert (acknowledged, lost, ada.ledger.strange(found)) == (2, [], [])


class TestFailingDisk:
    """The disk reports errors."""

    @pytest.mark.parametrize("call", FAILING_CALLS)
    def test_what_was_answered_is_kept_and_the_rest_can_be_asked_again(
        self, running: Running, tmp_path: Path, call: str
    ) -> None:
        """Each call of a commit fails in its turn: 503, never 401, and the same request succeeds later."""
        refused = 0
        for nth in range(1, TURNS + 1):
            # In each of the server's threads the nth call fails, and no other.
            options = ("-e", f"trace={call}", "-e", f"inject={call}:error=EIO:when={nth}")
            texts = [f"{call} {nth} {number}" for number in range(3)]
            with traced(running.program.process.pid, tmp_path / "trace", *options) as trace:
                statuses = [status for text in texts for status in (post(running, text), refresh(running))]
            assert set(statuses) <= {200, 201, 503}
            assert trace.count("(INJECTED)") >= statuses.count(503)
            refused += statuses.count(503)
            acknowledged = {text for text, status in zip(texts, statuses[::2], strict=True) if status == 201}
            assert acknowledged <= set(running.texts())
            assert refresh(running) == 200
            assert [post(running, text) for text in texts] == [201] * len(texts)
        assert refused > 0
        found = running.texts()
        assert len(found) == len(set(found)) == 3 * TURNS


class TestLockedBook:
    """Another program holds the book."""

    def test_writing_is_busy_and_reading_goes_on(self, running: Running) -> None:
        """503 with Retry-After for posts and refreshes, never 401; afterwards all is as before."""
        assert post(running, "before") == 201
        with closing(apsw.Connection(str(running.data / "shiftbook.db"))) as other:
            other.execute("BEGIN EXCLUSIVE")
            with ThreadPoolExecutor() as pool:
                posting = pool.submit(running.ada.copy().post, "/api/entries", {"text": "x", "key": "x"})
                refreshing = pool.submit(running.ada.copy().post, "/session/refresh")
                assert running.texts() == ["before"]
                assert running.ada.get("/readyz").status == 200
            for answer in (posting.result(), refreshing.result()):
                assert (answer.status, answer.code) == (503, "storage_busy"), answer
                assert int(answer.header("Retry-After")) > 0
                assert answer.set_cookies == {}
            other.execute("ROLLBACK")
        assert refresh(running) == 200
        assert post(running, "x") == 201
        assert running.texts() == ["x", "before"]


class TestSyncs:
    """What an acknowledgement costs, and proves."""

    def test_one_sync_for_every_refresh_and_every_post(self, running: Running, tmp_path: Path) -> None:
        """Not none, and not two."""
        # The first use of a session, and of the write-ahead log, each cost one more, once.
        assert refresh(running) == 200
        assert post(running, "the first") == 201
        with traced(running.program.process.pid, tmp_path / "trace", "-e", "trace=fdatasync,fsync") as trace:
            posts = [post(running, f"post {number}") for number in range(20)]
            assert (posts, trace.count("sync(")) == ([201] * 20, 20)
            refreshes = [refresh(running) for _ in range(20)]
            assert (refreshes, trace.count("sync(")) == ([200] * 20, 40)
            # The first of them notes that the last refresh has arrived.
            reads = [len(running.texts()) for _ in range(20)]
            assert (reads, trace.count("sync(")) == ([21] * 20, 41)


def seen_from(program: Program, folder: Path) -> Path:
    """Return the way to the *folder* that the program has at this place."""
    return Path(f"/proc/{program.process.pid}/root{folder}")


def fill_up(filler: Path) -> None:
    """Write until the disk takes no more."""
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        filler.write_bytes(bytes(DISK_BYTES))
