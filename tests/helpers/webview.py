"""Something shaped like pywebview, as far as the window uses it."""

from __future__ import annotations

from threading import Event
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, Self

from desktop_app.desktop.closing import LOOK
from desktop_app.desktop.window_state import Area
from tests.helpers.opened import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Callable

BROWSER = SimpleNamespace(webview="a WebKit2.WebView")
"""pywebview's own object for a window, where the engine is WebKitGTK."""

DESK = Area(0, 0, 1920, 1080)


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


class FakeWindow:
    """A pywebview window."""

    uid = "master"

    def __init__(self) -> None:
        """Begin with nothing happened."""
        names = (
            "initialized", "before_show", "shown", "before_load", "loaded", "closing", "closed",
            "resized", "moved", "maximized", "restored",
        )  # fmt: skip
        self.events = SimpleNamespace(**{name: Happening() for name in names})
        self.native = "a Gtk.Window"
        self.initial_width = self.initial_height = 0
        self.initial_x: int | None = None
        self.initial_y: int | None = None
        self.maximized = False
        self.background_color = ""
        self.destroyed = Event()
        self.url = f"{ORIGIN}/"
        self.went: list[str] = []
        self.said: list[str] = []
        self.raised: list[str] = []
        self.words = ["saved"]
        self.scripts: list[str] = []
        self.questions: list[tuple[str, str]] = []
        self.answer = False

    def destroy(self) -> None:
        """Close."""
        self.destroyed.set()

    def run_js(self, script: str) -> str | None:
        """Be asked by script, or told; the last of the *words* is said again and again."""
        self.scripts.append(script)
        if script != LOOK:
            return None
        return self.words.pop(0) if len(self.words) > 1 else self.words[0]

    def create_confirmation_dialog(self, title: str, message: str) -> bool:
        """Ask a person, who does not think long."""
        self.questions.append((title, message))
        return self.answer

    def get_current_url(self) -> str:
        """Return where it is."""
        return self.url

    def load_url(self, url: str) -> None:
        """Go somewhere."""
        self.went.append(url)

    def load_html(self, html: str, base_uri: str) -> None:
        """Show a page of our own."""
        assert base_uri == "about:blank"
        self.said.append(html)

    def restore(self) -> None:
        """Be a window again that was a button in a bar."""
        self.raised.append("restored")

    def show(self) -> None:
        """Come to the front, where an engine can do that."""
        self.raised.append("shown")


class FakeWebview(ModuleType):
    """pywebview as far as we use it; its window is shown, loads one page and is closed."""

    WebViewException = RuntimeError

    def __init__(self, renderer: str = "qtwebengine") -> None:
        """Pretend to have this engine; an empty name means there is none."""
        super().__init__("webview")
        self.settings: dict[str, object] = {}
        self.renderer = renderer
        self.screens = [DESK]
        self.asked: dict[str, Any] = {}
        self.started: dict[str, Any] = {}
        self.window = FakeWindow()
        self.guilib = SimpleNamespace(BrowserView=SimpleNamespace(instances={"master": BROWSER}))
        self.while_shown: Callable[[], object] = lambda: None

    def create_window(self, title: str, **options: object) -> FakeWindow:
        """Note what was asked for."""
        self.asked = {"title": title, **options}
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
        events.before_load.happen()
        events.loaded.happen()
        self.while_shown()
        self.close()
        events.closed.happen()

    def close(self) -> None:
        """Be closed by a person, or later by the program itself."""
        window = self.window
        while not window.events.closing.happen():
            assert window.destroyed.wait(10)
            window.destroyed.clear()
