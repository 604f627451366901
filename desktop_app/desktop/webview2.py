"""What pywebview leaves undone on Windows: the keys that zoom, and a question whose usual answer is no."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from desktop_app.desktop.zoom import WHOLE

if TYPE_CHECKING:
    from desktop_app.desktop.window_state import Watch

RENDERER = "edgechromium"
"""What pywebview calls this engine."""


def follow(native: Any, watch: Watch) -> None:  # noqa: ANN401 - pywebview's BrowserForm
    """Let Ctrl +, Ctrl - and Ctrl 0 zoom and tell *watch* of it; for any thread, once a page is there.

    The engine's own find and print come with these keys; our pages have theirs and are asked first.
    """
    view = native.webview

    def tell(*_: object) -> None:
        watch.zoomed(round(view.ZoomFactor * WHOLE))

    def prepare() -> None:
        settings = view.CoreWebView2.Settings
        if settings.AreBrowserAcceleratorKeysEnabled:
            # Not the window's first page.
            return
        settings.AreBrowserAcceleratorKeysEnabled = True
        view.ZoomFactor = watch.state.zoom / WHOLE
        view.ZoomFactorChanged += tell

    native.Invoke(importlib.import_module("System").Action(prepare))


def ask(title: str, matter: str, question: str) -> bool:
    """Say what is the *matter* and ask, until there is an answer; Enter and Escape mean no."""
    forms = importlib.import_module("System.Windows.Forms")
    answer = forms.MessageBox.Show(
        f"{matter} {question}",
        title,
        forms.MessageBoxButtons.OKCancel,
        forms.MessageBoxIcon.Warning,
        forms.MessageBoxDefaultButton.Button2,
    )
    ok: bool = answer == forms.DialogResult.OK
    return ok
