"""The engine behind the window, and the line that installs one."""

from __future__ import annotations

import sys

import pytest

from desktop_app.desktop import engine
from desktop_app.desktop.engine import find_engine, install_sentence

pytestmark = pytest.mark.skipif(
    sys.platform in {"win32", "darwin"}, reason="the system brings the engine there"
)


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ({"ID": "debian"}, "sudo apt install python3-gi gir1.2-gtk-3.0 gir1.2-webkit2-4.1"),
        ({"ID": "ubuntu", "ID_LIKE": "debian"}, "sudo apt install"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "sudo apt install"),
        ({"ID": "fedora"}, "sudo dnf install"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "sudo dnf install"),
        ({"ID": "manjaro", "ID_LIKE": "arch"}, "sudo pacman -S"),
        ({"ID": "opensuse-tumbleweed", "ID_LIKE": "opensuse suse"}, "sudo zypper install"),
        ({"ID": "alpine"}, "sudo apk add"),
        ({"ID": "plan9"}, "your system's package manager"),
        ({}, "your system's package manager"),
    ],
)
def test_names_what_to_install(release: dict[str, str], command: str) -> None:
    """In the words of the system at hand."""
    sentence = install_sentence(release)
    assert sentence.startswith("Install WebKitGTK")
    assert command in sentence


def test_a_system_that_does_not_say_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """It gets the general sentence."""

    def missing() -> dict[str, str]:
        raise OSError

    monkeypatch.setattr("platform.freedesktop_os_release", missing)
    assert "package manager" in engine.how_to_install()


def test_webkitgtk_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """As pywebview tries them."""
    monkeypatch.setattr(engine, "_webkitgtk", lambda: "WebKitGTK 4.1")
    monkeypatch.setattr(engine, "_qt", lambda: "Qt WebEngine (PySide6)")
    assert find_engine() == "WebKitGTK 4.1"


def test_qt_is_found_where_gtk_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the binding's name."""
    present = {"PyQt6", "PyQt6.QtWebEngineWidgets"}
    monkeypatch.setattr(engine, "_importable", present.__contains__)
    assert find_engine() == "Qt WebEngine (PyQt6)"


def test_qt_without_its_web_engine_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many programs bring Qt; few bring QtWebEngine."""
    monkeypatch.setattr(engine, "_importable", {"PySide6"}.__contains__)
    assert find_engine() is None


@pytest.mark.parametrize(
    ("known", "found"), [("4.1", "WebKitGTK 4.1"), ("4.0", "WebKitGTK 4.0"), ("6.0", None)]
)
def test_takes_the_webkit_that_is_there(
    monkeypatch: pytest.MonkeyPatch, known: str, found: str | None
) -> None:
    """4.1 before 4.0; 6.0 is for GTK 4, which pywebview does not speak."""

    def require_version(_namespace: str, version: str) -> None:
        if version != known:
            raise ValueError(version)

    gi = type("gi", (), {"require_version": staticmethod(require_version)})
    monkeypatch.setattr(engine, "_importable", {"gi"}.__contains__)
    monkeypatch.setattr("importlib.import_module", lambda _: gi)
    assert find_engine() == found


def test_a_broken_gi_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Built for another Python, say."""

    def broken(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr(engine, "_importable", {"gi"}.__contains__)
    monkeypatch.setattr("importlib.import_module", broken)
    assert find_engine() is None
