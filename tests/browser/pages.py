"""The pages of a full book, and how to come to each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from tests.browser import sample
from tests.browser.locking import UNSAVED
from tests.helpers.browser import OWN_WINDOW, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import FilePayload, Page

    from tests.helpers.browser import Profile

COMPLAINTS = (
    *(f"status of {status}" for status in (401, 403, 404, 423, 429)),
    "ERR_INTERNET_DISCONNECTED",
)
"""What a browser says of the pages that show how something was refused."""


class Sight(NamedTuple):
    """Something to look at: *prepare* does what has to be done on the page first.

    Some of it is there only in a window of the program's own.
    """

    name: str
    path: str
    person: str | None = sample.ADA
    prepare: Callable[[Page], None] = lambda _page: None
    own_window: bool = False

    @property
    def options(self) -> dict[str, Any]:
        """What the profile it is opened in has to be made with."""
        return {"user_agent": OWN_WINDOW} if self.own_window else {}

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


def _ask_before_discarding(page: Page) -> None:
    _write(page)
    page.get_by_role("button", name="Discard").click()


def _begin_and_discard(page: Page) -> None:
    _write(page)
    page.locator("[data-draft-state=saved]").wait_for()
    page.goto(page.url + "drafts")
    page.get_by_role("button", name="Discard").first.click()


def _open_reset(page: Page) -> None:
    page.locator("summary").nth(2).click()


def _lose_connection(page: Page) -> None:
    page.context.set_offline(offline=True)
    _write(page)
    page.keyboard.press("Control+Enter")
    page.locator("#connection-banner").wait_for()


def _find(words: str) -> Callable[[Page], None]:
    def find(page: Page) -> None:
        page.keyboard.press("Control+f")
        page.keyboard.type(words)

    return find


def tell(page: Page, news: str, detail: dict[str, object]) -> None:
    """Tell the page news as the program around it does."""
    page.evaluate(
        "([news, detail]) => dispatchEvent(new CustomEvent(news, { detail }))", [f"shiftbook:{news}", detail]
    )


def _save(page: Page) -> None:
    tell(page, "downloaded", {"path": "/home/ada/Documents/Control room/book 2026-11-24.csv"})


def _fail_to_save(page: Page) -> None:
    _save(page)
    detail: dict[str, object] = {"name": "book 2026-11-24.csv", "why": "The disk is full."}
    tell(page, "download-failed", detail)


def _examine(page: Page) -> None:
    table = "written_at,author,text\n2026-11-26T14:03+01:00,Ada Byron,Pump 2 on.\nyesterday,Ada,Pump off.\n"
    file: FilePayload = {"name": "table.csv", "mimeType": "text/csv", "buffer": table.encode()}
    page.locator("[data-import-file]").set_input_files(file)
    page.get_by_role("button", name="Import the 1 entry that can be read").wait_for()


def _back_up(page: Page) -> None:
    page.get_by_role("button", name="Back up now").click()
    page.get_by_text("The backup is made.").wait_for()
    page.locator(".backups li").first.wait_for()


def _look_at_backup(page: Page) -> None:
    _back_up(page)
    page.goto(page.url.replace("/backups", "/restore"))
    page.locator("select[name=name]").select_option(sample.ADA)
    page.get_by_label("Their password").fill(PASSWORD)
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_text("It has the same entries.").wait_for()


def _verify(page: Page) -> None:
    page.get_by_role("button", name="Verify").click()
    page.get_by_text("verified: all is as it was").wait_for()


def _lay_out(page: Page) -> None:
    page.get_by_text("Ctrl+P prints them").wait_for()


def _zoom(page: Page) -> None:
    tell(page, "zoomed", {"percent": 125})


def _lock(page: Page) -> None:
    page.keyboard.press("Control+l")
    page.get_by_role("dialog").wait_for()


def _lock_and_mistype(page: Page) -> None:
    _lock(page)
    page.keyboard.type("not her password")
    page.keyboard.press("Enter")
    page.get_by_text("That password does not match.").wait_for()


def _come_back_locked(page: Page) -> None:
    _lock(page)
    page.keyboard.press("F2")
    page.wait_for_url("**/login?switch=1")
    page.goto(page.url.replace("/login?switch=1", "/account"))


def _wait_for_words(page: Page) -> None:
    page.evaluate(UNSAVED)
    page.keyboard.press("F2")
    page.get_by_role("button", name="Leave without them").press("Enter")


def _preview(page: Page) -> None:
    page.get_by_label("Happened at").fill("2030-01-01T00:00")
    page.get_by_label("What happened?").fill("Rounds done, see #7\n\n- [x] oil\n- [ ] **belt**")
    page.keyboard.press("Control+Shift+P")
    page.get_by_role("checkbox", name="belt").wait_for()


SIGHTS = (
    Sight("login", "/login", None),
    Sight("login-open", "/login", None, _open_tile),
    Sight("login-wrong", "/login", None, _mistype),
    Sight("login-flash", "/login?flash=session_expired", None),
    Sight("book", "/"),
    Sight("book-older", "/?before=9"),
    Sight("book-writing", "/", sample.MAXIMILIANE, _write),
    Sight("book-posted", "/", sample.OLENA, _post),
    Sight("book-discarding", "/", sample.OLENA, _ask_before_discarding),
    Sight("drafts", "/", sample.OLENA, _begin_and_discard),
    Sight("drafts-empty", "/drafts", sample.GRACE),
    Sight("book-offline", "/", sample.MUHAMMAD, _lose_connection),
    Sight("entry", "/entries/7"),
    Sight("amend", "/entries/7/amend"),
    Sight("reply", "/entries/7/reply"),
    Sight("preview", "/", sample.MUHAMMAD, _preview),
    Sight("presets-empty", "/presets"),
    Sight("help", "/help"),
    Sight("charts", "/charts"),
    Sight("access-log", "/access-log"),
    Sight("found", "/?q=pump&category="),
    Sight("account", "/account"),
    Sight("manage", "/manage"),
    Sight("people", "/people"),
    Sight("chain", "/chain?at=3", sample.ADA, _verify),
    Sight("export", "/export?category=Vacuum"),
    Sight("import", "/import", sample.ADA, _examine),
    Sight("backups", "/backups", sample.ADA, _back_up),
    Sight("restore", "/restore", None),
    Sight("restoring", "/backups", sample.ADA, _look_at_backup),
    Sight("print", "/print", sample.ADA, _lay_out),
    Sight("people-reset", "/people", sample.ADA, _open_reset),
    Sight("locked", "/", sample.MAXIMILIANE, _lock),
    Sight("locked-wrong", "/", sample.OLENA, _lock_and_mistype),
    Sight("locked-page", "/", sample.MUHAMMAD, _come_back_locked),
    Sight("locked-waiting", "/", sample.JOSE, _wait_for_words),
    Sight("find", "/", sample.ADA, _find("pump 2"), own_window=True),
    Sight("find-nothing", "/", sample.ADA, _find("pump 9"), own_window=True),
    Sight("find-entry", "/entries/7", sample.ADA, _find("back"), own_window=True),
    Sight("saved", "/", sample.ADA, _save, own_window=True),
    Sight("not-saved", "/", sample.ADA, _fail_to_save, own_window=True),
    Sight("zoomed", "/", sample.ADA, _zoom, own_window=True),
    Sight("not-found", "/entries/999"),
    Sight("not-allowed", "/people", sample.GRACE),
)
