"""The window, on something shaped like pywebview: what it is asked for, and when it says no."""

from __future__ import annotations

import logging
import os
import sys
from threading import Event
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, Self

import pytest

from desktop_app import __version__
from desktop_app.desktop import shell, webkitgtk
from desktop_app.desktop.shell import NoWindow, show_message, show_window, user_agent
from desktop_app.desktop.stop import StopSignal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ORIGIN = "http://127.0.0.1:8765"


class Happening(list[Any]):
    """A pywebview event: handlers, and whether it has happened."""

    def __init__(self) -> None:
        """Nothing yet."""
        super().__init__()
        self.happened = False

    def __iadd__(self, handler: object) -> Self:  # type: ignore[misc]
        self.append(handler)
        return self

    def is_set(self) -> bool:
        """Return whether it has happened."""
        return self.happened

    def happen(self, *arguments: object) -> bool:
        """Call every handler; True unless one refuses."""
        self.happened = True
        return all(handler(*arguments) is not False for handler in self)


class FakeWebview(ModuleType):
    """pywebview as far as we use it; its window is shown, loads one page and is closed."""

    WebViewException = RuntimeError

    def __init__(self, renderer: str = "qtwebengine") -> None:
        """Pretend to have this engine; an empty name means there is none."""
        super().__init__("webview")
        self.settings: dict[str, object] = {}
        self.renderer = renderer
        self.asked: dict[str, Any] = {}
        self.started: dict[str, Any] = {}
        self.destroyed = Event()
        self.went: list[str] = []
        self.url = f"{ORIGIN}/"
        self.while_shown: Callable[[], object] = lambda: None

    def create_window(self, title: str, url: str = "", **options: object) -> SimpleNamespace:
        """Note what was asked for."""
        self.asked = {"title": title, "url": url, **options}
        names = ("initialized", "before_show", "shown", "loaded")
        self.window = SimpleNamespace(
            events=SimpleNamespace(**{name: Happening() for name in names}),
            destroy=self.destroyed.set,
            get_current_url=lambda: self.url,
            load_url=self.went.append,
            native="a window",
        )
        return self.window

    def start(self, **options: object) -> None:
        """Run as pywebview does, up to the closed window."""
        self.started = options
        if not self.renderer:
            raise RuntimeError("You must have either QT or GTK")
        events = self.window.events
        if not events.initialized.happen(self.renderer):
            return
        events.before_show.happen()
        if self.renderer == "silent":
            return
        events.shown.happen()
        events.loaded.happen()
        self.while_shown()


class Program:
    """A program somebody wants to see."""

    origin = ORIGIN

    def __init__(self, failure: Exception | None = None) -> None:
        """Fail at the start, or do not."""
        self.failure = failure
        self.started = False

    def open_url(self) -> str:
        """Return the same address each time."""
        return f"{ORIGIN}/open?key=k"

    def start(self) -> None:
        """Begin, or fail."""
        self.started = True
        if self.failure:
            raise self.failure


@pytest.fixture
def webview(monkeypatch: pytest.MonkeyPatch) -> FakeWebview:
    """Something shaped like pywebview in its place, and nothing else changed for good."""
    fake = FakeWebview()
    monkeypatch.setitem(sys.modules, "webview", fake)
    monkeypatch.setattr(sys, "argv", ["__main__.py"])
    for name in ("NO_PROXY", "no_proxy", "WEBKIT_DISABLE_DMABUF_RENDERER"):
        monkeypatch.delenv(name, raising=False)
    return fake


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses the system's browser was given."""
    addresses: list[str] = []
    monkeypatch.setattr("webbrowser.open", addresses.append)
    return addresses


class TestShowWindow:
    """The book in its window."""

    def test_keeps_cookies_in_our_folder(self, webview: FakeWebview, tmp_path: Path) -> None:
        """By default pywebview forgets every cookie, and with it who is signed in."""
        show_window(Program(), tmp_path, StopSignal())
        assert webview.started["private_mode"] is False
        assert webview.started["storage_path"] == str(tmp_path)

    def test_opens_the_one_use_address(self, webview: FakeWebview, tmp_path: Path) -> None:
        """Under our title, at a size that can be used, on paper instead of white."""
        show_window(Program(), tmp_path, StopSignal())
        asked = webview.asked
        assert asked["url"] == f"{ORIGIN}/open?key=k"
        assert asked["title"] == "Shiftbook"
        assert (asked["width"], asked["height"], asked["min_size"]) == (1100, 780, (480, 400))
        assert asked["background_color"] == "#fbfaf7"

    def test_gives_pages_no_way_into_python(self, webview: FakeWebview, tmp_path: Path) -> None:
        """No bridge, no local files, no debugger; links elsewhere open in the browser."""
        show_window(Program(), tmp_path, StopSignal())
        assert "js_api" not in webview.asked
        assert "debug" not in webview.started
        assert webview.asked["text_select"] is True
        assert webview.settings == {
            "ALLOW_FILE_URLS": False,
            "ALLOW_DOWNLOADS": False,
            "OPEN_EXTERNAL_LINKS_IN_BROWSER": True,
        }

    def test_names_itself(self, webview: FakeWebview, tmp_path: Path) -> None:
        """So that the list of sessions can tell the window from a browser."""
        show_window(Program(), tmp_path, StopSignal())
        assert webview.started["user_agent"] == user_agent()
        assert f"Shiftbook/{__version__}" in user_agent()
        assert sys.argv[0] == "shiftbook"

    def test_goes_past_proxies(self, webview: FakeWebview, tmp_path: Path) -> None:
        """What was excepted before stays excepted."""
        os.environ["NO_PROXY"] = "intranet"
        show_window(Program(), tmp_path, StopSignal())
        assert webview.started
        assert os.environ["NO_PROXY"] == "intranet,127.0.0.1"
        assert os.environ["no_proxy"] == "127.0.0.1"

    def test_leaves_the_log_to_us(self, webview: FakeWebview, tmp_path: Path) -> None:
        """The handler pywebview brings would write everything twice."""
        logging.getLogger("pywebview").addHandler(logging.NullHandler())
        show_window(Program(), tmp_path, StopSignal())
        assert webview.started
        assert logging.getLogger("pywebview").handlers == []

    @pytest.mark.usefixtures("webview")
    def test_starts_the_program_beside_the_engine(self, tmp_path: Path) -> None:
        """The first page needs both."""
        program = Program()
        show_window(program, tmp_path, StopSignal())
        assert program.started

    def test_a_program_that_fails_takes_its_window_with_it(
        self, webview: FakeWebview, tmp_path: Path
    ) -> None:
        """A window that will never show anything is closed, and the caller is told."""
        with pytest.raises(ZeroDivisionError):
            show_window(Program(ZeroDivisionError()), tmp_path, StopSignal())
        assert webview.destroyed.is_set()

    def test_closes_when_asked(self, webview: FakeWebview, tmp_path: Path) -> None:
        """A signal ends the program by closing its window."""
        stop = StopSignal()

        def ask_to_end() -> None:
            stop._asked.set()
            webview.destroyed.wait(10)

        webview.while_shown = ask_to_end
        show_window(Program(), tmp_path, stop)
        assert webview.destroyed.is_set()

    def test_comes_home_from_a_foreign_page(
        self, webview: FakeWebview, tmp_path: Path, opened: list[str]
    ) -> None:
        """On an engine that does not ask before it goes somewhere."""
        webview.url = "https://example.org/"
        show_window(Program(), tmp_path, StopSignal())
        assert webview.went == [f"{ORIGIN}/"]
        assert opened == ["https://example.org/"]

    def test_stays_on_a_page_of_ours(self, webview: FakeWebview, tmp_path: Path, opened: list[str]) -> None:
        """Loading it again would lose what somebody writes."""
        show_window(Program(), tmp_path, StopSignal())
        assert (webview.went, opened) == ([], [])

    @pytest.mark.parametrize(("renderer", "prepared"), [("gtkwebkit2", ["a window"]), ("qtwebengine", [])])
    def test_asks_webkitgtk_for_more(
        self,
        webview: FakeWebview,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        renderer: str,
        prepared: list[str],
    ) -> None:
        """Only where there is a WebKitGTK to be asked; the icon it is given exists."""
        seen: list[object] = []

        def prepare(native: object, icon: Path, origin: str) -> None:
            assert icon.is_file()
            assert origin == ORIGIN
            seen.append(native)

        monkeypatch.setattr(webkitgtk, "prepare", prepare)
        webview.renderer = renderer
        show_window(Program(), tmp_path, StopSignal())
        assert seen == prepared


class TestNoWindow:
    """Every reason is one the caller can act upon."""

    @pytest.mark.parametrize("renderer", ["", "mshtml", "silent"], ids=["no engine", "IE", "nothing shown"])
    def test_an_engine_that_will_not_do(self, webview: FakeWebview, tmp_path: Path, renderer: str) -> None:
        """None at all, one that shows our pages blank, one that gave up."""
        webview.renderer = renderer
        with pytest.raises(NoWindow):
            show_window(Program(), tmp_path, StopSignal())

    def test_no_pywebview(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Or one that cannot be imported."""
        monkeypatch.setitem(sys.modules, "webview", None)
        program = Program()
        with pytest.raises(NoWindow):
            show_window(program, tmp_path, StopSignal())
        assert not program.started


class TestShowMessage:
    """A few lines for somebody without a terminal."""

    def test_shows_text_as_text(self, webview: FakeWebview) -> None:
        """A path may hold anything."""
        show_message("Shiftbook cannot start", "The folder /home/<b>ada</b>\ncannot be used.")
        assert "<p>The folder /home/&lt;b&gt;ada&lt;/b&gt;</p><p>cannot be used.</p>" in webview.asked["html"]
        assert webview.asked["title"] == "Shiftbook cannot start"
        assert webview.started == {}

    def test_says_when_it_cannot(self, webview: FakeWebview) -> None:
        """The text is on stderr already."""
        webview.renderer = ""
        with pytest.raises(NoWindow):
            show_message("title", "text")


def test_the_module_loads_no_engine() -> None:
    """Half a second, and a display, that a start without a window does not need."""
    assert not hasattr(shell, "webview")
