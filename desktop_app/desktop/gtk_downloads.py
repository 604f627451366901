"""Downloads in the GTK window: asks where to save, replaces nothing unasked, and tells where it went."""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

if TYPE_CHECKING:
    from collections.abc import Callable

    Tell = Callable[[str, dict[str, str]], None]

log = logging.getLogger(__name__)

DOWNLOADED = "shiftbook:downloaded"
FAILED = "shiftbook:download-failed"

ACCEPT = -3
"""GTK_RESPONSE_ACCEPT."""


def is_download(response: Any, *, displayable: bool) -> bool:  # noqa: ANN401 - a WebKit2.URIResponse
    """Return whether an answer is to be saved rather than shown."""
    headers = response.get_http_headers()
    disposition = (headers.get_one("Content-Disposition") or "") if headers else ""
    return not displayable or disposition.partition(";")[0].strip().lower() == "attachment"


def handle_downloads(view: Any, native: Any, tell: Tell) -> None:  # noqa: ANN401 - a WebKit2.WebView, a Gtk.Window
    """Take care of every download of *view*; *tell* is given the page's event and its details."""
    view.get_context().connect("download-started", lambda _, download: _Download(download, native, tell))


class _Download:
    """One download, from the question where to save it to the word about what became of it."""

    def __init__(self, download: Any, native: Any, tell: Tell) -> None:  # noqa: ANN401 - a WebKit2.Download, a Gtk.Window
        self._native = native
        self._tell = tell
        self._name = ""
        self._over = False
        self._dialog: Any = None
        download.connect("decide-destination", self._ask_where)
        download.connect("finished", self._finished)
        download.connect("failed", self._failed)

    def _ask_where(self, download: Any, suggested: str) -> bool:  # noqa: ANN401 - a WebKit2.Download
        self._name = suggested
        # Not run(): a program that is asked to end would wait for whoever has left the dialog open.
        self._dialog = _new_dialog(self._native, suggested)
        self._dialog.connect("response", lambda dialog, answer: self._chosen(download, dialog, answer))
        self._dialog.show()
        return True

    def _chosen(self, download: Any, dialog: Any, answer: int) -> None:  # noqa: ANN401 - as above, a Gtk.FileChooser
        if answer == ACCEPT:
            # The person has said yes to replacing what was there.
            download.set_allow_overwrite(True)
            download.set_destination(dialog.get_uri())
        else:
            self._over = True
            download.cancel()
        self._dialog = None

    def _finished(self, download: Any) -> None:  # noqa: ANN401 - a WebKit2.Download
        if not self._over:
            self._tell(DOWNLOADED, {"path": url2pathname(urlsplit(download.get_destination()).path)})

    def _failed(self, _: object, error: Any) -> None:  # noqa: ANN401 - a GLib.Error
        if not self._over:
            # WebKit says "finished" of every download, after this.
            self._over = True
            log.warning("download outcome=failed cause=%s", error.message)
            self._tell(FAILED, {"name": self._name, "why": f"{error.message.rstrip('.')}."})


def _new_dialog(native: Any, suggested: str) -> Any:  # noqa: ANN401 - a Gtk.Window, a Gtk.FileChooserNative
    gtk, glib = (importlib.import_module(f"gi.repository.{name}") for name in ("Gtk", "GLib"))
    dialog = gtk.FileChooserNative.new("Save as", native, gtk.FileChooserAction.SAVE, "Save", "Cancel")
    dialog.set_do_overwrite_confirmation(True)
    dialog.set_current_name(suggested)
    downloads = glib.get_user_special_dir(glib.UserDirectory.DIRECTORY_DOWNLOAD)
    dialog.set_current_folder(downloads or glib.get_home_dir())
    return dialog
