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
        self._cancelled = False
        download.connect("decide-destination", self._choose)
        download.connect("finished", self._finished)
        download.connect("failed", self._failed)

    def _choose(self, download: Any, suggested: str) -> bool:  # noqa: ANN401 - a WebKit2.Download
        self._name = suggested
        chosen = _ask_where(self._native, suggested)
        if chosen is None:
            self._cancelled = True
            download.cancel()
        else:
            # The person has said yes to replacing what was there.
            download.set_allow_overwrite(True)
            download.set_destination(chosen)
        return True

    def _finished(self, download: Any) -> None:  # noqa: ANN401 - a WebKit2.Download
        if not self._cancelled and download.get_destination():
            self._tell(DOWNLOADED, {"path": url2pathname(urlsplit(download.get_destination()).path)})

    def _failed(self, _: object, error: Any) -> None:  # noqa: ANN401 - a GLib.Error
        if self._cancelled:
            return
        self._cancelled = True
        log.warning("download outcome=failed cause=%s", error.message)
        self._tell(FAILED, {"name": self._name, "why": error.message})


def _ask_where(native: Any, suggested: str) -> str | None:  # noqa: ANN401 - a Gtk.Window
    gtk, glib = (importlib.import_module(f"gi.repository.{name}") for name in ("Gtk", "GLib"))
    dialog = gtk.FileChooserNative.new("Save as", native, gtk.FileChooserAction.SAVE, "Save", "Cancel")
    dialog.set_do_overwrite_confirmation(True)
    dialog.set_current_name(suggested)
    downloads = glib.get_user_special_dir(glib.UserDirectory.DIRECTORY_DOWNLOAD)
    dialog.set_current_folder(downloads or glib.get_home_dir())
    accepted = dialog.run() == gtk.ResponseType.ACCEPT
    address: str | None = dialog.get_uri() if accepted else None
    dialog.destroy()
    return address
