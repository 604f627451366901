"""The window's ground before its first page."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from desktop_app.desktop import appearance, gtk_window, webkitgtk
from desktop_app.desktop.appearance import DARK_PAPER, LIGHT_PAPER, paper
from desktop_app.paths import resource_path

OTHER_ENGINE = "qtwebengine"


def windows_registry(*, light: int | None) -> SimpleNamespace:
    """Make a `winreg` that holds one value, or none."""

    def open_key(_root: str, path: str) -> nullcontext[str]:
        if light is None:
            raise FileNotFoundError(2, "no such key", path)
        return nullcontext(path)

    def query(_key: str, name: str) -> tuple[int | None, int]:
        assert name == "AppsUseLightTheme"
        return light, 4

    return SimpleNamespace(HKEY_CURRENT_USER="HKCU", OpenKey=open_key, QueryValueEx=query)


def test_is_the_ground_of_our_pages() -> None:
    """One more copy of two colours, so one more test that they are the same."""
    tokens = resource_path("assets/static/css/tokens.css").read_text("utf-8")
    assert f"--background: light-dark({LIGHT_PAPER}, {DARK_PAPER});" in tokens


@pytest.mark.parametrize(("dark", "ground"), [(True, DARK_PAPER), (False, LIGHT_PAPER)])
def test_a_gtk_window_follows_its_theme(monkeypatch: pytest.MonkeyPatch, *, dark: bool, ground: str) -> None:
    """As the engine itself will for the page."""
    monkeypatch.setattr(gtk_window, "prefers_dark", lambda: dark)
    assert paper(webkitgtk.RENDERER) == ground


def test_another_engine_on_linux_is_light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can be asked there."""
    monkeypatch.setattr(sys, "platform", "linux")
    assert paper(OTHER_ENGINE) == LIGHT_PAPER


@pytest.mark.parametrize(
    ("light", "ground"), [(0, DARK_PAPER), (1, LIGHT_PAPER), (None, LIGHT_PAPER)], ids=str
)
def test_windows_is_asked_in_its_registry(
    monkeypatch: pytest.MonkeyPatch, light: int | None, ground: str
) -> None:
    """An old Windows has no such key."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(appearance, "winreg", windows_registry(light=light), raising=False)
    assert paper("edgechromium") == ground


@pytest.mark.parametrize(("style", "ground"), [("Dark", DARK_PAPER), (None, LIGHT_PAPER)])
def test_macos_is_asked_for_its_style(
    monkeypatch: pytest.MonkeyPatch, style: str | None, ground: str
) -> None:
    """Light has no name there."""
    defaults = SimpleNamespace(stringForKey_=lambda key: style if key == "AppleInterfaceStyle" else "no")
    foundation = SimpleNamespace(NSUserDefaults=SimpleNamespace(standardUserDefaults=lambda: defaults))
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setitem(sys.modules, "Foundation", foundation)
    assert paper("cocoa") == ground
