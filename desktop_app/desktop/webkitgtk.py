"""What pywebview leaves undone on WebKitGTK; its objects are passed in, so nothing here needs gi."""

from __future__ import annotations

import json
import logging
import re
import webbrowser
from typing import TYPE_CHECKING, Any

from desktop_app.desktop.gtk_downloads import handle_downloads, is_download
from desktop_app.desktop.gtk_window import follow, set_icon
from desktop_app.desktop.origin import EMPTY_PAGES, Destination, destination
from desktop_app.desktop.zoom import WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from desktop_app.desktop.window_state import Watch

log = logging.getLogger(__name__)

RENDERER = "gtkwebkit2"
"""What pywebview calls this engine."""

NEEDLESS = "CrossOriginOpenerPolicy"
"""The feature our window does without: nothing can open it, and nothing it opens knows of it.

For the header that goes with it WebKit would throw away the process it has just started and start
another: 0.15 s until the first page, measured.
"""

ZOOMED = "shiftbook:zoomed"
GROUND = "getComputedStyle(document.body).backgroundColor"

_LOAD_FINISHED = 3
_RGB = re.compile(r"rgb\((\d+), (\d+), (\d+)\)")


def prepare(browser: Any, icon: Path, origin: str, watch: Watch, paper: str) -> None:  # noqa: ANN401 - pywebview's BrowserView
    """Make a window not yet shown ours: icon, zoom, keys, downloads, and only pages under *origin*.

    *paper* is the colour this desktop's taste gives our pages.
    """
    native, view = browser.window, browser.webview
    # pywebview's own shows what is meant to be saved, and opens addresses without asking whose they are.
    view.disconnect_by_func(browser.on_navigation)
    view.connect("decide-policy", lambda _, decision, __: decide(view, decision, origin))
    view.connect("load-changed", lambda _, event: _loaded(view, int(event), watch, paper))
    view.connect("web-process-terminated", lambda _, why: _revive(view, why))
    view.set_zoom_level(watch.state.zoom / WHOLE)
    follow(native, watch, lambda percent: _zoom(view, percent))
    handle_downloads(view, native, lambda name, detail: dispatch(view, name, detail))
    set_icon(native, icon)
    _do_without(view.get_settings(), NEEDLESS)


def decide(view: Any, decision: Any, origin: str) -> bool:  # noqa: ANN401 - a WebKit2.WebView, a WebKit2.PolicyDecision
    """Decide what becomes of an address, before it is loaded, or of an answer; True, for it is decided."""
    if hasattr(decision, "get_navigation_action"):
        _go(view, decision, origin)
    elif is_download(decision.get_response(), displayable=decision.is_mime_type_supported()):
        decision.download()
    else:
        decision.use()
    return True


def dispatch(view: Any, name: str, detail: Mapping[str, str | int]) -> None:  # noqa: ANN401 - a WebKit2.WebView
    """Tell the page in *view* that something has happened outside of it."""
    event = f"new CustomEvent({json.dumps(name)}, {{detail: {json.dumps(detail)}}})"
    _run(view, f"window.dispatchEvent({event})")


def ask(view: Any, script: str, tell: Callable[[object], None]) -> None:  # noqa: ANN401 - a WebKit2.WebView
    """Run *script* in the page in *view*, and *tell* the text it comes to; None if there is no page."""

    def answer(_: object, task: object) -> None:
        try:
            tell(_result(view, task))
        except Exception:  # noqa: BLE001 - GLib.Error, which only gi knows: the page has gone
            tell(None)

    _run(view, script, answer)


def colour_of(text: str) -> str | None:
    """Return a computed colour, `rgb(21, 23, 26)`, as `#15171a`; None if it is another kind of colour."""
    match = _RGB.fullmatch(text)
    return f"#{int(match[1]):02x}{int(match[2]):02x}{int(match[3]):02x}" if match else None


def _go(view: Any, decision: Any, origin: str) -> None:  # noqa: ANN401 - as above
    action = decision.get_navigation_action()
    url = action.get_request().get_uri()
    where = destination(url, origin)
    in_new_window = action.get_frame_name() == "_blank"
    if where is Destination.HERE and not in_new_window:
        decision.use()
        return
    decision.ignore()
    if where is Destination.HERE:
        # Ours has one window.
        view.load_uri(url)
    elif where is Destination.BROWSER:
        webbrowser.open(url)


def _loaded(view: Any, event: int, watch: Watch, paper: str) -> None:  # noqa: ANN401 - as above
    def note(_: object, task: object) -> None:
        try:
            colour = colour_of(_result(view, task))
        except Exception as error:  # noqa: BLE001 - GLib.Error, which only gi knows: the page has gone
            log.info("window event=no_ground cause=%s", error)
            return
        if colour:
            watch.painted(colour, paper)

    if event == _LOAD_FINISHED:
        _run(view, GROUND, note)


def _revive(view: Any, why: object) -> None:  # noqa: ANN401 - as above
    """Show the page again whose process has died: what was saved of it is on the disk."""
    url = view.get_uri() or ""
    # Not one that dies on its way: it would do so for ever. The window's own pages have no address.
    again = not view.is_loading() and url not in EMPTY_PAGES
    log.warning("window event=page_died why=%s again=%s", why, again)
    if again:
        view.load_uri(url)


def _zoom(view: Any, percent: int) -> None:  # noqa: ANN401 - as above
    view.set_zoom_level(percent / WHOLE)
    dispatch(view, ZOOMED, {"percent": percent})


def _run(view: Any, script: str, then: Callable[[object, object], None] | None = None) -> None:  # noqa: ANN401 - as above
    if hasattr(view, "evaluate_javascript"):
        view.evaluate_javascript(script, -1, None, None, None, then)
    else:
        # Before WebKitGTK 2.40.
        view.run_javascript(script, None, then)


def _result(view: Any, task: object) -> str:  # noqa: ANN401 - as above
    if hasattr(view, "evaluate_javascript_finish"):
        value = view.evaluate_javascript_finish(task)
    else:
        value = view.run_javascript_finish(task).get_js_value()
    text: str = value.to_string()
    return text


def _do_without(settings: Any, feature: str) -> None:  # noqa: ANN401 - a WebKit2.Settings
    if not hasattr(settings, "get_all_features"):
        # Before WebKitGTK 2.42.
        return
    features = settings.get_all_features()
    for number in range(features.get_length()):
        if features.get(number).get_identifier() == feature:
            settings.set_feature_enabled(features.get(number), False)  # noqa: FBT003 - WebKit's signature
