"""Window, browser or address: which, and what is said about it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desktop_app.desktop import headless, host
from desktop_app.desktop.shell import NoWindow
from desktop_app.desktop.stop import StopSignal
from desktop_app.paths import DataFolder
from tests.helpers.opened import ORIGIN, FakeProgram, explain, fail


@pytest.fixture
def asked() -> StopSignal:
    """Somebody who has already asked the program to end."""
    stop = StopSignal()
    stop._asked.set()
    return stop


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder."""
    return DataFolder(tmp_path)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The windows shown on a display that is there."""
    titles: list[str] = []
    monkeypatch.setattr(host, "has_display", lambda _: True)
    monkeypatch.setattr(host, "show_window", lambda program, *_: titles.append(program.origin))
    monkeypatch.setattr(host, "show_message", lambda title, _text: titles.append(title))
    return titles


def no_window(*_: object) -> None:
    """Be an engine that is not there."""
    raise NoWindow("no engine")


class TestShow:
    """In the order of preference."""

    def test_a_window(self, shown: list[str], folder: DataFolder, capsys: pytest.CaptureFixture[str]) -> None:
        """Nothing is printed then."""
        host.show(FakeProgram(), folder, StopSignal(), explain, windowless=False)
        assert shown == [ORIGIN]
        assert capsys.readouterr() == ("", "")

    def test_no_window_wanted(
        self, shown: list[str], asked: StopSignal, folder: DataFolder, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The address alone, and the program answers before it is printed."""
        program = FakeProgram()
        host.show(program, folder, asked, explain, windowless=True)
        assert capsys.readouterr() == ("Shiftbook is ready at http://127.0.0.1:8765/open?key=1\n", "")
        assert (shown, program.starts) == ([], 1)

    def test_no_display(
        self,
        asked: StopSignal,
        folder: DataFolder,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The address, and why there is no window."""
        monkeypatch.setattr(host, "has_display", lambda _: False)
        host.show(FakeProgram(), folder, asked, explain, windowless=False)
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
        folder: DataFolder,
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
        program = FakeProgram()
        host.show(program, folder, asked, explain, windowless=False)
        said, complained = capsys.readouterr()
        assert given == ["http://127.0.0.1:8765/open?key=1"]
        assert said == "Shiftbook is ready at http://127.0.0.1:8765/open?key=2\n"
        assert sentence in complained
        assert "Install" in complained
        assert "key=" not in complained
        assert program.starts >= 1

    @pytest.mark.usefixtures("shown")
    @pytest.mark.parametrize("windowless", [True, False])
    def test_what_takes_long_is_said_at_the_terminal(
        self,
        asked: StopSignal,
        folder: DataFolder,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        *,
        windowless: bool,
    ) -> None:
        """Standard output belongs to the address."""
        monkeypatch.setattr(host, "show_window", no_window)
        monkeypatch.setattr("webbrowser.open", lambda _: True)
        program = FakeProgram(lambda: program.tell("The book is copied."))
        host.show(program, folder, asked, explain, windowless=windowless)
        said, complained = capsys.readouterr()
        assert said.startswith("Shiftbook is ready at ")
        assert said.count("\n") == 1
        assert complained.startswith("The book is copied.\n")

    @pytest.mark.usefixtures("shown")
    @pytest.mark.parametrize("windowless", [True, False])
    def test_a_start_that_fails_prints_no_address(
        self,
        folder: DataFolder,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        *,
        windowless: bool,
    ) -> None:
        """Nor does it open a browser: there would be nothing behind it."""
        monkeypatch.setattr(host, "show_window", no_window)
        monkeypatch.setattr("webbrowser.open", pytest.fail)
        with pytest.raises(ZeroDivisionError):
            host.show(FakeProgram(fail), folder, StopSignal(), explain, windowless=windowless)
        assert capsys.readouterr().out == ""

    def test_a_window_is_given_everything(self, folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
        """Program, folder, the signal to end, and the words for a failure."""
        given: list[object] = []
        monkeypatch.setattr(host, "has_display", lambda _: True)
        monkeypatch.setattr(host, "show_window", lambda *everything: given.extend(everything))
        program, stop = FakeProgram(), StopSignal()
        host.show(program, folder, stop, explain, windowless=False)
        assert given == [program, folder, stop, explain]


class TestShowFirst:
    """A second start has reached the first one."""

    ADDRESS = f"{ORIGIN}/open?key=k"
    LINE = f"Shiftbook is ready at {ADDRESS}\n"

    @pytest.fixture
    def given(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The addresses a browser, which opens, was given."""
        addresses: list[str] = []

        def open_browser(url: str) -> bool:
            addresses.append(url)
            return True

        monkeypatch.setattr("webbrowser.open", open_browser)
        return addresses

    @pytest.mark.parametrize("windowless", [True, False])
    def test_its_window_is_in_front(
        self, given: list[str], capsys: pytest.CaptureFixture[str], *, windowless: bool
    ) -> None:
        """A word for a terminal, and nothing a program could take for an address."""
        host.show_first(None, windowless=windowless)
        said, complained = capsys.readouterr()
        assert (said, given) == ("", [])
        assert "window is in front" in complained

    @pytest.mark.usefixtures("shown")
    def test_no_window_is_wanted(self, given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        """The same line a first start prints, and nothing else."""
        host.show_first(self.ADDRESS, windowless=True)
        assert capsys.readouterr() == (self.LINE, "")
        assert given == []

    def test_there_is_no_display(
        self, given: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A browser would have none either."""
        monkeypatch.setattr(host, "has_display", lambda _: False)
        host.show_first(self.ADDRESS, windowless=False)
        assert capsys.readouterr().out == self.LINE
        assert given == []

    @pytest.mark.usefixtures("shown")
    def test_the_first_has_no_window(self, given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        """Somebody double-clicked; the browser has one."""
        host.show_first(self.ADDRESS, windowless=False)
        said, complained = capsys.readouterr()
        assert (said, given) == ("", [self.ADDRESS])
        assert "opens in your browser" in complained
        assert "key=" not in complained

    @pytest.mark.usefixtures("shown")
    def test_and_there_is_no_browser(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The address is still good for the person to open."""
        monkeypatch.setattr("webbrowser.open", lambda _: False)
        host.show_first(self.ADDRESS, windowless=False)
        assert capsys.readouterr() == (self.LINE, "")


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
            headless._answer_keyboard(FakeProgram())
        assert capsys.readouterr().out == "Shiftbook is ready at http://127.0.0.1:8765/open?key=1\n"

    def test_a_terminal_that_is_gone_ends_it_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Or one that belongs to another program by now."""

        def refused(*_: object) -> bytes:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(os, "read", refused)
        with Path(os.devnull).open() as keyboard:
            monkeypatch.setattr(sys, "stdin", keyboard)
            headless._answer_keyboard(FakeProgram())

    def test_without_one_nobody_is_asked_to_press_anything(
        self, asked: StopSignal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A windowed program has no standard input at all."""
        monkeypatch.setattr(sys, "stdin", None)
        headless.serve(FakeProgram(), asked)
        assert "Enter" not in capsys.readouterr().err
