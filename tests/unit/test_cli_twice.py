"""Starting a program that is open already, and telling of a start that failed exactly once."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from desktop_app import cli, instance
from desktop_app.desktop import host
from desktop_app.desktop.notice import CANNOT_START
from desktop_app.desktop.opening import Opened, Told
from desktop_app.errors import PortTaken
from desktop_app.instance import Claim, Rung
from desktop_app.paths import DataFolder
from tests.helpers.command import invoke, undoing
from tests.helpers.http import status_of
from tests.helpers.program import Program, start
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    Again = Callable[..., AbstractContextManager[Program]]


@pytest.fixture(autouse=True)
def _undone() -> Iterator[None]:
    """Undo what a command run in this process does to it."""
    with undoing():
        yield


@pytest.fixture
def again(tmp_path: Path) -> Again:
    """Start another program on the folder of the first."""
    own = tmp_path / "again"
    own.mkdir()
    return lambda *flags: start(own, "--data-dir", str(tmp_path / "data"), *flags)


class TestSecondStart:
    """Two real processes on one folder."""

    @pytest.mark.parametrize("flags", [("--headless",), ()], ids=["headless", "no display"])
    def test_prints_a_fresh_address_of_the_first(
        self, tmp_path: Path, again: Again, flags: tuple[str, ...]
    ) -> None:
        """And ends; the address opens the first one, which goes on."""
        with start(tmp_path, "--headless") as first:
            address = first.address()
            with again(*flags) as second:
                fresh = second.address()
                assert second.wait() == 0
            assert second.said.count("\n") == 1
            assert urlsplit(fresh).netloc == urlsplit(address).netloc
            assert fresh != address
            assert [status_of(fresh), status_of(fresh), status_of(address)] == [303, 403, 303]
            assert first.process.poll() is None

    def test_leaves_no_trace_in_the_firsts_log(self, tmp_path: Path, again: Again) -> None:
        """Two processes that write and rotate one file would lose lines of it."""
        with start(tmp_path, "--headless") as first:
            first.address()
            with again("--headless") as second:
                assert second.wait() == 0
            first.signal(signal.SIGTERM)
            assert first.wait() == 0
        log = (tmp_path / "data/logs/shiftbook.log").read_text()
        assert log.count("start version=") == 1
        assert log.rstrip().count("event=stopped") == 1

    def test_two_at_once_are_one(self, tmp_path: Path, again: Again) -> None:
        """An impatient double-click: whichever is first, both addresses lead to the same program."""
        with start(tmp_path, "--headless") as one, again("--headless") as other:
            places = {urlsplit(program.address()).netloc for program in (one, other)}
            assert len(places) == 1
            wait_for(lambda: [p for p in (one, other) if p.process.poll() == 0], "the end of the second")
            assert [program.process.poll() for program in (one, other)].count(None) == 1

    @pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
    def test_a_killed_one_is_not_in_the_way(self, tmp_path: Path, again: Again) -> None:
        """Its note lies there still; nobody believes it."""
        with start(tmp_path, "--headless") as first:
            first.address()
            first.signal(signal.SIGKILL)
            first.wait()
            assert (tmp_path / "data/instance.json").exists()
            with again("--headless") as second:
                assert status_of(second.address()) == 303
                assert second.process.poll() is None

    @pytest.mark.slow
    @pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGSTOP")
    def test_a_hung_one_is_named(self, tmp_path: Path, again: Again) -> None:
        """With its number and what to do; it is not touched."""
        with start(tmp_path, "--headless") as first:
            first.address()
            first.signal(signal.SIGSTOP)
            try:
                with again("--headless") as second:
                    assert second.wait() == 1
                assert second.said == ""
                assert f"end process {first.process.pid} first" in second.complained
                assert "Traceback" not in second.complained
            finally:
                first.signal(signal.SIGCONT)
            assert status_of(first.address()) == 303


class TestAsked:
    """What a second start asks the first one for."""

    @pytest.mark.parametrize(("flags", "window"), [((), True), (("--headless",), False)])
    def test_a_window_with_the_desktops_token_or_an_address(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: tuple[str, ...], *, window: bool
    ) -> None:
        """The token is this start's; the answer is told as it came."""
        asked: list[tuple[str | None, bool]] = []
        shown: list[tuple[str | None, bool]] = []

        def ring(_self: Claim, startup: str | None, *, window: bool) -> Rung:
            asked.append((startup, window))
            return Rung("an address")

        def show_first(address: str | None, *, windowless: bool) -> None:
            shown.append((address, windowless))

        monkeypatch.setattr(Claim, "take_or_ring", ring)
        monkeypatch.setattr(host, "show_first", show_first)
        monkeypatch.setattr(cli, "startup_token", lambda: "a token")
        assert invoke("--data-dir", str(tmp_path / "data"), *flags).exit_code == 0
        assert asked == [("a token", window)]
        assert shown == [("an address", not window)]

    def test_one_that_does_not_answer_is_told_in_a_window(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: list[tuple[str, str]]
    ) -> None:
        """Somebody double-clicked; and not even a failure writes into the first one's log."""
        monkeypatch.setattr(instance, "ANSWER_SECONDS", 0.1)
        folder = DataFolder(tmp_path / "data")
        folder.root.mkdir()
        with Claim(folder) as first:
            assert first.take()
            result = invoke("--data-dir", str(folder.root))
        assert result.exit_code == 1
        [(title, text)] = told
        assert title == CANNOT_START
        assert text.startswith("Shiftbook is already open")
        assert result.stderr == f"{text}\n"
        assert not folder.log.exists()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What was said in a window of its own."""
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(host, "tell", lambda title, text: said.append((title, text)))
    return said


class TestFailureIsToldOnce:
    """In one window, and once in the log."""

    def show(self, *, in_the_window: bool) -> Callable[..., None]:
        """Make a `host.show` whose start fails, and whose window says so or is not there."""

        def show(
            _program: Opened, _folder: object, _stop: object, explain: Callable[[Exception], str], **_: object
        ) -> None:
            error = ZeroDivisionError("of ours")
            if in_the_window:
                raise Told(explain(error)) from error
            raise error

        return show

    @pytest.mark.parametrize("in_the_window", [True, False])
    def test_whoever_has_read_it_sees_no_second_window(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        told: list[tuple[str, str]],
        *,
        in_the_window: bool,
    ) -> None:
        """The terminal and the exit code say it too."""
        monkeypatch.setattr(host, "show", self.show(in_the_window=in_the_window))
        result = invoke("--data-dir", str(tmp_path / "data"))
        assert result.exit_code == 1
        assert result.stderr.count("a mistake of its own") == 1
        assert len(told) == (0 if in_the_window else 1)
        log = (tmp_path / "data/logs/shiftbook.log").read_text()
        assert log.count("run outcome=failed") == 1
        assert log.count("ZeroDivisionError: of ours") == 1

    def test_a_failure_leaves_the_folder_to_the_next_start(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: list[tuple[str, str]]
    ) -> None:
        """While its window is being read, or after."""

        def taken(*_: object) -> None:
            raise PortTaken(80)

        monkeypatch.setattr(cli, "build", taken)
        assert invoke("--data-dir", str(tmp_path / "data")).exit_code == 1
        assert len(told) == 1
        with Claim(DataFolder(tmp_path / "data")) as next_one:
            assert next_one.take()
