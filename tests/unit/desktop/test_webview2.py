"""WebView2, on something shaped like pywebview's window there: the zoom keys, and a question."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.desktop.webview2 import ask, follow
from desktop_app.desktop.window_state import Watch, WindowState

if TYPE_CHECKING:
    from collections.abc import Callable


class Form:
    """The window: does what it is handed in its own thread, which is this one."""

    def __init__(self) -> None:
        """Begin as pywebview leaves it: without the browser's keys."""
        settings = SimpleNamespace(AreBrowserAcceleratorKeysEnabled=False)
        core = SimpleNamespace(Settings=settings)
        self.changed: list[Callable[..., None]] = []
        self.webview = SimpleNamespace(
            CoreWebView2=core, ZoomFactor=1.0, ZoomFactorChanged=Handlers(self.changed)
        )
        self.invoked = 0

    def Invoke(self, action: Callable[[], None]) -> None:  # noqa: N802 - Windows Forms' name
        """Run the action."""
        self.invoked += 1
        action()


class Handlers:
    """A .NET event, as pythonnet shows it."""

    def __init__(self, handlers: list[Callable[..., None]]) -> None:
        self._handlers = handlers

    def __iadd__(self, handler: Callable[..., None]) -> Handlers:  # noqa: PYI034 - the same object
        self._handlers.append(handler)
        return self


@pytest.fixture
def form(monkeypatch: pytest.MonkeyPatch) -> Form:
    """A window, and as much of .NET as it takes."""
    dotnet: Any = ModuleType("System")
    dotnet.Action = lambda function: function
    monkeypatch.setitem(sys.modules, "System", dotnet)
    return Form()


def test_the_zoom_keys_are_switched_on_in_the_windows_own_thread(form: Form) -> None:
    """Any other thread would be refused by Windows."""
    follow(form, Watch(WindowState()))
    assert form.invoked == 1
    assert form.webview.CoreWebView2.Settings.AreBrowserAcceleratorKeysEnabled is True


def test_the_pages_are_as_large_as_the_last_time(form: Form) -> None:
    """What somebody has chosen once need not be chosen again."""
    follow(form, Watch(WindowState(zoom=150)))
    assert form.webview.ZoomFactor == 1.5


def test_a_further_page_changes_nothing(form: Form) -> None:
    """The zoom of the moment stays, and is told once."""
    for zoom in (150, 100):
        follow(form, Watch(WindowState(zoom=zoom)))
    assert form.webview.ZoomFactor == 1.5
    assert len(form.changed) == 1


def test_a_zoom_is_remembered(form: Form) -> None:
    """Whichever key or wheel it came from."""
    watch = Watch(WindowState())
    follow(form, watch)
    form.webview.ZoomFactor = 1.1000000238
    (changed,) = form.changed
    changed("sender", "arguments")
    assert watch.state.zoom == 110


@pytest.mark.parametrize(("pressed", "agreed"), [("OK", True), ("Cancel", False)])
def test_a_question_is_usually_answered_with_no(
    monkeypatch: pytest.MonkeyPatch, pressed: str, *, agreed: bool
) -> None:
    """The second button is the one Enter presses."""
    asked: list[tuple[object, ...]] = []

    def show(*given: object) -> str:
        asked.append(given)
        return pressed

    forms: Any = ModuleType("System.Windows.Forms")
    forms.MessageBox = SimpleNamespace(Show=show)
    forms.MessageBoxButtons = SimpleNamespace(OKCancel="OK and Cancel")
    forms.MessageBoxIcon = SimpleNamespace(Warning="!")
    forms.MessageBoxDefaultButton = SimpleNamespace(Button2="the second")
    forms.DialogResult = SimpleNamespace(OK="OK")
    monkeypatch.setitem(sys.modules, "System.Windows.Forms", forms)
    assert ask("Shiftbook", "Not saved.", "Close anyway?") is agreed
    assert asked == [("Not saved. Close anyway?", "Shiftbook", "OK and Cancel", "!", "the second")]
