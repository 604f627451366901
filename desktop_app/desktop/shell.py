"""The window: pywebview, without any bridge from pages into Python. Imported only when a window is wanted."""

from __future__ import annotations

import html
import logging
import platform
import sys
import webbrowser
from typing import TYPE_CHECKING

from desktop_app import __version__
from desktop_app.config import webview_environment
from desktop_app.desktop import webkitgtk
from desktop_app.desktop.opened import Beginning
from desktop_app.desktop.origin import Destination, destination
from desktop_app.paths import resource_path

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from webview import Window

    from desktop_app.desktop.opened import Opened
    from desktop_app.desktop.stop import StopSignal

log = logging.getLogger(__name__)

TITLE = "Shiftbook"
PROGRAM = "shiftbook"
SIZE = (1100, 780)
LEAST_SIZE = (480, 400)
MESSAGE_SIZE = (560, 300)
PAPER = "#fbfaf7"
"""The page's own background: no white flash before the first page is there."""

INTERNET_EXPLORER = "mshtml"


class NoWindow(Exception):
    """No window can be opened; the message says why, for the log."""


def show_window(program: Opened, storage: Path, stop: StopSignal) -> None:
    """Show the book in a window until it is closed or *stop* asks.

    The program starts while the engine does: each takes a while, and the first page needs both.
    Every page lies under the program's origin; the window shows nothing else. Cookies and whatever
    the engine keeps besides go to *storage*, so people stay signed in.

    Raises:
        NoWindow: if there is no engine, or it cannot show our pages.
    """
    webview = _load()
    window = webview.create_window(
        TITLE,
        program.open_url(),
        width=SIZE[0],
        height=SIZE[1],
        min_size=LEAST_SIZE,
        background_color=PAPER,
        # The alternative injects a style element, which our Content-Security-Policy refuses.
        text_select=True,
    )
    beginning = Beginning(program.start, if_it_fails=window.destroy)
    window.events.initialized += _refuse_internet_explorer
    window.events.before_show += beginning.begin
    window.events.before_show += lambda: _prepare_gtk(webview, window, program.origin)
    window.events.loaded += lambda: _come_home(window, program.origin)
    stop.then(window.destroy)
    _run(webview, window, private_mode=False, storage_path=str(storage), user_agent=user_agent())
    beginning.end()


def show_message(title: str, text: str) -> None:
    """Show a few lines of text in a small window until it is closed.

    Raises:
        NoWindow: if there is no engine.
    """
    webview = _load()
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line)
    page = f"<body style='font:16px sans-serif;margin:24px;background:{PAPER}'>{lines}</body>"
    width, height = MESSAGE_SIZE
    window = webview.create_window(
        title, html=page, width=width, height=height, background_color=PAPER, text_select=True
    )
    window.events.initialized += _refuse_internet_explorer
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
    logging.getLogger("pywebview").handlers.clear()
    webview.settings["ALLOW_FILE_URLS"] = False
    webview.settings["ALLOW_DOWNLOADS"] = False
    webview.settings["OPEN_EXTERNAL_LINKS_IN_BROWSER"] = True
    return webview


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


def _prepare_gtk(webview: ModuleType, window: Window, origin: str) -> None:
    if webview.renderer == webkitgtk.RENDERER:
        webkitgtk.prepare(window.native, resource_path("assets/icons/shiftbook.svg"), origin)


def _come_home(window: Window, origin: str) -> None:
    """Leave a foreign page, should an engine that does not ask first have loaded one."""
    url = window.get_current_url() or ""
    where = destination(url, origin)
    if where is not Destination.HERE:
        window.load_url(f"{origin}/")
    if where is Destination.BROWSER:
        webbrowser.open(url)
