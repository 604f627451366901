"""The window: pywebview, without any bridge from pages into Python. Imported only when a window is wanted."""

from __future__ import annotations

import logging
import platform
import sys
import webbrowser
from functools import partial
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING

from desktop_app import __version__
from desktop_app.config import webview_environment
from desktop_app.desktop import gtk_window, webkitgtk, webview2
from desktop_app.desktop.appearance import paper
from desktop_app.desktop.closing import Closing, ScriptedPage, Words
from desktop_app.desktop.notice import failure_page
from desktop_app.desktop.opening import Opening
from desktop_app.desktop.origin import Destination, destination
from desktop_app.desktop.window_state import LEAST_SIZE, Area, Watch, clamped, read_state, write_state
from desktop_app.instance import Front
from desktop_app.paths import resource_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from webview import Window

    from desktop_app.desktop.opening import Opened
    from desktop_app.desktop.stop import StopSignal
    from desktop_app.paths import DataFolder

log = logging.getLogger(__name__)

TITLE = "Shiftbook"
PROGRAM = "shiftbook"
MESSAGE_SIZE = (640, 380)
ICON = "assets/static/icons/shiftbook.svg"

INTERNET_EXPLORER = "mshtml"
GROUND_BEFORE_THE_FIRST_PAGE = "#000000"
"""Replaced as soon as the engine is known; pywebview wants one earlier."""


class NoWindow(Exception):
    """No window can be opened; the message says why, for the log."""


def show_window(
    program: Opened, folder: DataFolder, stop: StopSignal, explain: Callable[[Exception], str]
) -> None:
    """Show the book in a window until it is closed or *stop* asks.

    The program starts while the engine does: each takes a while, and the first page needs both.
    Every page lies under the program's origin; the window shows nothing else. Cookies and whatever
    the engine keeps besides go to *folder*, so people stay signed in. *explain* says why a program cannot
    start.

    Raises:
        NoWindow: if there is no engine, or it cannot show our pages.
        Told: if the program could not start, and the window has said so.
        Exception: whatever kept the program from starting, if there was no window to say so.
    """
    webview = _load()
    watch = Watch(read_state(folder.window))
    window = _new_window(webview, TITLE, url=program.open_url(), min_size=LEAST_SIZE)
    opening = Opening(program, window, explain)
    closing = Closing(_page(webview, window), partial(_ask, webview, window), window.destroy)
    window.events.initialized += _refuse_internet_explorer
    window.events.initialized += lambda renderer: _take_place(webview, window, renderer, watch)
    window.events.initialized += lambda _: opening.begin()
    window.events.before_show += lambda: _prepare_gtk(webview, window, program.origin, watch)
    window.events.loaded += lambda: _come_home(window, program.origin)
    window.events.loaded += lambda: _follow_webview2(webview, window, watch)
    window.events.closing += lambda: write_state(folder.window, watch.state)
    window.events.closing += closing.may_close
    program.when_rung(lambda startup: _bring_to_front(webview, window, startup))
    stop.then(closing.end)
    try:
        _run(webview, window, private_mode=False, storage_path=str(folder.webview), user_agent=user_agent())
    except NoWindow:
        program.when_rung(lambda _: Front.NO_WINDOW)
        opening.hand_back()
        raise
    opening.end()


def show_message(title: str, text: str) -> None:
    """Show a few lines of text in a small window if there is no other, until it is closed.

    Raises:
        NoWindow: if there is no engine.
    """
    webview = _load()
    width, height = MESSAGE_SIZE
    window = _new_window(webview, title, html=failure_page(title, text), width=width, height=height)
    window.events.initialized += _refuse_internet_explorer
    window.events.initialized += lambda renderer: _paint(window, paper(renderer))
    _run(webview, window)


def user_agent() -> str:
    """Return how the window names itself; pywebview can only replace the engine's own text."""
    return f"Mozilla/5.0 ({platform.system()}) Shiftbook/{__version__}"


def _load() -> ModuleType:
    webview_environment()
    # What GTK tells the desktop the window belongs to; from source it would be `__main__.py`.
    sys.argv[0] = PROGRAM
    try:
        import webview  # noqa: PLC0415 - half a second and a screen that only a window needs
    except ImportError as error:
        raise NoWindow(str(error)) from error
    # It brings a handler of its own to stderr; ours does that, and the log file.
    logger = logging.getLogger("pywebview")
    logger.handlers.clear()
    logger.addFilter(_concerns_us)
    webview.settings["ALLOW_FILE_URLS"] = False
    # On Linux `webkitgtk` does it: pywebview's own way would replace a file without asking.
    webview.settings["ALLOW_DOWNLOADS"] = sys.platform != "linux"
    webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = True
    return webview


def _concerns_us(record: logging.LogRecord) -> bool:
    """Let records pass, but for those of a page that went before a bridge was in it that we do not use."""
    return "window.pywebview" not in record.getMessage()


def _new_window(webview: ModuleType, title: str, **options: object) -> Window:
    window: Window = webview.create_window(
        title,
        background_color=GROUND_BEFORE_THE_FIRST_PAGE,
        # The alternative injects a style element, which our Content-Security-Policy refuses.
        text_select=True,
        **options,
    )
    return window


def _run(webview: ModuleType, window: Window, **options: object) -> None:
    try:
        webview.start(**options)
    except webview.WebViewException as error:
        raise NoWindow(str(error)) from error
    if not window.events.shown.is_set():
        raise NoWindow(f"engine {webview.renderer} showed nothing")


def _refuse_internet_explorer(renderer: str) -> bool:
    log.info("window event=engine renderer=%s", renderer)
    # What pywebview takes on a Windows without WebView2; it shows our pages blank.
    return renderer != INTERNET_EXPLORER


def _paint(window: Window, ground: str) -> None:
    window.background_color = ground


def _take_place(webview: ModuleType, window: Window, renderer: str, watch: Watch) -> None:
    """Put the window, not yet made, where the last one was, as far as the screens there are allow it."""
    screens = [Area(screen.x, screen.y, screen.width, screen.height) for screen in webview.screens]
    state = clamped(watch.state, screens)
    window.initial_width, window.initial_height = state.width, state.height
    if state.place is not None:
        # pywebview counts from the first screen on.
        window.initial_x, window.initial_y = state.place[0] - screens[0].x, state.place[1] - screens[0].y
    window.maximized = state.maximised
    _paint(window, state.ground or paper(renderer))
    if renderer != webkitgtk.RENDERER:
        window.events.resized += watch.resized
        window.events.moved += watch.moved
        window.events.maximized += watch.maximised
        window.events.restored += watch.restored


def _prepare_gtk(webview: ModuleType, window: Window, origin: str, watch: Watch) -> None:
    if webview.renderer == webkitgtk.RENDERER:
        browser = webview.guilib.BrowserView.instances[window.uid]
        webkitgtk.prepare(browser, resource_path(ICON), origin, watch, paper(webview.renderer))


def _follow_webview2(webview: ModuleType, window: Window, watch: Watch) -> None:
    if webview.renderer == webview2.RENDERER:
        webview2.follow(window.native, watch)


def _bring_to_front(webview: ModuleType, window: Window, startup: str) -> Front:
    if window.events.closed.is_set():
        return Front.LEAVING
    if webview.renderer == webkitgtk.RENDERER:
        gtk_window.bring_to_front(window.native, startup)
    else:
        window.restore()
        window.show()
    return Front.SHOWN


def _page(webview: ModuleType, window: Window) -> ScriptedPage:
    def run(script: str, tell: Callable[[object], None]) -> None:
        if webview.renderer == webkitgtk.RENDERER:
            _run_in_gtk(webview, window, script, tell)
        elif window.events.before_load.is_set():
            # pywebview's own waits for the answer, for ever.
            Thread(target=lambda: tell(window.run_js(script)), name="page asked", daemon=True).start()
        else:
            _nothing_to_lose(tell)

    return ScriptedPage(run)


def _run_in_gtk(webview: ModuleType, window: Window, script: str, tell: Callable[[object], None]) -> None:
    browser = webview.guilib.BrowserView.instances.get(window.uid)
    if browser is None:
        _nothing_to_lose(tell)
    else:
        gtk_window.later(webkitgtk.ask, browser.webview, script, tell)


def _nothing_to_lose(tell: Callable[[object], None]) -> None:
    """Answer for a page that is not there, or not yet."""
    tell(Words.SAVED.value)


def _ask(webview: ModuleType, window: Window, matter: str, question: str) -> bool:
    if webview.renderer == webview2.RENDERER:
        return webview2.ask(TITLE, matter, question)
    if webview.renderer != webkitgtk.RENDERER:
        # Some of its engines leave the title out.
        return window.create_confirmation_dialog(TITLE, f"{matter} {question}")
    answers = Queue[bool]()
    gtk_window.later(gtk_window.ask, window.native, matter, question, answers.put)
    return answers.get()


def _come_home(window: Window, origin: str) -> None:
    """Leave a foreign page, should an engine that does not ask first have loaded one."""
    url = window.get_current_url() or ""
    where = destination(url, origin)
    if where is not Destination.HERE:
        window.load_url(f"{origin}/")
    if where is Destination.BROWSER:
        webbrowser.open(url)
