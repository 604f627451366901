"""What we add to pywebview on WebKitGTK, on objects shaped like its own."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from desktop_app.desktop import gtk_downloads, webkitgtk
from desktop_app.desktop.webkitgtk import ask, colour_of, decide, dispatch, prepare
from desktop_app.desktop.window_state import Watch, WindowState
from tests.helpers.webkit import OldView, View, browser

if TYPE_CHECKING:
    from collections.abc import Callable

ORIGIN = "http://127.0.0.1:8765"
ICON = Path("icon.svg")
PAPER = "#fbfaf7"
CONTROL = 1 << 2
LOADING, LOADED = 2, 3


def deciding(**more: object) -> SimpleNamespace:
    """Make a WebKit2.PolicyDecision that notes what was decided, each time."""
    made = SimpleNamespace(decided=[], **more)
    for verdict in ("use", "ignore", "download"):
        setattr(made, verdict, _noting(made.decided, verdict))
    return made


def _noting(decided: list[str], verdict: str) -> Callable[[], None]:
    return lambda: decided.append(verdict)


def navigation(uri: str, frame: str | None = None) -> SimpleNamespace:
    """Make a WebKit2.NavigationPolicyDecision."""
    request = SimpleNamespace(get_uri=lambda: uri)
    action = SimpleNamespace(get_frame_name=lambda: frame, get_request=lambda: request)
    return deciding(get_navigation_action=lambda: action)


def response(disposition: str | None, *, displayable: bool = True) -> SimpleNamespace:
    """Make a WebKit2.ResponsePolicyDecision."""
    headers = SimpleNamespace(get_one=lambda _: disposition)
    answer = SimpleNamespace(get_http_headers=lambda: headers)
    return deciding(get_response=lambda: answer, is_mime_type_supported=lambda: displayable)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses the system's browser was given."""
    addresses: list[str] = []
    monkeypatch.setattr("webbrowser.open", addresses.append)
    return addresses


class TestDecide:
    """Asked before every navigation, and about every answer."""

    def test_lets_ours_through(self, opened: list[str]) -> None:
        """In the window it is in."""
        view, decision = View(), navigation(f"{ORIGIN}/people")
        assert decide(view, decision, ORIGIN)
        assert (decision.decided, view.went, opened) == (["use"], [], [])

    def test_sends_others_to_the_browser(self, opened: list[str]) -> None:
        """And the window stays where it is."""
        view, decision = View(), navigation("https://example.org/")
        assert decide(view, decision, ORIGIN)
        assert (decision.decided, view.went) == (["ignore"], [])
        assert opened == ["https://example.org/"]

    @pytest.mark.parametrize(
        "uri", ["file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "ssh://x"]
    )
    @pytest.mark.parametrize("frame", [None, "_blank"])
    def test_opens_no_program(self, opened: list[str], uri: str, frame: str | None) -> None:
        """Neither the window nor anything else follows such a link, nor does a new window."""
        view, decision = View(), navigation(uri, frame)
        assert decide(view, decision, ORIGIN)
        assert (decision.decided, view.went, opened) == (["ignore"], [], [])

    def test_a_new_window_for_a_page_of_ours_is_this_one(self, opened: list[str]) -> None:
        """There is one window, and another would need a key of its own."""
        view, decision = View(), navigation(f"{ORIGIN}/people", "_blank")
        assert decide(view, decision, ORIGIN)
        assert (decision.decided, view.went, opened) == (["ignore"], [f"{ORIGIN}/people"], [])

    def test_a_new_window_for_others_is_the_browsers(self, opened: list[str]) -> None:
        """Once: pywebview, which would open it too, is not asked any more."""
        view, decision = View(), navigation("https://example.org/", "_blank")
        assert decide(view, decision, ORIGIN)
        assert (decision.decided, view.went) == (["ignore"], [])
        assert opened == ["https://example.org/"]

    @pytest.mark.parametrize(
        ("disposition", "displayable", "verdict"),
        [
            (None, True, "use"),
            ("inline", True, "use"),
            ("attachment; filename=entries.csv", True, "download"),
            (None, False, "download"),
        ],
    )
    def test_saves_what_is_meant_to_be_saved(
        self, disposition: str | None, verdict: str, *, displayable: bool
    ) -> None:
        """And what cannot be shown; the rest is a page."""
        decision = response(disposition, displayable=displayable)
        assert decide(View(), decision, ORIGIN)
        assert decision.decided == [verdict]


class TestPrepare:
    """A window that is not yet shown."""

    def test_is_asked_instead_of_pywebview(self, opened: list[str]) -> None:
        """Which shows what should be saved, and opens any address."""
        view = View()
        prepare(browser(view), ICON, ORIGIN, Watch(WindowState()), PAPER)
        assert view.handlers["decide-policy"](view, navigation("https://example.org/"), None) is True
        assert opened == ["https://example.org/"]

    def test_gives_the_window_its_icon(self) -> None:
        """Whatever pywebview has given it."""
        ours = browser(View())
        prepare(ours, ICON, ORIGIN, Watch(WindowState()), PAPER)
        assert ours.window.icon == "icon.svg"

    def test_turns_one_feature_off(self) -> None:
        """The one that starts a second process."""
        view = View()
        prepare(browser(view), ICON, ORIGIN, Watch(WindowState()), PAPER)
        assert view.off == [webkitgtk.NEEDLESS]

    def test_an_older_webkit_has_no_features(self) -> None:
        """It is prepared all the same."""
        view = View(settings={"user_agent": "old"})
        prepare(browser(view), ICON, ORIGIN, Watch(WindowState()), PAPER)
        assert set(view.handlers) == {"decide-policy", "load-changed", "web-process-terminated"}

    def test_a_picture_that_cannot_be_read_is_no_reason(self, caplog: pytest.LogCaptureFixture) -> None:
        """Without librsvg there is no icon, but a window."""
        caplog.set_level("INFO")
        view = View()
        prepare(browser(view), Path("unreadable.svg"), ORIGIN, Watch(WindowState()), PAPER)
        assert "no_icon" in caplog.text
        assert view.off == [webkitgtk.NEEDLESS]

    def test_shows_pages_as_large_as_the_last_time(self) -> None:
        """From the first one on."""
        view = View()
        prepare(browser(view), ICON, ORIGIN, Watch(WindowState(zoom=125)), PAPER)
        assert view.zoom == 1.25

    def test_zooms_by_key_and_tells_the_page(self) -> None:
        """So that it can say how much."""
        view, watch = View(), Watch(WindowState())
        ours = browser(view)
        prepare(ours, ICON, ORIGIN, watch, PAPER)
        assert ours.window.handlers["key-press-event"](None, SimpleNamespace(keyval=ord("+"), state=CONTROL))
        assert (view.zoom, watch.state.zoom) == (1.1, 110)
        assert view.scripts == [
            'window.dispatchEvent(new CustomEvent("shiftbook:zoomed", {detail: {"percent": 110}}))'
        ]

    def test_tells_the_page_of_its_downloads(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Of those of this window's own context."""
        told: dict[str, Callable[..., object]] = {}
        monkeypatch.setattr(
            webkitgtk, "handle_downloads", lambda _view, _native, tell: told.setdefault("tell", tell)
        )
        view = View()
        prepare(browser(view), ICON, ORIGIN, Watch(WindowState()), PAPER)
        told["tell"](gtk_downloads.DOWNLOADED, {"path": "/home/ada/a.csv"})
        [script] = view.scripts
        assert script.startswith('window.dispatchEvent(new CustomEvent("shiftbook:downloaded", ')
        assert '{"path": "/home/ada/a.csv"}' in script


class TestGround:
    """The colour the next window begins with."""

    @pytest.fixture
    def watch(self) -> Watch:
        """A window that has had no page yet."""
        return Watch(WindowState())

    def loaded(self, view: View, watch: Watch, event: int = LOADED) -> None:
        """Let *view* have come so far with a page, and tell what its ground is."""
        prepare(browser(view), ICON, ORIGIN, watch, PAPER)
        view.handlers["load-changed"](view, event)
        for then in view.then:
            then(view, "task")

    def test_is_that_of_the_last_page(self, watch: Watch) -> None:
        """Asked once it is there."""
        view = View()
        view.answer = lambda: "rgb(21, 23, 26)"
        self.loaded(view, watch)
        assert view.scripts == [webkitgtk.GROUND]
        assert watch.state.ground == "#15171a"

    def test_is_not_kept_where_it_is_the_desktops(self, watch: Watch) -> None:
        """A desktop that turns dark meanwhile is followed by the next start."""
        view = View()
        view.answer = lambda: "rgb(251, 250, 247)"
        self.loaded(view, watch)
        assert view.scripts == [webkitgtk.GROUND]
        assert watch.state.ground is None

    def test_a_page_on_its_way_is_not_asked(self, watch: Watch) -> None:
        """It has none yet."""
        view = View()
        self.loaded(view, watch, LOADING)
        assert view.scripts == []

    def test_a_page_without_one_changes_nothing(self, watch: Watch) -> None:
        """A transparent body shows whatever is behind it."""
        view = View()
        view.answer = lambda: "rgba(0, 0, 0, 0)"
        self.loaded(view, watch)
        assert watch.state.ground is None

    def test_a_page_that_is_gone_before_it_answers_is_no_mistake(
        self, watch: Watch, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The window was closed, or went on."""
        caplog.set_level("INFO")

        def gone() -> str:
            raise OSError("The operation was cancelled")

        view = View()
        view.answer = gone
        self.loaded(view, watch)
        assert watch.state.ground is None
        assert "no_ground" in caplog.text

    def test_an_older_webkit_is_asked_in_its_own_way(self, watch: Watch) -> None:
        """And answers in its own."""
        view = OldView()
        view.answer = lambda: "rgb(21, 23, 26)"
        self.loaded(view, watch)
        assert view.scripts == [webkitgtk.GROUND]
        assert watch.state.ground == "#15171a"

    @pytest.mark.parametrize(
        ("text", "colour"),
        [
            ("rgb(251, 250, 247)", "#fbfaf7"),
            ("rgb(0, 0, 0)", "#000000"),
            ("rgba(0, 0, 0, 0)", None),
            ("rgb(1,2,3)", None),
            ("color(srgb 1 1 1)", None),
            ("", None),
        ],
    )
    def test_is_written_as_the_engine_wants_it(self, text: str, colour: str | None) -> None:
        """Any other kind of colour is none."""
        assert colour_of(text) == colour


class TestAsk:
    """A question to the page."""

    @pytest.mark.parametrize("kind", [View, OldView])
    def test_is_answered_with_text(self, kind: type[View]) -> None:
        """Whatever the age of the engine."""
        view, told = kind(), list[object]()
        view.answer = lambda: "saved"
        ask(view, "a script", told.append)
        assert (view.scripts, told) == (["a script"], [])
        view.then[0](view, "task")
        assert told == ["saved"]

    def test_to_a_page_that_is_gone_is_answered_too(self) -> None:
        """Nobody waits for it."""

        def gone() -> str:
            raise OSError("The operation was cancelled")

        view, told = View(), list[object]()
        view.answer = gone
        ask(view, "a script", told.append)
        view.then[0](view, "task")
        assert told == [None]


class TestDeadPage:
    """A page whose process is no more."""

    @pytest.mark.parametrize(
        ("url", "loading", "went"),
        [
            (f"{ORIGIN}/people", False, [f"{ORIGIN}/people"]),
            (f"{ORIGIN}/people", True, []),
            (None, False, []),
            ("about:blank", False, []),
        ],
        ids=["there", "on its way", "none yet", "one of the window's own"],
    )
    def test_is_shown_again(self, url: str | None, went: list[str], *, loading: bool) -> None:
        """But for one that died before it was there, which would do so for ever."""
        view = View()
        view.url, view.loading = url, loading
        prepare(browser(view), ICON, ORIGIN, Watch(WindowState()), PAPER)
        view.handlers["web-process-terminated"](view, "crashed")
        assert view.went == went


class TestDispatch:
    """A word to the page."""

    @pytest.mark.parametrize(
        "hostile", ['"); alert(1); ("', "</script>", "\u2028", "Einträge €", "\\", "\0\ud800"]
    )
    def test_stays_a_word_whatever_is_in_it(self, hostile: str) -> None:
        """A file's name comes from a page of ours, and may hold anything."""
        view = View()
        dispatch(view, hostile, {"path": hostile})
        [script] = view.scripts
        match = re.fullmatch(
            r"window\.dispatchEvent\(new CustomEvent\((.+?), \{detail: (.+)\}\)\)", script, re.ASCII
        )
        assert match is not None
        assert json.loads(match[1]) == hostile
        assert json.loads(match[2]) == {"path": hostile}
        assert script.isascii()


def test_needs_no_gi(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its objects are handed in; elsewhere there is none."""
    monkeypatch.setitem(sys.modules, "gi", None)
    prepare(browser(View()), ICON, ORIGIN, Watch(WindowState()), PAPER)
