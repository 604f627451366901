"""What we add to a GTK window, on objects shaped like its own."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.desktop.gtk_window import (
    CONTROL,
    ask,
    bring_to_front,
    follow,
    later,
    prefers_dark,
    set_icon,
    zoomed_by,
)
from desktop_app.desktop.window_state import Watch, WindowState
from desktop_app.desktop.zoom import STEPS

if TYPE_CHECKING:
    from collections.abc import Callable

KEYPAD_PLUS, KEYPAD_MINUS, KEYPAD_ZERO = 0xFFAB, 0xFFAD, 0xFFB0
SHIFT = 1


class X11Window:
    """What GDK calls a window on an X server."""


class WaylandWindow:
    """The same on a Wayland compositor."""


class Native:
    """A Gtk.Window, noting what is done to it."""

    def __init__(self, surface: object = None) -> None:
        """Stand at one place, on *surface*."""
        self.handlers: dict[str, Callable[..., bool]] = {}
        self.connect = self.handlers.__setitem__
        self.position, self.size, self.maximised = (30, 40), (900, 700), False
        self.get_position = lambda: self.position
        self.get_size = lambda: self.size
        self.is_maximized = lambda: self.maximised
        self.get_window = lambda: surface
        self.done: list[tuple[str, object]] = []

    def deiconify(self) -> None:
        """Note it."""
        self.done.append(("deiconified", None))

    def set_startup_id(self, token: str) -> None:
        """Note it."""
        self.done.append(("startup", token))

    def present_with_time(self, time: int) -> None:
        """Note it."""
        self.done.append(("presented at", time))

    def set_icon_from_file(self, file: str) -> None:
        """Note it, if the file can be read."""
        if file == "unreadable.svg":
            raise OSError(file)
        self.done.append(("icon", file))


def key(value: int | str, state: int = CONTROL) -> SimpleNamespace:
    """Make a Gdk.EventKey."""
    return SimpleNamespace(keyval=ord(value) if isinstance(value, str) else value, state=state)


class TestZoomKeys:
    """The keys every browser has, and release builds of the webview have not."""

    @pytest.mark.parametrize(
        ("pressed", "percent"),
        [
            (ord("+"), 110),
            (ord("="), 110),
            (KEYPAD_PLUS, 110),
            (ord("-"), 90),
            (KEYPAD_MINUS, 90),
            (ord("0"), 100),
            (KEYPAD_ZERO, 100),
        ],
    )
    def test_with_control(self, pressed: int, percent: int) -> None:
        """Also with Shift, which some keyboards need for the plus."""
        assert zoomed_by(pressed, CONTROL, 100) == percent
        assert zoomed_by(pressed, CONTROL | SHIFT, 100) == percent

    @pytest.mark.parametrize(("pressed", "state"), [("+", 0), ("+", SHIFT), ("a", CONTROL), ("p", CONTROL)])
    def test_any_other_key_is_the_pages(self, pressed: str, state: int) -> None:
        """A plus in a text is a plus."""
        assert zoomed_by(ord(pressed), state, 100) is None

    def test_ends_at_the_last_step(self) -> None:
        """There it stays."""
        assert zoomed_by(ord("+"), CONTROL, STEPS[-1]) == STEPS[-1]
        assert zoomed_by(ord("-"), CONTROL, STEPS[0]) == STEPS[0]


class TestFollow:
    """The window while it is open."""

    @pytest.fixture
    def native(self) -> Native:
        """A window that is followed."""
        return Native()

    def test_zooms_and_remembers(self, native: Native) -> None:
        """Step after step; the page does not see the key."""
        watch, shown = Watch(WindowState()), list[int]()
        follow(native, watch, shown.append)
        pressed = native.handlers["key-press-event"]
        assert [pressed(native, key(sign)) for sign in "++-"] == [True] * 3
        assert (shown, watch.state.zoom) == ([110, 125, 110], 110)

    def test_leaves_other_keys_alone(self, native: Native) -> None:
        """They go on to the page."""
        watch, shown = Watch(WindowState()), list[int]()
        follow(native, watch, shown.append)
        assert not native.handlers["key-press-event"](native, key("a"))
        assert (shown, watch.state) == ([], WindowState())

    @pytest.mark.parametrize("event", ["configure-event", "window-state-event"])
    def test_tells_where_it_is(self, native: Native, event: str) -> None:
        """Whichever is told first; GTK goes on with it."""
        watch = Watch(WindowState())
        follow(native, watch, lambda _: None)
        assert not native.handlers[event](native, object())
        assert watch.state == WindowState(900, 700, (30, 40))

    def test_tells_that_it_is_maximised(self, native: Native) -> None:
        """And keeps the place it goes back to."""
        watch = Watch(WindowState(900, 700, (30, 40)))
        follow(native, watch, lambda _: None)
        native.position, native.size, native.maximised = (0, 0), (1920, 1080), True
        native.handlers["configure-event"](native, object())
        assert watch.state == WindowState(900, 700, (30, 40), maximised=True)


class TestBringToFront:
    """A second double-click."""

    @pytest.fixture
    def idle(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
        """What GTK's own thread is asked to do, when it has time."""
        asked: list[tuple[Any, ...]] = []
        glib = SimpleNamespace(idle_add=lambda *call: asked.append(call))
        monkeypatch.setitem(sys.modules, "gi.repository.GLib", glib)
        x11 = SimpleNamespace(x11_get_server_time=lambda surface: 4711 if surface else 0)
        monkeypatch.setitem(sys.modules, "gi.repository.GdkX11", x11)
        return asked

    def run(self, idle: list[tuple[Any, ...]]) -> None:
        """Be GTK with time."""
        [(function, *arguments)] = idle
        # GLib calls again what answers True.
        assert function(*arguments) is False

    def test_is_done_by_gtks_own_thread(self, idle: list[tuple[Any, ...]]) -> None:
        """The ring comes in on a server's."""
        native = Native(X11Window())
        bring_to_front(native, "a token")
        assert native.done == []
        self.run(idle)
        assert native.done == [("deiconified", None), ("startup", "a token"), ("presented at", 4711)]

    def test_without_a_token_the_time_has_to_do(self, idle: list[tuple[Any, ...]]) -> None:
        """From a terminal."""
        native = Native(X11Window())
        bring_to_front(native, "")
        self.run(idle)
        assert native.done == [("deiconified", None), ("presented at", 4711)]

    def test_wayland_has_no_such_time(self, idle: list[tuple[Any, ...]]) -> None:
        """Zero means now."""
        native = Native(WaylandWindow())
        bring_to_front(native, "a token")
        self.run(idle)
        assert native.done[-1] == ("presented at", 0)


class Dialog:
    """A Gtk.MessageDialog."""

    def __init__(self, **asked: object) -> None:
        """Be shown later."""
        self.asked = asked
        self.buttons: list[tuple[str, int]] = []
        self.usual = 0
        self.shown = self.gone = False
        self.handlers: dict[str, Callable[..., object]] = {}
        self.connect = self.handlers.__setitem__

    def add_button(self, label: str, response: int) -> None:
        """Offer an answer."""
        self.buttons.append((label, response))

    def set_default_response(self, response: int) -> None:
        """Note what Enter means."""
        self.usual = response

    def show(self) -> None:
        """Come up, and let the program go on."""
        self.shown = True

    def destroy(self) -> None:
        """Go."""
        self.gone = True


class TestAsk:
    """The question about words that are not saved."""

    ACCEPT, CANCEL, DELETED = -3, -6, -4

    @pytest.fixture
    def dialogs(self, monkeypatch: pytest.MonkeyPatch) -> list[Dialog]:
        """The dialogs that were made."""
        made: list[Dialog] = []

        def make(**asked: object) -> Dialog:
            made.append(Dialog(**asked))
            return made[-1]

        answers = SimpleNamespace(ACCEPT=self.ACCEPT, CANCEL=self.CANCEL)
        kinds = SimpleNamespace(WARNING="warning")
        gtk = SimpleNamespace(MessageDialog=make, ResponseType=answers, MessageType=kinds)
        monkeypatch.setitem(sys.modules, "gi.repository.Gtk", gtk)
        return made

    def test_says_what_it_is_about(self, dialogs: list[Dialog]) -> None:
        """Over its window, and Enter keeps that."""
        native = Native()
        ask(native, "Not saved.", "Close anyway?", lambda _: None)
        [dialog] = dialogs
        assert (dialog.asked["text"], dialog.asked["secondary_text"]) == ("Not saved.", "Close anyway?")
        assert (dialog.asked["transient_for"], dialog.asked["modal"]) == (native, True)
        assert dialog.usual == self.CANCEL
        assert dialog.shown

    @pytest.mark.parametrize(("response", "agreed"), [(ACCEPT, True), (CANCEL, False), (DELETED, False)])
    def test_only_a_yes_is_a_yes(self, dialogs: list[Dialog], response: int, *, agreed: bool) -> None:
        """Escape, and a dialog that is closed, are none."""
        told: list[bool] = []
        ask(Native(), "Not saved.", "Close anyway?", told.append)
        [dialog] = dialogs
        assert told == []
        dialog.handlers["response"](dialog, response)
        assert told == [agreed]
        assert dialog.gone


def test_what_is_done_later_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """By GTK's own thread, which calls again what answers True."""
    asked: list[Callable[[], object]] = []
    monkeypatch.setitem(sys.modules, "gi.repository.GLib", SimpleNamespace(idle_add=asked.append))
    done: list[str] = []
    later(done.append, "this")
    assert done == []
    assert asked[0]() is False
    assert done == ["this"]


class TestPrefersDark:
    """What WebKitGTK will tell the page."""

    @pytest.mark.parametrize(
        ("theme", "asked", "dark"),
        [
            ("Adwaita", False, False),
            ("Adwaita", True, True),
            ("Adwaita-dark", False, True),
            ("Yaru-Dark", False, True),
            ("Darkling", False, False),
            (None, False, False),
        ],
    )
    def test_goes_by_the_theme(
        self, monkeypatch: pytest.MonkeyPatch, theme: str | None, *, asked: bool, dark: bool
    ) -> None:
        """By its name, or by the wish for its dark side."""
        values = {"gtk-theme-name": theme, "gtk-application-prefer-dark-theme": asked}
        settings = SimpleNamespace(get_property=values.__getitem__)
        gtk = SimpleNamespace(Settings=SimpleNamespace(get_default=lambda: settings))
        monkeypatch.setitem(sys.modules, "gi.repository.Gtk", gtk)
        assert prefers_dark() is dark

    def test_without_a_screen_it_is_light(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """GTK has no settings then."""
        gtk = SimpleNamespace(Settings=SimpleNamespace(get_default=lambda: None))
        monkeypatch.setitem(sys.modules, "gi.repository.Gtk", gtk)
        assert not prefers_dark()


class TestIcon:
    """In the task list."""

    def test_is_the_file_it_is_given(self) -> None:
        """As text; GTK knows no paths."""
        native = Native()
        set_icon(native, Path("icon.svg"))
        assert native.done == [("icon", "icon.svg")]

    def test_a_picture_that_cannot_be_read_is_no_reason(self, caplog: pytest.LogCaptureFixture) -> None:
        """Without librsvg there is no icon, but a window."""
        caplog.set_level("INFO")
        set_icon(Native(), Path("unreadable.svg"))
        assert "no_icon" in caplog.text
