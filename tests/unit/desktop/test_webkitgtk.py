"""What we add to pywebview on WebKitGTK, on objects shaped like its own."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.desktop import webkitgtk
from desktop_app.desktop.webkitgtk import prepare, refuse_foreign

if TYPE_CHECKING:
    from collections.abc import Callable

ORIGIN = "http://127.0.0.1:8765"
ICON = Path("icon.svg")


class View(SimpleNamespace):
    """A WebKit2.WebView with three features, noting what is connected and turned off."""

    def __init__(self, **other_settings: object) -> None:
        """Begin with nothing connected."""
        names = ["A", "CrossOriginOpenerPolicy", "Z"]
        self.handlers: dict[str, Any] = {}
        self.off: list[str] = []
        features = SimpleNamespace(get_length=lambda: len(names), get=_feature(names))
        settings = other_settings or {
            "get_all_features": lambda: features,
            "set_feature_enabled": lambda feature, on: (
                self.off.append(feature.get_identifier()) if not on else 1
            ),
        }
        super().__init__(connect=self.handlers.__setitem__, get_settings=lambda: SimpleNamespace(**settings))


def _feature(names: list[str]) -> Callable[[int], SimpleNamespace]:
    return lambda number: SimpleNamespace(get_identifier=lambda: names[number])


def box(child: SimpleNamespace) -> SimpleNamespace:
    """Return a Gtk.Bin: a window or whatever else is around the view."""
    made = SimpleNamespace(get_child=lambda: child, icon=None)

    def set_icon_from_file(file: str) -> None:
        if file == "unreadable.svg":
            raise OSError(file)
        made.icon = file

    made.set_icon_from_file = set_icon_from_file
    return made


def navigation(uri: str, frame: str | None = None) -> SimpleNamespace:
    """Return a WebKit2.NavigationPolicyDecision."""
    request = SimpleNamespace(get_uri=lambda: uri)
    action = SimpleNamespace(get_frame_name=lambda: frame, get_request=lambda: request)
    made = SimpleNamespace(get_navigation_action=lambda: action, ignored=0)
    made.ignore = lambda: setattr(made, "ignored", made.ignored + 1)
    return made


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses the system's browser was given."""
    addresses: list[str] = []
    monkeypatch.setattr("webbrowser.open", addresses.append)
    return addresses


class TestRefuseForeign:
    """Asked before every navigation."""

    def test_lets_ours_through(self, opened: list[str]) -> None:
        """The engine goes on by itself."""
        decision = navigation(f"{ORIGIN}/people")
        assert not refuse_foreign(decision, ORIGIN)
        assert not decision.ignored
        assert opened == []

    def test_sends_others_to_the_browser(self, opened: list[str]) -> None:
        """And the window stays where it is."""
        decision = navigation("https://example.org/")
        assert refuse_foreign(decision, ORIGIN)
        assert decision.ignored
        assert opened == ["https://example.org/"]

    def test_opens_no_program(self, opened: list[str]) -> None:
        """Neither the window nor anything else follows such a link."""
        decision = navigation("file:///etc/passwd")
        assert refuse_foreign(decision, ORIGIN)
        assert decision.ignored
        assert opened == []

    def test_leaves_new_windows_to_pywebview(self, opened: list[str]) -> None:
        """It has just opened this one in the browser; twice would be once too often."""
        assert not refuse_foreign(navigation("https://example.org/", frame="_blank"), ORIGIN)
        assert opened == []

    def test_has_nothing_to_say_about_answers(self) -> None:
        """Only about where to go."""
        assert not refuse_foreign(object(), ORIGIN)


class TestPrepare:
    """A window that is not yet shown."""

    def test_finds_the_view_inside(self, opened: list[str]) -> None:
        """However many boxes GTK puts around it."""
        view = View()
        window = box(box(box(view)))
        prepare(window, ICON, ORIGIN)
        decision = navigation("https://example.org/")
        assert view.handlers["decide-policy"](view, decision, None)
        assert opened == ["https://example.org/"]
        assert window.icon == "icon.svg"

    def test_turns_one_feature_off(self) -> None:
        """The one that starts a second process."""
        view = View()
        prepare(box(view), ICON, ORIGIN)
        assert view.off == [webkitgtk.NEEDLESS]

    def test_an_older_webkit_has_no_features(self) -> None:
        """It starts all the same."""
        prepare(box(View(user_agent="old")), ICON, ORIGIN)

    def test_a_picture_that_cannot_be_read_is_no_reason(self, caplog: pytest.LogCaptureFixture) -> None:
        """Without librsvg there is no icon, but a window."""
        caplog.set_level("INFO")
        view = View()
        prepare(box(view), Path("unreadable.svg"), ORIGIN)
        assert "no_icon" in caplog.text
        assert view.off == [webkitgtk.NEEDLESS]
