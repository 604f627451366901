"""P1 and P3 under any order of events: two people, two windows, and everything that can come between them.

What is claimed after every step: words acknowledged as saved are in the book, under the name of the person
who typed them and nobody else's; nothing is posted twice; nobody is shown another's draft.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from desktop_app.config import ACCESS_TOKEN_EXPIRY, IDLE_LOCK
from tests.helpers.open_page import ANOTHER_PERSON, OpenPage, category_of
from tests.web.conftest import PASSWORD, make_book

if TYPE_CHECKING:
    from tests.helpers.client import Client

EVENTS = (
    "lock",
    "sign_out",
    "end_elsewhere",
    "expire",
    "walk_away",
    "sleep",
    "set_the_clock_back",
    "restart",
)
NAMES = ("Ada Byron", "Bob Kahn")
WINDOWS = st.sampled_from((0, 1))
PEOPLE = st.sampled_from(NAMES)

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own in it
"""Nothing here is about the disk, and thousands of commits are quicker where there is none."""

UNTOUCHED = {"Shiftbook-Idle": "999999"}
"""A test that looks is no key and no mouse."""

EVERY_TEXT = (
    "SELECT account.name, entry.text FROM entry JOIN account ON account.id = entry.author_id"
    " UNION ALL SELECT account.name, draft.text FROM draft JOIN account ON account.id = draft.user_id"
)


EVERY_CATEGORY = (
    "SELECT text, category FROM entry UNION ALL SELECT text, coalesce(fields ->> 'category', '') FROM draft"
)


class SharedComputer(RuleBasedStateMachine):
    """One browser with two windows on one desk, where Ada and Bob take turns."""

    def __init__(self) -> None:
        """Ada sets the book up on a shared computer, Bob is added, and both windows show Ada's book."""
        super().__init__()
        self._folder = TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        self._words = count(1)
        self._pages = count(1)
        self._saved: dict[str, str] = {}
        self._windows: list[OpenPage | None] = [None, None]
        self._book = make_book(Path(self._folder.name), idle_lock=IDLE_LOCK)
        self._browser: Client = self._book.signed_in(NAMES[0])
        self._book.services.accounts.add(NAMES[1], PASSWORD, administrator=False, now=self._book.clock.now())
        self._ids = {account.id: account.name for account in self._book.services.accounts.all()}
        for window in (0, 1):
            self._open(window)

    def teardown(self) -> None:
        """Close the book."""
        self._book.database.close()
        self._folder.cleanup()

    @rule(window=WINDOWS)
    def type(self, window: int) -> None:
        """Type a word that is typed nowhere else."""
        page = self._windows[window]
        if page is not None:
            page.type(f" {self._name(page).split()[0].lower()}-{next(self._words)};")

    @rule(window=WINDOWS)
    def type_and_pause(self, window: int) -> None:
        """Type a word and wait until it is saved, as most words are."""
        self.type(window)
        self.save(window)

    @rule(window=WINDOWS)
    def save(self, window: int) -> None:
        """Save the draft; the page may be covered, left open, or another person's window by now."""
        page = self._windows[window]
        if page is not None:
            self._save(page)

    @rule(window=WINDOWS)
    def post(self, window: int) -> None:
        """Post; what the page holds afterwards it has not lost."""
        page = self._windows[window]
        if page is None or not page.text.strip():
            return
        words = page.text
        answer = page.post()
        if answer.status == 201:
            self._note(page, words)
        self._mind(window, answer.status, answer.text)

    @rule(window=WINDOWS)
    def post_and_hear_nothing(self, window: int) -> None:
        """The answer is lost on the way."""
        page = self._windows[window]
        if page is not None and page.text.strip():
            page.post_and_hear_nothing()

    @rule(window=WINDOWS)
    def discard(self, window: int) -> None:
        """Throw away what is there; it can be put back, so it still counts as kept."""
        page = self._windows[window]
        if page is None:
            return
        words = page.text
        if page.discard():
            self._note(page, words)

    @rule(window=WINDOWS)
    def look(self, window: int) -> None:
        """The page asks whose session it is, and gives way to whoever has come."""
        page = self._windows[window]
        if page is not None:
            answer = page.look()
            self._mind(window, answer.status, answer.text)

    @rule(window=WINDOWS)
    def reload(self, window: int) -> None:
        """The page saves, goes, and comes again as whatever the book shows now."""
        page = self._windows[window]
        if page is None or self._save(page):
            self._open(window)

    @rule(window=WINDOWS, name=PEOPLE)
    def switch(self, window: int, name: str) -> None:
        """F2: the window saves, locks, and somebody signs in there; the other window is left as it is."""
        page = self._windows[window]
        if page is not None and not self._save(page):
            return
        self._browser.post("/session/lock")
        self._sign_in(window, name)

    @rule(window=WINDOWS)
    def come_back(self, window: int) -> None:
        """Whoever wrote in this window unlocks it, or signs in again, and goes on."""
        page = self._windows[window]
        if page is None:
            self._sign_in(window, NAMES[0])
        elif page.look().status == 423:
            self._browser.post(
                "/session/unlock", {"password": PASSWORD}, **{"Shiftbook-Person": str(page.person)}
            )
        elif page.look().status != 200 and self._save(page):
            self._sign_in(window, self._name(page))

    @rule(event=st.sampled_from(sorted(EVENTS)))
    def something_happens(self, event: str) -> None:
        """To the session, the computer, the clock or the program, whatever the windows are doing."""
        getattr(self, f"_{event}")()

    def _lock(self) -> None:
        """Somebody presses Ctrl+L."""
        self._browser.post("/session/lock")

    def _sign_out(self) -> None:
        """The pages that are open stay as they are until they notice."""
        self._browser.post("/session/logout")

    def _end_elsewhere(self) -> None:
        """Every session of everybody ends, as a change of password would do it."""
        for user_id in self._ids:
            self._book.services.sessions.end_others(user_id, "", self._book.clock.now())

    def _expire(self) -> None:
        """The access token runs out while somebody still moves the mouse now and then."""
        for _ in range(int(ACCESS_TOKEN_EXPIRY.total_seconds() // 240) + 1):
            self._book.clock.wind(240)
            self._browser.get("/api/session")

    def _walk_away(self) -> None:
        """Nobody touches anything for longer than the idle lock waits."""
        self._book.clock.wind(int(IDLE_LOCK.total_seconds()) + 1)

    def _sleep(self) -> None:
        """The computer is asleep for two hours."""
        self._book.clock.wind(7200)

    def _set_the_clock_back(self) -> None:
        """By two hours."""
        self._book.clock.wind(-7200)

    def _restart(self) -> None:
        """The program is gone and started again on the same book; the browser opens its new address."""
        clock = self._book.clock
        self._book.database.close()
        self._book = make_book(Path(self._folder.name), idle_lock=IDLE_LOCK, clock=clock)
        self._browser.app = self._book.app
        key = self._book.services.window_keys.issue(clock.now())
        assert self._browser.get(f"/open?key={key}").status == 303

    @invariant()
    def what_was_saved_is_there_under_its_own_name(self) -> None:
        """Each word in a draft or an entry of the person who typed it; nothing was posted twice.

        A word may stand in two entries: where both windows went on from it, both texts were kept.
        """
        kept = self._book.rows(EVERY_TEXT)
        for word, name in self._saved.items():
            assert any(word in text for owner, text in kept if owner == name), f"{word} of {name} is lost"
        entries = self._book.rows("SELECT text FROM entry")
        for owner, text in kept:
            for other in set(NAMES) - {owner}:
                assert f"{other.split()[0].lower()}-" not in text, f"{other}'s words stand under {owner}"
        assert len(set(entries)) == len(entries), "one text was posted twice"

    @invariant()
    def what_stands_beside_a_text_stays_beside_it(self) -> None:
        """In drafts and in entries, whichever window or ticket has saved them."""
        for text, category in self._book.rows(EVERY_CATEGORY):
            assert category == category_of(text)

    @invariant()
    def nobody_is_shown_anothers_draft(self) -> None:
        """Neither as the composer of a page nor in the list of drafts."""
        shown = self._browser.get("/api/session", **UNTOUCHED)
        if shown.status != 200:
            return
        (other,) = set(NAMES) - {shown.json["person"]["name"]}
        for path in ("/api/drafts", "/api/drafts/new"):
            assert f"{other.split()[0].lower()}-" not in self._browser.get(path, **UNTOUCHED).text

    def _open(self, window: int) -> None:
        self._windows[window] = OpenPage.open(self._browser, f"page-{next(self._pages)}")

    def _sign_in(self, window: int, name: str) -> None:
        assert self._browser.post("/login", {"name": name, "password": PASSWORD}).status == 200
        self._open(window)
        assert self._windows[window] is not None

    def _save(self, page: OpenPage) -> bool:
        saved = page.save()
        if saved:
            self._note(page, page.text)
        return saved

    def _note(self, page: OpenPage, text: str) -> None:
        for word in text.split():
            self._saved[word] = self._name(page)

    def _mind(self, window: int, status: int, body: str) -> None:
        """Do as a page does that is told of another person, or that its session is over."""
        page = self._windows[window]
        if page is None or not (status == 401 or (status == 409 and ANOTHER_PERSON in body)):
            return
        if self._save(page):
            self._open(window)

    def _name(self, page: OpenPage) -> str:
        return self._ids[page.person]


SHIFTS = settings(
    max_examples=200,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.mark.timeout(600)
def test_no_order_of_events_loses_or_misplaces_a_word() -> None:
    """Two hundred shifts of thirty events each."""
    run_state_machine_as_test(SharedComputer, settings=SHIFTS)
