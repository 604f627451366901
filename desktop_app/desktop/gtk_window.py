"""What pywebview leaves undone on a GTK window: coming to the front, telling its place, the zoom keys."""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any

from desktop_app.desktop import zoom
from desktop_app.desktop.window_state import Area

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.desktop.window_state import Watch

log = logging.getLogger(__name__)

CONTROL = 1 << 2
"""GDK_CONTROL_MASK; the keys below are GDK's key values, with those of the number pad."""

QUESTION = "Close Shiftbook?"
"""What a desktop that titles dialogs writes above the one about unsaved words."""

LARGER = frozenset({ord("+"), ord("="), 0xFFAB})
SMALLER = frozenset({ord("-"), 0xFFAD})
WHOLE = frozenset({ord("0"), 0xFFB0})


def zoomed_by(key: int, state: int, percent: int) -> int | None:
    """Return the zoom, in per cent, that a key asks for; None for a key that means something else."""
    if not state & CONTROL:
        return None
    if key in LARGER:
        return zoom.larger(percent)
    if key in SMALLER:
        return zoom.smaller(percent)
    return zoom.WHOLE if key in WHOLE else None


def follow(native: Any, watch: Watch, show_zoom: Callable[[int], None]) -> None:  # noqa: ANN401 - a Gtk.Window
    """Tell *watch* where the window goes, and let Ctrl +, Ctrl - and Ctrl 0 zoom with *show_zoom*."""

    def key_pressed(_: object, event: Any) -> bool:  # noqa: ANN401 - a Gdk.EventKey
        percent = zoomed_by(event.keyval, int(event.state), watch.state.zoom)
        if percent is None:
            return False
        watch.zoomed(percent)
        show_zoom(percent)
        return True

    def tell(*_: object) -> bool:
        watch.placed(Area(*native.get_position(), *native.get_size()), maximised=native.is_maximized())
        return False

    native.connect("key-press-event", key_pressed)
    native.connect("configure-event", tell)
    native.connect("window-state-event", tell)
    native.connect("destroy", lambda _: _dismiss_dialogs())


def bring_to_front(native: Any, startup: str) -> None:  # noqa: ANN401 - a Gtk.Window
    """Show the window above all others, with the keyboard in it; for any thread.

    *startup* is the desktop's token of the start that asked for it (startup notification, xdg-activation);
    without one the time of this moment has to do, which only X11 can tell.
    """
    importlib.import_module("gi.repository.GLib").idle_add(_present, native, startup)


def later(action: Callable[..., object], *given: object) -> None:
    """Call *action* in the windows' own thread, soon; for any thread."""

    def once() -> bool:
        action(*given)
        return False

    importlib.import_module("gi.repository.GLib").idle_add(once)


def ask(native: Any, matter: str, question: str, tell: Callable[[bool], None]) -> None:  # noqa: ANN401 - a Gtk.Window
    """Say what is the *matter* with closing the window, and ask; *tell* is given the answer, later.

    Enter, Escape and the dialog's own close button keep the window.
    """
    gtk = importlib.import_module("gi.repository.Gtk")
    dialog = gtk.MessageDialog(
        title=QUESTION,
        transient_for=native,
        modal=True,
        message_type=gtk.MessageType.WARNING,
        text=matter,
        secondary_text=question,
    )
    dialog.add_button("Keep the window", gtk.ResponseType.CANCEL)
    dialog.add_button("Close and lose them", gtk.ResponseType.ACCEPT)
    dialog.set_default_response(gtk.ResponseType.CANCEL)

    def answered(_: object, response: int) -> None:
        dialog.destroy()
        tell(response == gtk.ResponseType.ACCEPT)

    dialog.connect("response", answered)
    # Not run(): a program that is asked to end would wait for whoever has left the dialog open.
    dialog.show()


def prefers_dark() -> bool:
    """Return whether this desktop's theme is a dark one, as WebKitGTK judges it."""
    settings = importlib.import_module("gi.repository.Gtk").Settings.get_default()
    if settings is None:
        return False
    name: str = settings.get_property("gtk-theme-name") or ""
    dark: bool = settings.get_property("gtk-application-prefer-dark-theme")
    return dark or name.lower().endswith("-dark")


def set_icon(native: Any, icon: Path) -> None:  # noqa: ANN401 - a Gtk.Window
    """Give the window its *icon*; without librsvg's loader GTK cannot read one, and has its own."""
    try:
        native.set_icon_from_file(str(icon))
    except Exception as error:  # noqa: BLE001 - GLib.Error, which only gi knows
        log.info("window event=no_icon cause=%s", error)


def _dismiss_dialogs() -> None:
    """Answer "cancel" for whoever has left a question open; the program would wait for it."""
    gtk = importlib.import_module("gi.repository.Gtk")
    for window in gtk.Window.list_toplevels():
        if isinstance(window, gtk.Dialog):
            window.response(gtk.ResponseType.CANCEL)


def _present(native: Any, startup: str) -> bool:  # noqa: ANN401 - a Gtk.Window
    native.deiconify()
    if startup:
        native.set_startup_id(startup)
    native.present_with_time(_time_of(native))
    return False


def _time_of(native: Any) -> int:  # noqa: ANN401 - a Gtk.Window
    surface = native.get_window()
    if type(surface).__name__ != "X11Window":
        return 0
    x11 = importlib.import_module("gi.repository.GdkX11")
    time: int = x11.x11_get_server_time(surface)
    return time
