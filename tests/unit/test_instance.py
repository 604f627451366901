"""One program for each data folder: who is the first, and how a second start reaches it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app import instance
from desktop_app.errors import AlreadyOpen, BookDiskFull, DataFolderUnusable
from desktop_app.instance import (
    RING_PATH,
    SECRET_HEADER,
    Claim,
    Front,
    Note,
    NotThere,
    Rung,
    read_note,
    ring,
)
from desktop_app.paths import DataFolder
from tests.helpers.first import First, holding, hung, nobody, told, write_note

if TYPE_CHECKING:
    from pathlib import Path

ORIGIN = "http://127.0.0.1:8765"
ADDRESS = f"{ORIGIN}/open?key=k"


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder nobody has claimed."""
    return DataFolder(tmp_path)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits five seconds for something that does not happen."""
    monkeypatch.setattr(instance, "ANSWER_SECONDS", 0.3)
    monkeypatch.setattr(instance, "PAUSE_SECONDS", 0.01)


class TestClaim:
    """The first one stays the only one."""

    def test_keeps_another_process_out(self, folder: DataFolder) -> None:
        """Two books on one folder would be two authors of one record."""
        with holding(folder), Claim(folder) as ours:
            assert not ours.take()

    def test_a_process_that_ended_is_not_in_the_way(self, folder: DataFolder) -> None:
        """However it ended; the system gives its lock back."""
        with holding(folder) as other:
            other.kill()
            other.wait(10)
            assert folder.instance.exists()
            with Claim(folder) as ours:
                assert ours.take()
                assert not folder.instance.exists()

    def test_is_over_at_the_end_of_its_block(self, folder: DataFolder) -> None:
        """Whatever ended it."""

        def fail_with_it() -> None:
            with Claim(folder) as ours:
                assert ours.take()
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail_with_it()
        with Claim(folder) as theirs:
            assert theirs.take()

    def test_one_that_was_never_ours_leaves_the_first_ones_note(self, folder: DataFolder) -> None:
        """A second start ends without touching anything."""
        with Claim(folder) as first:
            assert first.take()
            first.announce(ORIGIN)
            with Claim(folder) as second:
                assert not second.take()
            assert read_note(folder.instance) is not None
            with Claim(folder) as third:
                assert not third.take()

    def test_a_folder_without_room_for_a_lock_is_named(self, tmp_path: Path) -> None:
        """With the way to choose another."""
        gone = DataFolder(tmp_path / "gone")
        with pytest.raises(DataFolderUnusable, match="--data-dir"):
            Claim(gone).take()

    def test_a_note_that_cannot_be_removed_does_not_keep_the_lock(self, folder: DataFolder) -> None:
        """The next start would be told of a program that is not there."""
        with Claim(folder) as ours:
            assert ours.take()
            folder.instance.mkdir()
        folder.instance.rmdir()
        with Claim(folder) as theirs:
            assert theirs.take()


class TestNote:
    """Where the first one answers."""

    def test_tells_process_place_and_secret(self, folder: DataFolder) -> None:
        """All a second start needs, and a person who has to end it."""
        with Claim(folder) as ours:
            assert ours.take()
            secret = ours.announce(ORIGIN)
            assert read_note(folder.instance) == Note(os.getpid(), ORIGIN, secret)
            assert len(secret) >= 43

    @pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
    def test_is_its_owners_alone(self, folder: DataFolder) -> None:
        """Whatever the umask, and whatever lay there before."""
        before = os.umask(0)
        folder.instance.with_suffix(".new").write_text("left by a crash, readable by all")
        folder.instance.with_suffix(".new").chmod(0o666)
        try:
            with Claim(folder) as ours:
                assert ours.take()
                ours.announce(ORIGIN)
                for made in (folder.instance, folder.lock):
                    assert stat.S_IMODE(made.stat().st_mode) == 0o600
        finally:
            os.umask(before)

    def test_appears_whole(self, folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
        """Somebody who reads while it is written finds the old one or none."""

        def interrupted(*_: object) -> None:
            raise OSError(28, "No space left on device")

        with Claim(folder) as ours:
            assert ours.take()
            monkeypatch.setattr(json, "dump", interrupted)
            with pytest.raises(BookDiskFull, match="is full"):
                ours.announce(ORIGIN)
            assert not folder.instance.exists()

    def test_is_gone_with_the_claim(self, folder: DataFolder) -> None:
        """Nobody is sent to a port that belongs to another program by now."""
        with Claim(folder) as ours:
            assert ours.take()
            ours.announce(ORIGIN)
        assert [path.name for path in folder.root.iterdir()] == ["lock"]

    @pytest.mark.parametrize(
        "garbage",
        [
            b"",
            b"\xff\xfe",
            b"{",
            b"[]",
            b"null",
            b"7",
            b'"note"',
            b"{}",
            b'{"process": 1, "origin": "http://127.0.0.1:1"}',
            b'{"process": 1, "origin": "http://127.0.0.1:1", "secret": "s", "more": 1}',
            b'{"process": "1", "origin": "http://127.0.0.1:1", "secret": "s"}',
            b'{"process": 1, "origin": 1, "secret": "s"}',
            b'{"process": 1, "origin": "http://127.0.0.1:1", "secret": null}',
            b"[" * 100_000,
        ],
    )
    def test_anything_else_counts_as_none(self, folder: DataFolder, garbage: bytes) -> None:
        """A second start then waits for a better one, as for one that is just being written."""
        folder.instance.write_bytes(garbage)
        assert read_note(folder.instance) is None

    def test_none_counts_as_none(self, folder: DataFolder) -> None:
        """Neither a missing file nor something that is no file."""
        assert read_note(folder.instance) is None
        folder.instance.mkdir()
        assert read_note(folder.instance) is None


class TestRing:
    """One question to the first one."""

    def test_brings_the_secret_and_what_the_desktop_gave(self) -> None:
        """From the first one's own origin, as the check against other pages wants it."""
        with First(told(Front.SHOWN)) as first:
            assert ring(first.note, "a token", window=True) == Rung(None)
            [rung] = first.rung
        assert (rung["path"], rung["window"], rung["startup"]) == (RING_PATH, True, "a token")
        assert rung["headers"][SECRET_HEADER] == "the secret"
        assert rung["headers"]["Origin"] == first.note.origin

    def test_without_a_window_it_hands_on_the_address(self) -> None:
        """And a start that nobody double-clicked has nothing to show for it."""
        with First(told(Front.NO_WINDOW, ADDRESS)) as first:
            assert ring(first.note, None, window=False) == Rung(ADDRESS)
            assert (first.rung[0]["window"], first.rung[0]["startup"]) == (False, "")

    @pytest.mark.parametrize(
        "answer",
        [
            told(Front.LEAVING),
            (503, {"code": "storage_busy"}),
            (503, {"front": "shown", "address": None}),
            (403, {"code": "no_window_key"}),
            (200, []),
            (200, None),
            (200, {}),
            (200, {"front": "elsewhere", "address": None}),
            (200, {"front": "shown"}),
        ],
        ids=str,
    )
    def test_any_other_answer_is_none(self, answer: tuple[int, object]) -> None:
        """One that is ending, one that cannot, and another program on its port."""
        with First(answer) as first, pytest.raises(NotThere):
            ring(first.note, None, window=True)

    def test_a_port_that_refuses_is_nobody(self) -> None:
        """The first one has just ended."""
        with nobody() as note, pytest.raises(NotThere):
            ring(note, None, window=True)

    def test_a_secret_no_header_can_carry_is_nobodys(self) -> None:
        """It is not one of ours."""
        with pytest.raises(NotThere):
            ring(Note(1, ORIGIN, "a\r\nb"), None, window=True)

    def test_one_that_never_answers_is_named(self) -> None:
        """With the process a person can end."""
        with hung() as note, pytest.raises(AlreadyOpen, match="process 4711") as told_of:
            ring(note, None, window=True)
        assert told_of.value.process == 4711


class TestTakeOrRing:
    """A whole second start."""

    def test_the_first_one_gets_the_folder(self, folder: DataFolder) -> None:
        """There is nobody to ring at."""
        with Claim(folder) as ours:
            assert ours.take_or_ring(None, window=True) is None
            assert not Claim(folder).take()

    def test_a_second_one_is_told_where(self, folder: DataFolder) -> None:
        """From the note of the process that holds the lock."""
        with Claim(folder) as first, First(told(Front.NO_WINDOW, ADDRESS)) as answering:
            assert first.take()
            write_note(folder, answering.note)
            with Claim(folder) as second:
                assert second.take_or_ring(None, window=False) == Rung(ADDRESS)

    @pytest.mark.parametrize("answer", [told(Front.LEAVING), (503, {})], ids=["leaving", "unavailable"])
    def test_one_that_comes_round_is_asked_again(
        self, folder: DataFolder, answer: tuple[int, object]
    ) -> None:
        """A moment later it is decided."""
        with Claim(folder) as first, First(answer, told(Front.SHOWN)) as answering:
            assert first.take()
            write_note(folder, answering.note)
            with Claim(folder) as second:
                assert second.take_or_ring(None, window=True) == Rung(None)
            assert len(answering.rung) == 2

    @pytest.mark.parametrize("noted", [True, False], ids=["port refuses", "no note yet"])
    def test_takes_over_from_one_that_leaves(
        self, folder: DataFolder, monkeypatch: pytest.MonkeyPatch, *, noted: bool
    ) -> None:
        """Tries until the claim is free; here the other lets go at the second look."""
        first, looks = Claim(folder), []
        assert first.take()

        def pause(_seconds: float) -> None:
            looks.append(1)
            if len(looks) == 2:
                first.release()

        monkeypatch.setattr(instance, "sleep", pause)
        with nobody() as note, Claim(folder) as second:
            if noted:
                write_note(folder, note)
            assert second.take_or_ring(None, window=True) is None
        assert len(looks) == 2

    def test_one_that_hangs_is_named_in_time(self, folder: DataFolder) -> None:
        """A double-click that does nothing for ever would be worse than a sentence."""
        with Claim(folder) as first, hung() as note:
            assert first.take()
            write_note(folder, note)
            with Claim(folder) as second, pytest.raises(AlreadyOpen, match=r"4711.*what was saved stays"):
                second.take_or_ring(None, window=True)

    @pytest.mark.parametrize(
        ("noted", "named"),
        [
            (b"", "its process"),
            (b"garbage", "its process"),
            (b'{"process": 4711, "origin": "http://127.0.0.1:1", "secret": "s"}', "process 4711"),
        ],
        ids=["nothing", "garbage", "nobody there"],
    )
    def test_one_that_never_begins_is_named_as_far_as_it_is_known(
        self, folder: DataFolder, noted: bytes, named: str
    ) -> None:
        """It holds the folder; nobody else may have it."""
        with Claim(folder) as first:
            assert first.take()
            folder.instance.write_bytes(noted)
            with Claim(folder) as second, pytest.raises(AlreadyOpen, match=named):
                second.take_or_ring(None, window=True)
            with Claim(folder) as third:
                assert not third.take()

    def test_reaches_another_process_that_hangs(self, folder: DataFolder) -> None:
        """The number told is the number of that process."""
        with holding(folder) as other, hung() as note:
            write_note(folder, Note(other.pid, note.origin, note.secret))
            with Claim(folder) as ours, pytest.raises(AlreadyOpen) as told_of:
                ours.take_or_ring(None, window=True)
        assert told_of.value.process == other.pid


@pytest.mark.skipif(sys.platform == "win32", reason="there a lock belongs to its process")
def test_a_lock_is_not_inherited(folder: DataFolder) -> None:
    """The engine's processes may outlive the program; they must not keep the folder."""
    with Claim(folder) as ours:
        assert ours.take()
        command = [sys.executable, "-c", "print(flush=True); input()"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, close_fds=False
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline()
            ours.release()
            with Claim(folder) as theirs:
                assert theirs.take()
            child.kill()
