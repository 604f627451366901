"""The window's end, on something shaped like pywebview: the page has its chance first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.desktop import closing, gtk_window, webview2
from desktop_app.desktop.shell import show_window
from desktop_app.desktop.stop import StopSignal
from tests.helpers.opened import FakeProgram, explain

if TYPE_CHECKING:
    from desktop_app.paths import DataFolder
    from tests.helpers.webview import FakeWebview


def show(folder: DataFolder, stop: StopSignal | None = None) -> None:
    """Show a program until its window is closed."""
    show_window(FakeProgram(), folder, stop or StopSignal(), explain)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(closing, "LOOK_SECONDS", 0.01)


def test_waits_for_the_page_to_save(webview: FakeWebview, folder: DataFolder) -> None:
    """It is told once, and nobody is asked."""
    webview.window.words = ["unsaved", "unsaved", "saved"]
    show(folder)
    assert webview.window.scripts.count(closing.SAVE) == 1
    assert webview.window.questions == []


def test_asks_when_the_page_cannot(webview: FakeWebview, folder: DataFolder) -> None:
    """In pywebview's own dialog, whose message some engines show without its title."""
    webview.window.words, webview.window.answer = ["unsaved"], True
    show(folder)
    question = f"{closing.NOT_SAVED} {closing.QUESTION}"
    assert webview.window.questions == [("Shiftbook", question)]


@pytest.mark.usefixtures("prepared")
def test_asks_on_gtk_in_a_dialog_of_ours(
    webview: FakeWebview, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which a program that is asked to end does not wait for."""
    asked: list[tuple[object, ...]] = []

    def ask(*given: Any) -> None:
        asked.append(given[:3])
        tell, agreed = given[3], True
        tell(agreed)

    monkeypatch.setattr(gtk_window, "ask", ask)
    webview.window.words = ["unsaved"]
    show(folder)
    assert asked == [("a Gtk.Window", closing.NOT_SAVED, closing.QUESTION)]


def test_asks_on_windows_with_no_as_the_usual_answer(
    webview: FakeWebview, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As pywebview does not."""
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(webview2, "follow", lambda *_: None)

    def ask(*given: str) -> bool:
        asked.append(given)
        return True

    monkeypatch.setattr(webview2, "ask", ask)
    webview.renderer, webview.window.words = webview2.RENDERER, ["unsaved"]
    show(folder)
    assert asked == [("Shiftbook", closing.NOT_SAVED, closing.QUESTION)]


def test_a_window_without_a_page_has_nothing_to_lose(webview: FakeWebview, folder: DataFolder) -> None:
    """Somebody has changed their mind before there was one."""

    def unload() -> None:
        webview.window.events.before_load.happened = False

    webview.while_shown = unload
    show(folder)
    assert webview.window.scripts == []


@pytest.mark.usefixtures("prepared")
def test_on_gtk_a_page_is_asked_before_pywebview_has_heard_of_it(
    webview: FakeWebview, folder: DataFolder
) -> None:
    """Somebody may have written into it already."""

    def unload() -> None:
        webview.window.events.before_load.happened = False
        webview.window.events.loaded.happened = False

    webview.while_shown, webview.window.words = unload, ["unsaved", "saved"]
    show(folder)
    assert closing.SAVE in webview.window.scripts


@pytest.mark.usefixtures("prepared")
def test_on_gtk_a_window_that_is_gone_has_nothing_to_lose(webview: FakeWebview, folder: DataFolder) -> None:
    """A signal may come that late."""
    webview.while_shown = webview.guilib.BrowserView.instances.clear
    show(folder)
    assert webview.window.scripts == []


def test_a_signal_saves_and_never_asks(webview: FakeWebview, folder: DataFolder) -> None:
    """There may be nobody there."""
    webview.window.words, stop = ["unsaved"], StopSignal()

    def ask_to_end() -> None:
        stop._asked.set()
        webview.window.destroyed.wait(10)

    webview.while_shown = ask_to_end
    show(folder, stop=stop)
    assert closing.SAVE in webview.window.scripts
    assert webview.window.questions == []
