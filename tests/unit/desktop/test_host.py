"""Window, browser or address: which, and what is said about it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desktop_app.desktop import headless, host
from desktop_app.desktop.shell import NoWindow
from desktop_app.desktop.stop import StopSignal


class Program:
    """A program somebody wants to see; every address of it is another."""

    origin = "http://127.0.0.1:8765"

    def __init__(self) -> None:
        """Not started."""
        self.starts = 0
        self.addresses = 0

    def open_url(self) -> str:
        """Return the next address."""
        self.addresses += 1
        return f"{self.origin}/open?key={self.addresses}"

    def start(self) -> None:
        """Begin."""
        self.starts += 1


@pytest.fixture
def asked() -> StopSignal:
    """Somebody who has already asked the program to end."""
    stop = StopSignal()
    stop._asked.set()
    return stop


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The windows shown on a display that is there."""
    titles: list[str] = []
    monkeypatch.setattr(host, "has_display", lambda _: True)
    monkeypatch.setattr(host, "show_window", lambda program, _storage, _stop: titles.append(program.origin))
    monkeypatch.setattr(host, "show_message", lambda title, _text: titles.append(title))
    return titles


def no_window(*_: object) -> None:
    """Be an engine that is not there."""
    raise NoWindow("no engine")


class TestShow:
    """In the order of preference."""

    def test_a_window(self, shown: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Nothing is printed then."""
        host.show(Program(), tmp_path, StopSignal(), windowless=False)
        assert shown == [Program.origin]
        assert capsys.readouterr() == ("", "")

    def test_no_window_wanted(
        self, shown: list[str], asked: StopSignal, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The address alone, and the program answers before it is printed."""
        program = Program()
        host.show(program, tmp_path, asked, windowless=True)
        assert capsys.readouterr() == ("Shiftbook is ready at http://127.0.0.1:8765/open?key=1\n", "")
        assert (shown, program.starts) == ([], 1)

    def test_no_display(
        self,
        asked: StopSignal,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The address, and why there is no window."""
        monkeypatch.setattr(host, "has_display", lambda _: False)
        host.show(Program(), tmp_path, asked, windowless=False)
        said, complained = capsys.readouterr()
        assert said.startswith("Shiftbook is ready at ")
        assert complained.startswith("There is no display")

    @pytest.mark.usefixtures("shown")
    @pytest.mark.parametrize(
        ("browser_opens", "sentence"), [(True, "opens in your browser."), (False, "use the address below.")]
    )
    def test_no_engine(
        self,
        asked: StopSignal,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        *,
        browser_opens: bool,
        sentence: str,
    ) -> None:
        """The browser, what to install, and one more address: the browser's is used up."""
        given: list[str] = []
        monkeypatch.setattr(host, "show_window", no_window)

        def open_browser(url: str) -> bool:
            given.append(url)
            return browser_opens

        monkeypatch.setattr("webbrowser.open", open_browser)
        program = Program()
        host.show(program, tmp_path, asked, windowless=False)
        said, complained = capsys.readouterr()
        assert given == ["http://127.0.0.1:8765/open?key=1"]
        assert said == "Shiftbook is ready at http://127.0.0.1:8765/open?key=2\n"
        assert sentence in complained
        assert "Install" in complained
        assert "key=" not in complained
        assert program.starts >= 1


class TestTell:
    """Words for somebody without a terminal."""

    def test_in_a_small_window(self, shown: list[str]) -> None:
        """If there is a display."""
        host.tell("Shiftbook cannot start", "text")
        assert shown == ["Shiftbook cannot start"]

    def test_nowhere(self, shown: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        """Neither without a display nor without an engine; the text is on stderr already."""
        monkeypatch.setattr(host, "show_message", no_window)
        host.tell("title", "text")
        monkeypatch.setattr(host, "has_display", lambda _: False)
        host.tell("title", "text")
        assert shown == []


class TestKeyboard:
    """Enter in a terminal; the terminal itself is in `test_cli`."""

    def test_what_is_typed_brings_fresh_addresses_until_it_ends(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Ctrl+D ends the reading, not the program."""
        reading, writing = os.pipe()
        os.write(writing, b"\n")
        os.close(writing)
        with os.fdopen(reading) as keyboard:
            monkeypatch.setattr(sys, "stdin", keyboard)
            headless._answer_keyboard(Program())
        assert capsys.readouterr().out == "Shiftbook is ready at http://127.0.0.1:8765/open?key=1\n"

    def test_a_terminal_that_is_gone_ends_it_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Or one that belongs to another program by now."""

        def refused(*_: object) -> bytes:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(os, "read", refused)
        with Path(os.devnull).open() as keyboard:
            monkeypatch.setattr(sys, "stdin", keyboard)
            headless._answer_keyboard(Program())

    def test_without_one_nobody_is_asked_to_press_anything(
        self, asked: StopSignal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A windowed program has no standard input at all."""
        monkeypatch.setattr(sys, "stdin", None)
        headless.serve(Program(), asked)
        assert "Enter" not in capsys.readouterr().err
