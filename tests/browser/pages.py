"""The pages of a full book, and how to come to each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.browser import sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.helpers.browser import Profile

COMPLAINTS = ("status of 401", "status of 403", "status of 404", "status of 429", "ERR_INTERNET_DISCONNECTED")
"""What a browser says of the pages that show how something was refused."""


class Sight(NamedTuple):
    """Something to look at: *prepare* does what has to be done on the page first."""

    name: str
    path: str
    person: str | None = sample.ADA
    prepare: Callable[[Page], None] = lambda _page: None

    def show(self, profile: Profile) -> Page:
        """Open it in a profile, in which nobody is signed in."""
        profile.expect(*COMPLAINTS)
        if self.person:
            profile.sign_in(self.person)
        page = profile.open(self.path)
        self.prepare(page)
        return page


def _open_tile(page: Page) -> None:
    page.keyboard.type("grace")
    page.keyboard.press("Enter")


def _mistype(page: Page) -> None:
    page.keyboard.type("bj")
    page.keyboard.press("Enter")
    page.keyboard.type("not her password")
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="Try again").wait_for()


def _write(page: Page) -> None:
    page.get_by_label("What happened?").fill("Valve V-12 unlocked,\ntag 0417 back on the board.")


def _post(page: Page) -> None:
    _write(page)
    page.keyboard.press("Control+Enter")
    page.get_by_role("status").filter(has_text="Posted as").wait_for()


def _open_reset(page: Page) -> None:
    page.locator("summary").nth(2).click()


def _lose_connection(page: Page) -> None:
    page.context.set_offline(offline=True)
    _write(page)
    page.keyboard.press("Control+Enter")
    page.locator("#connection-banner").wait_for()


SIGHTS = (
    Sight("login", "/login", None),
    Sight("login-open", "/login", None, _open_tile),
    Sight("login-wrong", "/login", None, _mistype),
    Sight("login-flash", "/login?flash=session_expired", None),
    Sight("book", "/"),
    Sight("book-older", "/?before=9"),
    Sight("book-writing", "/", sample.MAXIMILIANE, _write),
    Sight("book-posted", "/", sample.OLENA, _post),
    Sight("book-offline", "/", sample.MUHAMMAD, _lose_connection),
    Sight("entry", "/entries/7"),
    Sight("account", "/account"),
    Sight("people", "/people"),
    Sight("people-reset", "/people", sample.ADA, _open_reset),
    Sight("not-found", "/entries/999"),
    Sight("not-allowed", "/people", sample.GRACE),
)
