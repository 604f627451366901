"""Something shaped like WebKitGTK, as far as we use it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class View:
    """A WebKit2.WebView with three features, noting what is connected, loaded, run and turned off."""

    def __init__(self, *, settings: dict[str, object] | None = None) -> None:
        """Begin with nothing connected; other *settings* are those of an older WebKit."""
        self.handlers: dict[str, Callable[..., Any]] = {"decide-policy": PYWEBVIEWS_OWN}
        self.zoom = 0.0
        self.went: list[str] = []
        self.scripts: list[str] = []
        self.then: list[Callable[[object, object], None]] = []
        self.answer: Callable[[], str] = lambda: ""
        self.off: list[str] = []
        self.url: str | None = None
        self.loading = False
        self.get_uri = lambda: self.url
        self.is_loading = lambda: self.loading
        self.context = SimpleNamespace(handlers={})
        self.context.connect = self.context.handlers.__setitem__
        self._settings = SimpleNamespace(**(self._features() if settings is None else settings))

    def connect(self, name: str, handler: Callable[..., Any]) -> None:
        """Let *handler* be called; the first to be asked wins."""
        self.handlers.setdefault(name, handler)

    def disconnect_by_func(self, handler: Callable[..., Any]) -> None:
        """Forget *handler*."""
        [name] = [name for name, known in self.handlers.items() if known == handler]
        del self.handlers[name]

    def get_settings(self) -> SimpleNamespace:
        """Return what can be turned off."""
        return self._settings

    def get_context(self) -> SimpleNamespace:
        """Return what tells of downloads."""
        return self.context

    def set_zoom_level(self, level: float) -> None:
        """Show the page larger."""
        self.zoom = level

    def load_uri(self, uri: str) -> None:
        """Go somewhere."""
        self.went.append(uri)

    def evaluate_javascript(self, script: str, *rest: Any) -> None:
        """Run a script, and keep whom to tell."""
        assert rest[:4] == (-1, None, None, None)
        self.scripts.append(script)
        if rest[4]:
            self.then.append(rest[4])

    def evaluate_javascript_finish(self, task: object) -> SimpleNamespace:
        """Tell what a script has come to."""
        assert task == "task"
        value = self.answer()
        return SimpleNamespace(to_string=lambda: value)

    def _features(self) -> dict[str, object]:
        names = ["A", "CrossOriginOpenerPolicy", "Z"]
        features = SimpleNamespace(get_length=lambda: len(names), get=_feature(names))

        def enable(feature: SimpleNamespace, on: bool) -> None:  # noqa: FBT001 - WebKit's signature
            if not on:
                self.off.append(feature.get_identifier())

        return {"get_all_features": lambda: features, "set_feature_enabled": enable}


class OldView(View):
    """One before WebKitGTK 2.40."""

    evaluate_javascript = property()
    evaluate_javascript_finish = property()

    def run_javascript(self, script: str, *rest: Any) -> None:
        """Run a script, and keep whom to tell."""
        View.evaluate_javascript(self, script, -1, None, None, *rest)

    def run_javascript_finish(self, task: object) -> SimpleNamespace:
        """Tell what a script has come to."""
        value = View.evaluate_javascript_finish(self, task)
        return SimpleNamespace(get_js_value=lambda: value)


def PYWEBVIEWS_OWN(*_: object) -> bool:  # noqa: N802 - a name that stands out
    """Be pywebview's own answer to where to go."""
    raise AssertionError("asked pywebview")


def _feature(names: list[str]) -> Callable[[int], SimpleNamespace]:
    return lambda number: SimpleNamespace(get_identifier=lambda: names[number])


class Native:
    """A Gtk.Window."""

    def __init__(self) -> None:
        """Begin with nothing connected."""
        self.handlers: dict[str, Callable[..., Any]] = {}
        self.connect = self.handlers.__setitem__
        self.icon = ""

    def set_icon_from_file(self, file: str) -> None:
        """Note the icon, if it can be read."""
        if file == "unreadable.svg":
            raise OSError(file)
        self.icon = file


def browser(view: View) -> SimpleNamespace:
    """Make pywebview's own BrowserView."""
    return SimpleNamespace(window=Native(), webview=view, on_navigation=PYWEBVIEWS_OWN)
