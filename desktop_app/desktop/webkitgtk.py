"""What pywebview leaves undone on WebKitGTK; its objects are passed in, so nothing here needs gi."""

from __future__ import annotations

import logging
import webbrowser
from typing import TYPE_CHECKING, Any

from desktop_app.desktop.origin import Destination, destination

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

RENDERER = "gtkwebkit2"
"""What pywebview calls this engine."""

NEEDLESS = "CrossOriginOpenerPolicy"
"""The feature our window does without: nothing can open it, and nothing it opens knows of it.

For the header that goes with it WebKit would throw away the process it has just started and start
another: 0.15 s until the first page, measured.
"""


def prepare(native: Any, icon: Path, origin: str) -> None:  # noqa: ANN401 - a Gtk.ApplicationWindow
    """Make a window not yet shown ours: its icon, a quick start, and no page that is not under *origin*."""
    view = native
    while hasattr(view, "get_child"):
        view = view.get_child()
    view.connect("decide-policy", lambda _view, decision, _kind: refuse_foreign(decision, origin))
    _set_icon(native, icon)
    _do_without(view.get_settings(), NEEDLESS)


def refuse_foreign(decision: Any, origin: str) -> bool:  # noqa: ANN401 - a WebKit2.PolicyDecision
    """Decide where the window goes next, before anything is loaded; True if we did, not the engine.

    An address that is not under *origin* opens in the system's browser, or nowhere.
    """
    if not hasattr(decision, "get_navigation_action"):
        return False
    action = decision.get_navigation_action()
    if action.get_frame_name() == "_blank":
        # pywebview has just opened it in the browser.
        return False
    url = action.get_request().get_uri()
    where = destination(url, origin)
    if where is Destination.HERE:
        return False
    decision.ignore()
    if where is Destination.BROWSER:
        webbrowser.open(url)
    return True


def _set_icon(native: Any, icon: Path) -> None:  # noqa: ANN401 - a Gtk.ApplicationWindow
    try:
        native.set_icon_from_file(str(icon))
    except Exception as error:  # noqa: BLE001 - GLib.Error, which only gi knows
        # Without librsvg's loader GTK cannot read the picture; its own icon does.
        log.info("window event=no_icon cause=%s", error)


def _do_without(settings: Any, feature: str) -> None:  # noqa: ANN401 - a WebKit2.Settings
    if not hasattr(settings, "get_all_features"):
        # Before WebKitGTK 2.42.
        return
    features = settings.get_all_features()
    for number in range(features.get_length()):
        if features.get(number).get_identifier() == feature:
            settings.set_feature_enabled(features.get(number), False)  # noqa: FBT003 - WebKit's signature
