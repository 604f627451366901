"""The window, on something shaped like pywebview: what it is asked for, and when it says no."""

from __future__ import annotations

import logging
import os
import sys
import threading
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest

from desktop_app import __version__
from desktop_app.desktop import gtk_window, shell
from desktop_app.desktop.appearance import DARK_PAPER, LIGHT_PAPER
from desktop_app.desktop.opening import Told
from desktop_app.desktop.shell import NoWindow, show_message, show_window, user_agent
from desktop_app.desktop.stop import StopSignal
from desktop_app.desktop.window_state import Area, Watch, WindowState, read_state, write_state
from desktop_app.instance import Front
from tests.helpers.opened import ORIGIN, FakeProgram, explain, fail
from tests.helpers.waiting import wait_for
from tests.helpers.webview import BROWSER, DESK, FakeWebview, FakeWindow

if TYPE_CHECKING:
    from desktop_app.paths import DataFolder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses the system's browser was given."""
    addresses: list[str] = []
    monkeypatch.setattr("webbrowser.open", addresses.append)
    return addresses


def show(folder: DataFolder, program: FakeProgram | None = None, stop: StopSignal | None = None) -> None:
    """Show a program until its window is closed."""
    show_window(program or FakeProgram(), folder, stop or StopSignal(), explain)


class TestShowWindow:
    """The book in its window."""

    def test_keeps_cookies_in_our_folder(self, webview: FakeWebview, folder: DataFolder) -> None:
        """By default pywebview forgets every cookie, and with it who is signed in."""
        show(folder)
        assert webview.started["private_mode"] is False
        assert webview.started["storage_path"] == str(folder.webview)

    def test_opens_the_one_use_address(self, webview: FakeWebview, folder: DataFolder) -> None:
        """Under our title, at a size that can be used, on paper instead of white."""
        show(folder)
        asked, window = webview.asked, webview.window
        assert asked["url"] == f"{ORIGIN}/open?key=1"
        assert asked["title"] == "Shiftbook"
        assert (window.initial_width, window.initial_height, asked["min_size"]) == (1100, 780, (480, 400))
        assert window.background_color == LIGHT_PAPER == "#fbfaf7"

    def test_gives_pages_no_way_into_python(self, webview: FakeWebview, folder: DataFolder) -> None:
        """No bridge, no local files, no debugger; links elsewhere open in the browser."""
        show(folder)
        assert "js_api" not in webview.asked
        assert "debug" not in webview.started
        assert webview.asked["text_select"] is True
        assert webview.settings == {
            "ALLOW_FILE_URLS": False,
            "ALLOW_DOWNLOADS": sys.platform != "linux",
            "OPEN_EXTERNAL_LINKS_IN_BROWSER": True,
        }

    def test_names_itself(self, webview: FakeWebview, folder: DataFolder) -> None:
        """So that the list of sessions can tell the window from a browser."""
        show(folder)
        assert webview.started["user_agent"] == user_agent()
        assert f"Shiftbook/{__version__}" in user_agent()
        assert sys.argv[0] == "shiftbook"

    def test_goes_past_proxies(self, webview: FakeWebview, folder: DataFolder) -> None:
        """What was excepted before stays excepted."""
        os.environ["NO_PROXY"] = "intranet"
        show(folder)
        assert webview.started
        assert os.environ["NO_PROXY"] == "intranet,127.0.0.1"
        assert os.environ["no_proxy"] == "127.0.0.1"

    def test_leaves_the_log_to_us(self, webview: FakeWebview, folder: DataFolder) -> None:
        """The handler pywebview brings would write everything twice."""
        logging.getLogger("pywebview").addHandler(logging.NullHandler())
        show(folder)
        assert webview.started
        assert logging.getLogger("pywebview").handlers == []

    def test_starts_the_program_beside_the_engine(self, webview: FakeWebview, folder: DataFolder) -> None:
        """The first page needs both; the window does not wait for the book."""
        go_on, threads = Event(), []

        def begin() -> None:
            threads.append(threading.current_thread())
            go_on.wait(10)

        webview.while_shown = go_on.set
        show(folder, FakeProgram(begin))
        assert len(threads) == 1
        assert threads[0] is not threading.main_thread()

    def test_a_program_that_fails_says_so_in_its_window(
        self, webview: FakeWebview, folder: DataFolder
    ) -> None:
        """Until the person has read it and closes the window; then the caller learns that it was told."""
        program = FakeProgram(fail)
        webview.while_shown = lambda: wait_for(lambda: webview.window.said, "the page that says why")
        with pytest.raises(Told) as told:
            show(folder, program)
        assert "It was a ZeroDivisionError." in webview.window.said[0]
        assert isinstance(told.value.__cause__, ZeroDivisionError)
        assert program.stops == 1

    def test_closes_when_asked(self, webview: FakeWebview, folder: DataFolder) -> None:
        """A signal ends the program by closing its window."""
        stop = StopSignal()

        def ask_to_end() -> None:
            stop._asked.set()
            webview.window.destroyed.wait(10)

        webview.while_shown = ask_to_end
        show(folder, stop=stop)
        assert webview.window.destroyed.is_set()

    def test_comes_home_from_a_foreign_page(
        self, webview: FakeWebview, folder: DataFolder, opened: list[str]
    ) -> None:
        """On an engine that does not ask before it goes somewhere."""
        webview.window.url = "https://example.org/"
        show(folder)
        assert webview.window.went == [f"{ORIGIN}/"]
        assert opened == ["https://example.org/"]

    @pytest.mark.parametrize("url", [f"{ORIGIN}/people", "about:blank"])
    def test_stays_on_a_page_of_ours(
        self, webview: FakeWebview, folder: DataFolder, opened: list[str], url: str
    ) -> None:
        """Loading it again would lose what somebody writes, or the page that says why there is no book."""
        webview.window.url = url
        show(folder)
        assert (webview.window.went, opened) == ([], [])

    def test_asks_webkitgtk_for_more(self, prepared: list[tuple[object, ...]], folder: DataFolder) -> None:
        """The icon it is given exists."""
        show(folder)
        [(browser, icon, origin, watch, paper)] = prepared
        assert (browser, origin, paper) == (BROWSER, ORIGIN, DARK_PAPER)
        assert isinstance(icon, Path)
        assert icon.is_file()
        assert isinstance(watch, Watch)

    def test_asks_no_other_engine(
        self, webview: FakeWebview, prepared: list[tuple[object, ...]], folder: DataFolder
    ) -> None:
        """It has none of what would be asked for."""
        webview.renderer = "qtwebengine"
        show(folder)
        assert prepared == []


class TestPlace:
    """The window is where it was."""

    def test_is_taken_up_again(self, webview: FakeWebview, folder: DataFolder) -> None:
        """Size, place, ground, and whether it fills its screen."""
        write_state(folder.window, WindowState(900, 700, (30, 40), maximised=True, ground="#123456"))
        show(folder)
        window = webview.window
        assert (window.initial_width, window.initial_height) == (900, 700)
        assert (window.initial_x, window.initial_y) == (30, 40)
        assert (window.maximized, window.background_color) == (True, "#123456")

    def test_is_told_from_the_first_screen_on(self, webview: FakeWebview, folder: DataFolder) -> None:
        """As pywebview counts, which adds the first screen's own place."""
        webview.screens = [Area(1000, 200, 1920, 1080), DESK]
        write_state(folder.window, WindowState(900, 700, (1030, 240)))
        show(folder)
        assert (webview.window.initial_x, webview.window.initial_y) == (30, 40)

    def test_on_a_screen_that_is_gone_it_is_the_middle(
        self, webview: FakeWebview, folder: DataFolder
    ) -> None:
        """Where pywebview puts a window without a place."""
        write_state(folder.window, WindowState(900, 700, (3000, 40)))
        show(folder)
        assert (webview.window.initial_x, webview.window.initial_y) == (None, None)
        assert (webview.window.initial_width, webview.window.initial_height) == (900, 700)

    @pytest.mark.parametrize("kept", [b"garbage", b"[]", b'{"width": -1}'])
    def test_unreadable_it_is_the_usual_one(
        self, webview: FakeWebview, folder: DataFolder, kept: bytes
    ) -> None:
        """A window opens all the same."""
        folder.window.write_bytes(kept)
        show(folder)
        assert (webview.window.initial_width, webview.window.initial_height) == (1100, 780)

    def test_is_kept_when_the_window_closes(self, webview: FakeWebview, folder: DataFolder) -> None:
        """On an engine that tells sizes and places itself."""

        def use() -> None:
            webview.window.events.resized.happen(900, 700)
            webview.window.events.moved.happen(30, 40)

        webview.while_shown = use
        show(folder)
        assert read_state(folder.window) == WindowState(900, 700, (30, 40))

    def test_is_kept_with_what_the_person_chose_before_maximising(
        self, webview: FakeWebview, folder: DataFolder
    ) -> None:
        """And a window that went back is not maximised the next time."""
        write_state(folder.window, WindowState(900, 700, (30, 40), maximised=True))

        def use() -> None:
            webview.window.events.resized.happen(1920, 1080)
            webview.window.events.restored.happen()
            webview.window.events.maximized.happen()

        webview.while_shown = use
        show(folder)
        assert read_state(folder.window) == WindowState(900, 700, (30, 40), maximised=True)
        webview.window = FakeWindow()
        webview.while_shown = webview.window.events.restored.happen
        show(folder)
        assert read_state(folder.window) == WindowState(900, 700, (30, 40))

    def test_is_kept_as_webkitgtk_tells_it(
        self, webview: FakeWebview, prepared: list[tuple[object, ...]], folder: DataFolder
    ) -> None:
        """GTK tells more, and in the right order; pywebview's own events are not listened to."""

        def use() -> None:
            watch = prepared[0][3]
            assert isinstance(watch, Watch)
            watch.placed(Area(30, 40, 900, 700), maximised=False)
            watch.zoomed(125)
            assert all(not getattr(webview.window.events, name) for name in ("resized", "moved"))

        webview.while_shown = use
        show(folder)
        assert read_state(folder.window) == WindowState(900, 700, (30, 40), zoom=125)

    @pytest.mark.usefixtures("prepared")
    def test_before_the_first_page_it_has_the_desktops_ground(
        self, webview: FakeWebview, folder: DataFolder
    ) -> None:
        """No white flash at night."""
        show(folder)
        assert webview.window.background_color == DARK_PAPER


class TestSecondStart:
    """A second double-click."""

    def front(self, webview: FakeWebview, folder: DataFolder) -> list[Front]:
        """Ring while the window is open, and once more when it is gone."""
        program, fronts = FakeProgram(), list[Front]()
        webview.while_shown = lambda: fronts.append(program.bring("a token"))
        show(folder, program)
        fronts.append(program.bring("a token"))
        return fronts

    def test_brings_the_window_to_the_front(self, webview: FakeWebview, folder: DataFolder) -> None:
        """Also one that was put away; after its end there is nothing to be shown."""
        assert self.front(webview, folder) == [Front.SHOWN, Front.LEAVING]
        assert webview.window.raised == ["restored", "shown"]

    @pytest.mark.usefixtures("prepared")
    def test_on_gtk_with_what_the_desktop_gave(
        self, webview: FakeWebview, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without it most window managers only make a button blink."""
        asked: list[tuple[object, str]] = []
        monkeypatch.setattr(gtk_window, "bring_to_front", lambda *given: asked.append(given))
        assert self.front(webview, folder) == [Front.SHOWN, Front.LEAVING]
        assert asked == [("a Gtk.Window", "a token")]
        assert webview.window.raised == []


class TestNoWindow:
    """Every reason is one the caller can act upon."""

    @pytest.mark.parametrize("renderer", ["", "mshtml", "silent"], ids=["no engine", "IE", "nothing shown"])
    def test_an_engine_that_will_not_do(
        self, webview: FakeWebview, folder: DataFolder, renderer: str
    ) -> None:
        """None at all, one that shows our pages blank, one that gave up; a second start is told so."""
        webview.renderer = renderer
        program = FakeProgram()
        with pytest.raises(NoWindow):
            show(folder, program)
        assert program.bring("") is Front.NO_WINDOW

    @pytest.mark.parametrize("renderer", ["", "mshtml"])
    def test_one_that_never_began_leaves_the_start_to_the_caller(
        self, webview: FakeWebview, folder: DataFolder, renderer: str
    ) -> None:
        """Which shows the book in another way."""
        webview.renderer = renderer
        program = FakeProgram()
        with pytest.raises(NoWindow):
            show(folder, program)
        assert (program.starts, program.stops) == (0, 0)

    def test_a_start_that_failed_meanwhile_is_not_lost(
        self, webview: FakeWebview, folder: DataFolder
    ) -> None:
        """Nobody is given the address of a program that is not there."""
        webview.renderer = "silent"
        with pytest.raises(ZeroDivisionError):
            show(folder, FakeProgram(fail))

    def test_no_pywebview(self, folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
        """Or one that cannot be imported."""
        monkeypatch.setitem(sys.modules, "webview", None)
        program = FakeProgram()
        with pytest.raises(NoWindow):
            show(folder, program)
        assert program.starts == 0


class TestShowMessage:
    """A few lines for somebody without a terminal."""

    def test_shows_text_as_text(self, webview: FakeWebview) -> None:
        """A path may hold anything."""
        show_message("Shiftbook cannot start", "The folder /home/<b>ada</b>\ncannot be used.")
        assert ">The folder /home/&lt;b&gt;ada&lt;/b&gt;</p>" in webview.asked["html"]
        assert ">cannot be used.</p>" in webview.asked["html"]
        assert webview.asked["title"] == "Shiftbook cannot start"
        assert webview.started == {}

    @pytest.mark.usefixtures("prepared")
    def test_is_as_dark_as_the_desktop(self, webview: FakeWebview) -> None:
        """And needs nothing but its engine."""
        show_message("title", "text")
        assert webview.window.background_color == DARK_PAPER
        assert (webview.asked["width"], webview.asked["height"]) == shell.MESSAGE_SIZE

    def test_says_when_it_cannot(self, webview: FakeWebview) -> None:
        """The text is on stderr already."""
        webview.renderer = ""
        with pytest.raises(NoWindow):
            show_message("title", "text")


def test_the_module_loads_no_engine() -> None:
    """Half a second, and a display, that a start without a window does not need."""
    assert not hasattr(shell, "webview")
