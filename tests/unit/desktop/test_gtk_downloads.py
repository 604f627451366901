"""Downloads in the GTK window, on objects shaped like WebKit's and GTK's own."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.desktop.gtk_downloads import ACCEPT, DOWNLOADED, FAILED, handle_downloads, is_download

if TYPE_CHECKING:
    from collections.abc import Callable

CANCEL = -6


def answer(disposition: str | None) -> SimpleNamespace:
    """Make a WebKit2.URIResponse with this Content-Disposition, or none."""
    headers = SimpleNamespace(get_one=lambda name: disposition if name == "Content-Disposition" else "no")
    return SimpleNamespace(get_http_headers=lambda: headers)


class TestIsDownload:
    """Shown, or saved."""

    @pytest.mark.parametrize(
        "disposition", ["attachment", 'attachment; filename="a.csv"', "ATTACHMENT;x", " attachment "]
    )
    def test_what_the_answer_calls_an_attachment_is_saved(self, disposition: str) -> None:
        """Even what the window could show."""
        assert is_download(answer(disposition), displayable=True)

    @pytest.mark.parametrize("disposition", [None, "", "inline", 'inline; filename="attachment"'])
    def test_anything_else_is_shown_if_it_can_be(self, disposition: str | None) -> None:
        """And saved if not."""
        assert not is_download(answer(disposition), displayable=True)
        assert is_download(answer(disposition), displayable=False)

    def test_an_answer_without_headers_is_a_page(self) -> None:
        """`about:blank` has none."""
        assert not is_download(SimpleNamespace(get_http_headers=lambda: None), displayable=True)


class Dialog:
    """A Gtk.FileChooserNative in which somebody chooses an address, or presses Cancel."""

    def __init__(self, chosen: str | None) -> None:
        """Be shown later."""
        self.chosen = chosen
        self.over: object = None
        self.shown = 0
        self.set: dict[str, object] = {}
        self.handlers: dict[str, Callable[..., object]] = {}
        self.connect = self.handlers.__setitem__

    def __getattr__(self, name: str) -> Callable[[object], None]:
        if not name.startswith("set_"):
            raise AttributeError(name)
        return lambda value: self.set.update({name: value})

    def show(self) -> None:
        """Come up, and let the program go on."""
        self.shown += 1

    def answer(self) -> None:
        """Be answered."""
        self.handlers["response"](self, ACCEPT if self.chosen else CANCEL)

    def get_uri(self) -> str | None:
        """Return what was chosen."""
        return self.chosen


class Download:
    """A WebKit2.Download."""

    def __init__(self) -> None:
        """Begin with nothing decided."""
        self.handlers: dict[str, Callable[..., Any]] = {}
        self.connect = self.handlers.__setitem__
        self.destination: str | None = None
        self.overwrite = False
        self.cancelled = False

    def get_destination(self) -> str | None:
        """Return where it goes."""
        return self.destination

    def set_destination(self, uri: str) -> None:
        """Let it go somewhere."""
        self.destination = uri

    def set_allow_overwrite(self, allowed: bool) -> None:  # noqa: FBT001 - WebKit's signature
        """Let it replace what is there."""
        self.overwrite = allowed

    def cancel(self) -> None:
        """Stop; WebKit calls that a failure, and an end."""
        self.cancelled = True
        self.handlers["failed"](self, SimpleNamespace(message="User cancelled the download"))
        self.handlers["finished"](self)


class Desk:
    """A window with a download in it, and the person in front of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, chosen: str | None, folder: str | None) -> None:
        """Let the person choose an address, or Cancel, in a dialog that begins in *folder*."""
        self.dialog = Dialog(chosen)
        self.told: list[tuple[str, dict[str, str]]] = []
        self.download = Download()
        monkeypatch.setitem(sys.modules, "gi.repository.Gtk", self._gtk())
        monkeypatch.setitem(sys.modules, "gi.repository.GLib", self._glib(folder))
        started: dict[str, Callable[..., object]] = {}
        context = SimpleNamespace(connect=started.__setitem__)
        view = SimpleNamespace(get_context=lambda: context)
        handle_downloads(view, "the window", lambda name, detail: self.told.append((name, detail)))
        started["download-started"](context, self.download)

    def ask(self, suggested: str = "entries.csv") -> None:
        """Let WebKit ask where to save; True tells it that somebody will say."""
        assert self.download.handlers["decide-destination"](self.download, suggested) is True
        assert self.dialog.shown == 1

    def decide(self, suggested: str = "entries.csv") -> None:
        """Let it ask, and the person answer."""
        self.ask(suggested)
        self.dialog.answer()

    def finish(self) -> None:
        """Let WebKit say that it is over."""
        self.download.handlers["finished"](self.download)

    def fail(self, why: str) -> None:
        """Let WebKit say that it went wrong, and then that it is over."""
        self.download.handlers["failed"](self.download, SimpleNamespace(message=why))
        self.finish()

    def _gtk(self) -> SimpleNamespace:
        def new(title: str, over: object, action: str, accept: str, cancel: str) -> Dialog:
            assert (title, action, accept, cancel) == ("Save as", "save", "Save", "Cancel")
            self.dialog.over = over
            return self.dialog

        return SimpleNamespace(
            FileChooserNative=SimpleNamespace(new=new),
            FileChooserAction=SimpleNamespace(SAVE="save"),
        )

    def _glib(self, folder: str | None) -> SimpleNamespace:
        return SimpleNamespace(
            get_user_special_dir=lambda which: folder if which == "downloads" else None,
            UserDirectory=SimpleNamespace(DIRECTORY_DOWNLOAD="downloads"),
            get_home_dir=lambda: "/home/ada",
        )


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Desk]:
    """Make a desk at which somebody chooses something."""

    def make(chosen: str | None, folder: str | None = "/home/ada/Downloads") -> Desk:
        return Desk(monkeypatch, chosen, folder)

    return make


class TestDownload:
    """From the question to the word about what became of it."""

    def test_asks_where(self, desk: Callable[..., Desk]) -> None:
        """In front of our window, with the name the book suggests, in the folder for it."""
        here = desk("file:///home/ada/entries.csv")
        here.decide("entries.csv")
        assert here.dialog.over == "the window"
        assert here.dialog.set["set_current_name"] == "entries.csv"
        assert here.dialog.set["set_current_folder"] == "/home/ada/Downloads"
        assert here.download.destination == "file:///home/ada/entries.csv"

    def test_a_home_without_such_a_folder_will_do(self, desk: Callable[..., Desk]) -> None:
        """As on a bare system."""
        here = desk("file:///home/ada/entries.csv", None)
        here.decide()
        assert here.dialog.set["set_current_folder"] == "/home/ada"

    def test_replaces_only_what_the_dialog_has_asked_about(self, desk: Callable[..., Desk]) -> None:
        """The dialog's question comes before WebKit's permission."""
        here = desk("file:///home/ada/entries.csv")
        here.ask()
        assert here.dialog.set["set_do_overwrite_confirmation"] is True
        assert (here.download.overwrite, here.download.destination) == (False, None)
        here.dialog.answer()
        assert here.download.overwrite

    @pytest.mark.parametrize(
        ("uri", "path"),
        [
            ("file:///home/ada/entries.csv", "/home/ada/entries.csv"),
            ("file:///home/ada/my%20entries.csv", "/home/ada/my entries.csv"),
            ("file:///home/ada/Eintr%C3%A4ge%20%E2%82%AC.csv", "/home/ada/Einträge €.csv"),
            ("file:///home/ada/50%25%20%23%3F.csv", "/home/ada/50% #?.csv"),
        ],
    )
    def test_tells_where_it_went(self, desk: Callable[..., Desk], uri: str, path: str) -> None:
        """As a person writes it, not as an address."""
        here = desk(uri)
        here.decide()
        assert here.told == []
        here.finish()
        assert here.told == [(DOWNLOADED, {"path": path})]

    def test_nothing_is_said_of_one_the_person_did_not_want(self, desk: Callable[..., Desk]) -> None:
        """They know; and nothing may be replaced for it."""
        here = desk(None)
        here.decide()
        assert here.download.cancelled
        assert (here.download.destination, here.download.overwrite, here.told) == (None, False, [])

    def test_a_failure_is_told_once(
        self, desk: Callable[..., Desk], caplog: pytest.LogCaptureFixture
    ) -> None:
        """WebKit says it twice, and then that it is over; that would sound like success."""
        here = desk("file:///home/ada/entries.csv")
        here.decide("entries.csv")
        here.fail("No space left on device")
        here.fail("No space left on device")
        assert here.told == [(FAILED, {"name": "entries.csv", "why": "No space left on device."})]
        assert caplog.text.count("outcome=failed") == 1

    def test_one_that_fails_while_its_dialog_is_open_is_told(self, desk: Callable[..., Desk]) -> None:
        """By the name the book suggested: there is no other yet."""
        here = desk("file:///home/ada/entries.csv")
        here.ask("entries.csv")
        here.fail("Connection terminated")
        assert here.told == [(FAILED, {"name": "entries.csv", "why": "Connection terminated."})]
