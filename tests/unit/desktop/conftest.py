"""pywebview's place, taken by something of its shape."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.desktop import gtk_window, opening, webkitgtk
from desktop_app.paths import DataFolder
from tests.helpers.webview import FakeWebview

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def webview(monkeypatch: pytest.MonkeyPatch) -> FakeWebview:
    """Something shaped like pywebview in its place, and nothing else changed for good."""
    fake = FakeWebview()
    monkeypatch.setitem(sys.modules, "webview", fake)
    monkeypatch.setattr(sys, "argv", ["__main__.py"])
    # Every start here is quick; how slow ones look is in `test_opening`.
    monkeypatch.setattr(opening, "PATIENCE_SECONDS", 60)
    for name in ("NO_PROXY", "no_proxy", "WEBKIT_DISABLE_DMABUF_RENDERER"):
        monkeypatch.delenv(name, raising=False)
    return fake


@pytest.fixture
def prepared(webview: FakeWebview, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What WebKitGTK, which is there, was asked to prepare; its theme is a dark one."""
    webview.renderer = webkitgtk.RENDERER
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(webkitgtk, "prepare", lambda *given: asked.append(given))
    monkeypatch.setattr(webkitgtk, "ask", lambda _view, script, tell: tell(webview.window.run_js(script)))
    monkeypatch.setattr(gtk_window, "later", lambda action, *given: action(*given))
    monkeypatch.setattr(gtk_window, "prefers_dark", lambda: True)
    return asked


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder."""
    return DataFolder(tmp_path)
