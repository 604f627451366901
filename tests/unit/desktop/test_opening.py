"""Starting the program beside its window, and what the window shows meanwhile."""

from __future__ import annotations

import threading
from threading import Event

import pytest

from desktop_app.desktop import opening
from desktop_app.desktop.notice import CANNOT_START, NO_ADDRESS, OPENING, failure_page, opening_page
from desktop_app.desktop.opening import Opening, Told
from tests.helpers.opened import ORIGIN, FakeProgram, explain, fail
from tests.helpers.waiting import wait_for

LONG = 60
"""More patience than any start here needs, in seconds."""


class Window:
    """A window that notes what it was told to show after its first page."""

    def __init__(self) -> None:
        """Begin with nothing but the first page."""
        self.shown: list[str] = []
        self.explained = Event()

    def load_url(self, url: str) -> None:
        """Note an address."""
        self.shown.append(url)

    def load_html(self, html: str, base_uri: str) -> None:
        """Note a page of our own."""
        assert base_uri == NO_ADDRESS
        self.shown.append(html)
        self.explained.set()


class GoneWindow(Window):
    """A window that was closed: pywebview's calls wait for it for a long time, and then fail."""

    def __init__(self) -> None:
        """Begin closed."""
        super().__init__()
        self.never = Event()

    def load_html(self, html: str, base_uri: str) -> None:
        """Wait for what does not come."""
        super().load_html(html, base_uri)
        self.never.wait()


@pytest.fixture
def window() -> Window:
    """A window that stays open."""
    return Window()


@pytest.fixture
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every start here counts as quick."""
    monkeypatch.setattr(opening, "PATIENCE_SECONDS", LONG)


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every start that waits counts as slow."""
    monkeypatch.setattr(opening, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(opening, "NEWS_SECONDS", 0.01)


def begun(program: FakeProgram, window: Window) -> Opening:
    """Begin to open *program*."""
    made = Opening(program, window, explain)
    made.begin()
    return made


def settle(made: Opening) -> None:
    """Wait until everything has been shown that will be."""
    for thread in made._threads:
        thread.join(LONG)
        assert not thread.is_alive()


@pytest.mark.usefixtures("_patient")
class TestQuick:
    """Most starts."""

    def test_runs_beside_and_is_waited_for(self, window: Window) -> None:
        """The engine needs the main thread meanwhile."""
        seen: list[threading.Thread] = []
        made = begun(FakeProgram(lambda: seen.append(threading.current_thread())), window)
        made.end()
        assert [thread.name for thread in seen] == ["opening"]

    def test_shows_nothing_of_its_own(self, window: Window) -> None:
        """The first page is on its way already; another would flicker."""
        program = FakeProgram()
        made = begun(program, window)
        made.end()
        settle(made)
        assert (window.shown, program.stops) == ([], 0)


@pytest.mark.usefixtures("_impatient")
class TestSlow:
    """A large book on an old disk, or a backup before an upgrade."""

    def test_is_explained_and_then_goes_to_a_fresh_address(self, window: Window) -> None:
        """The first address may be over by then: it works for a minute."""
        program = FakeProgram(lambda: window.explained.wait(LONG))
        first = program.open_url()
        made = begun(program, window)
        made.end()
        settle(made)
        assert window.shown == [opening_page(""), f"{ORIGIN}/open?key=2"]
        assert first not in window.shown

    def test_news_are_shown_each_once(self, window: Window) -> None:
        """How far an upgrade is; a page that is the same is not loaded again."""

        def begin() -> None:
            for number, news in enumerate(("", "10 %", "20 %"), start=1):
                program.tell(news)
                wait_for(lambda wanted=number: len(window.shown) >= wanted, news or "the first page")  # type: ignore[misc]

        program = FakeProgram(begin)
        made = begun(program, window)
        made.end()
        settle(made)
        assert window.shown[:-1] == [opening_page(news) for news in ("", "10 %", "20 %")]

    def test_says_so_when_it_fails_in_the_end(self, window: Window) -> None:
        """In the same window, in place of the page for somebody who waits."""

        def wait_and_fail() -> None:
            window.explained.wait(LONG)
            fail()

        made = begun(FakeProgram(wait_and_fail), window)
        settle(made)
        assert OPENING in window.shown[0]
        assert "It was a ZeroDivisionError." in window.shown[1]

    def test_a_window_closed_meanwhile_does_not_hang_the_end(self) -> None:
        """The person has seen enough; the thread that talks to the window must not be waited for."""
        gone = GoneWindow()
        made = begun(FakeProgram(lambda: gone.explained.wait(LONG)), gone)
        made.end()
        assert made._threads[1].is_alive()
        assert made._threads[1].daemon
        gone.never.set()

    def test_the_end_waits_for_the_start(self, window: Window) -> None:
        """A book that is being opened is not left in the middle."""
        go_on, order = Event(), list[str]()

        def begin() -> None:
            go_on.wait(LONG)
            order.append("started")

        made = begun(FakeProgram(begin), window)

        def end() -> None:
            made.end()
            order.append("ended")

        ending = threading.Thread(target=end)
        ending.start()
        wait_for(lambda: window.shown, "the page for somebody who waits")
        assert order == []
        go_on.set()
        ending.join(LONG)
        assert order == ["started", "ended"]


@pytest.mark.usefixtures("_patient")
class TestFailing:
    """A damaged book, a full disk, a mistake of ours."""

    def test_says_so_in_the_window(self, window: Window) -> None:
        """Where the person is looking, in the words the terminal gets."""
        made = begun(FakeProgram(fail), window)
        settle(made)
        assert window.shown == [failure_page(CANNOT_START, explain(ZeroDivisionError()))]

    def test_stops_the_program_while_it_is_read(self, window: Window) -> None:
        """Whoever puts the backup in its place can start at once."""
        stopped_before: list[int] = []
        program = FakeProgram(fail)

        class Looking(Window):
            def load_html(self, html: str, base_uri: str) -> None:
                super().load_html(html, base_uri)
                stopped_before.append(program.stops)

        settle(begun(program, Looking()))
        assert stopped_before == [1]
        assert window.shown == []

    def test_the_end_tells_that_it_was_told(self, window: Window) -> None:
        """With the words and the failure, for the exit code and whoever reads the terminal."""
        made = begun(FakeProgram(fail), window)
        with pytest.raises(Told, match=r"It was a ZeroDivisionError\.\nLog: /somewhere") as told:
            made.end()
        assert isinstance(told.value.__cause__, ZeroDivisionError)

    def test_is_explained_once(self, window: Window) -> None:
        """Explaining writes it into the log."""
        explained: list[Exception] = []

        def explain_aloud(error: Exception) -> str:
            explained.append(error)
            return "words"

        made = Opening(FakeProgram(fail), window, explain_aloud)
        made.begin()
        with pytest.raises(Told):
            made.end()
        settle(made)
        assert len(explained) == 1


@pytest.mark.usefixtures("_patient")
class TestHandBack:
    """There was no window after all."""

    def test_before_anything_began_it_is_at_once(self, window: Window) -> None:
        """Whoever takes over starts the program."""
        program = FakeProgram()
        Opening(program, window, explain).hand_back()
        assert program.starts == 0

    def test_waits_for_what_has_begun(self, window: Window) -> None:
        """Two starts at once would be one too many."""
        program = FakeProgram()
        begun(program, window).hand_back()
        assert program.starts == 1

    def test_hands_on_a_failure_nobody_was_told_of(self, window: Window) -> None:
        """As it is: it was not shown."""
        with pytest.raises(ZeroDivisionError):
            begun(FakeProgram(fail), window).hand_back()
