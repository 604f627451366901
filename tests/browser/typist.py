"""Somebody who types without a pause, and remembers what stood on the screen and what was said of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error, expect

from tests.helpers.browser import PASSWORD, PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from playwright.sync_api import Locator, Page

    from tests.helpers.browser import Book
    from tests.helpers.fault_table import FaultRow, FaultTable

BETWEEN_KEYS_MS = 60
ON_SCREEN_SECONDS = 2
"""What has been on the screen for so long may not be lost, whatever happens."""

BESIDE = {"happened": "2026-11-24T07:30", "category": "Vacuum", "tags": "pump, night shift"}
"""What stands in the other fields while somebody types."""

LOOK = """() => {
  const field = document.querySelector("#text");
  return {
    text: field.value,
    state: document.querySelector("[data-draft-state]")?.dataset.draftState ?? null,
    covered: document.documentElement.hasAttribute("data-covered"),
  };
}"""


@dataclass(frozen=True)
class Look:
    """What stood on the screen at an instant (monotonic seconds)."""

    at: float
    text: str
    state: str | None
    covered: bool


class Typist:
    """Somebody at one page's composer; *drafts* reads what the book has of what they write."""

    def __init__(self, page: Page, drafts: Callable[[], Sequence[str]]) -> None:
        """Begin with the keyboard in an empty field."""
        self.page = page
        self.drafts = drafts
        self.looks: list[Look] = []
        self.saved: list[str] = []
        self._keys = _endless()
        self._event_at = 0.0
        expect(self.field).to_be_focused()
        expect(page.get_by_role("button", name="Post", exact=True)).to_be_enabled()
        for name, words in BESIDE.items():
            page.locator(f"[data-draft-field={name}]").fill(words)
        self.field.focus()

    @property
    def field(self) -> Locator:
        """Where it is written."""
        return self.page.locator("#text")

    @property
    def text(self) -> str:
        """What stood on the screen last."""
        return self.looks[-1].text

    def type(self, until: Callable[[], object]) -> None:
        """Press a key every few hundredths of a second *until* something has happened.

        Raises:
            AssertionError: if it does not within a test's patience.
        """
        for _ in range(2 * PATIENCE_MS // BETWEEN_KEYS_MS):
            if until():
                return
            self.page.keyboard.type(next(self._keys))
            self.page.wait_for_timeout(BETWEEN_KEYS_MS)
            self.look()
        raise AssertionError("what was typed for did not happen")

    def type_a_while(self) -> None:
        """Type until something has been on the screen for long enough, and something was called saved."""
        self.type(lambda: self.saved and self._lasting(time.monotonic()))

    def type_past_a_save(self) -> None:
        """Type for so long that some of it is saved only if the page does not wait for a pause."""
        self.type_a_while()
        end = time.monotonic() + 1.5 * ON_SCREEN_SECONDS
        self.type(lambda: time.monotonic() > end)

    def look(self) -> Look | None:
        """Read the page at one instant; what it calls saved must be in the book. None between two pages."""
        try:
            found: dict[str, Any] = self.page.evaluate(LOOK)
        except Error:
            return None
        look = Look(time.monotonic(), **found)
        self.looks.append(look)
        if look.state == "saved":
            self.saved.append(look.text)
            assert look.text in self.drafts()
        return look

    def covered(self) -> bool:
        """Return whether the page was covered when it was looked at last."""
        return self.looks[-1].covered

    def settle(self) -> str:
        """Stop typing until the page says that all is saved, and return what is."""
        expect(self.page.locator("[data-draft-state]")).to_have_attribute("data-draft-state", "saved")
        expect(self.page.locator("html[data-unsaved]")).to_have_count(0)
        look = self.look()
        assert look is not None
        return look.text

    def happens(self) -> None:
        """Note the instant of the event that the writing must outlive."""
        self._event_at = time.monotonic()

    def add_row(self, table: FaultTable, fault: str, found: str, *, signed_out: int = 0) -> FaultRow:
        """Hold what is *found* against all the page has called saved, and keep the result."""
        kept = sum(found.startswith(text) for text in self.saved)
        lost = len(self.saved) - kept
        return table.add(
            fault=fault, runs=1, acknowledged=len(self.saved), found=kept, lost=lost, signed_out=signed_out
        )

    def assert_kept(self, table: FaultTable, fault: str, found: str) -> None:
        """Nothing that was called saved is missing, nor what was on the screen for two seconds."""
        assert self.saved
        assert self.add_row(table, fault, found).lost == 0
        assert found.startswith(self._lasting(self._event_at))

    def _lasting(self, at: float) -> str:
        return max(
            (look.text for look in self.looks if look.at <= at - ON_SCREEN_SECONDS), default="", key=len
        )

    def goes_on(self) -> None:
        """Make sure that the caret is where it was, and what stands beside the text what it was."""
        for name, words in BESIDE.items():
            expect(self.page.locator(f"[data-draft-field={name}]")).to_have_value(words)
        expect(self.field).to_be_focused()
        before = self.field.input_value()
        self.page.keyboard.type(" And on.")
        expect(self.field).to_have_value(f"{before} And on.")


DRAFTS = """SELECT d.text FROM draft d JOIN account a ON a.id = d.user_id
    WHERE a.name = ? ORDER BY d.saved_at DESC"""


def drafts_of(book: Book, person: str) -> Callable[[], list[str]]:
    """Return what reads the person's drafts in the book's file, the one saved last first."""
    return lambda: [text for (text,) in book.rows(DRAFTS, person)]


def unlock(page: Page) -> None:
    """Give the password that the cover asks for."""
    password = page.locator("[data-cover] input[type=password]")
    expect(password).to_be_focused()
    password.fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("html[data-covered]")).to_have_count(0)


def sign_in_again(page: Page, person: str) -> None:
    """Sign in on the page a session's end leads to, and come back to the book."""
    page.wait_for_url("**/login*")
    # The tile lies over it.
    page.get_by_role("radio", name=person).check(force=True)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def _endless() -> Iterator[str]:
    yield from "Pumps:"
    for number in count(1):
        yield from f" {number}"
