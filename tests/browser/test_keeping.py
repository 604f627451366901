"""P8 in the browser: what is imported stands in the book, and a backup brings back what the book was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.helpers.browser import ADA, PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload

    from tests.browser.conftest import NewBook, NewProfile

ELOG = """$@MID@$: 1
Date: Fri, 01 May 2009 10:11:12 +0200
Author: Stefan
Subject: Shutter
========================================
The shutter is open.
$@MID@$: 2
Date: yesterday
Author: Stefan
========================================
Closed.
"""


def test_a_logbook_of_elog_is_looked_at_and_imported(new_book: NewBook, new_profile: NewProfile) -> None:
    """Its faults are told line by line; the rest comes with one press and says where it is from."""
    book = new_book()
    book.add(ADA)
    page = new_profile(book, ADA).open("/import")
    file: FilePayload = {"name": "a.log", "mimeType": "text/plain", "buffer": ELOG.encode()}
    page.locator("[data-import-file]").set_input_files(file)
    expect(page.get_by_role("heading", name="What would happen")).to_be_focused()
    expect(page.get_by_text("a.log, line 7 (message 2): its date “yesterday” cannot be read")).to_be_visible()
    assert book.rows("SELECT count(*) FROM entry") == [(0,)]
    page.get_by_role("button", name="Import the 1 entry that can be read").click()
    page.get_by_role("link", name="Open the first one").click()
    expect(page.get_by_text("The shutter is open.")).to_be_visible()
    expect(page.get_by_text("From ELOG a.log, message 1; imported by Ada Byron")).to_be_visible()


def test_a_backup_brings_back_what_the_book_was(new_book: NewBook, new_profile: NewProfile) -> None:
    """From the sign-in page, with the password of who looks after it; what was written since is kept, too."""
    book = new_book()
    book.add(ADA)
    profile = new_profile(book, ADA)
    profile.post("Before the backup.")
    page = profile.open("/backups")
    page.get_by_role("button", name="Back up now").click()
    expect(
        page.get_by_text("The backup is made. 1 entry verified: all is as it was written.")
    ).to_be_visible()
    profile.post("After the backup.")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Go back to a backup").click()
    page.get_by_label("Their password").fill(PASSWORD)
    page.get_by_role("button", name="Show what would change").click()
    expect(
        page.get_by_text("1 entry written since would not be in the book any more: Ada Byron (1).")
    ).to_be_visible()
    page.get_by_role("button", name="Restore this backup").click()
    page.wait_for_url("**/login*")
    expect(page.get_by_text("The backup is restored.")).to_be_visible()
    assert book.rows("SELECT text FROM entry") == [("Before the backup.",)]
    assert len(list(book.database.parent.glob("backups/*.db"))) == 2


def test_entries_are_found_opened_and_answered_by_keys_alone(
    new_book: NewBook, new_profile: NewProfile
) -> None:
    """Search, next, open, reply, post: no hand leaves the keyboard."""
    book = new_book()
    book.add(ADA)
    profile = new_profile(book, ADA)
    for text in ("Pump 1 on.", "Valve shut.", "Pump 2 hot."):
        profile.post(text)
    page = profile.open()
    page.get_by_role("button", name="Post", exact=True).focus()
    page.keyboard.press("/")
    page.keyboard.type("pump")
    expect(page.locator("article.entry")).to_have_count(2)
    expect(page.locator("mark")).to_have_text(["Pump", "Pump"])
    expect(page.get_by_text("2 entries.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#entry-3")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#entry-1")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/entries/1")
    page.keyboard.press("r")
    page.wait_for_url("**/entries/1/reply")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("Off again.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/entries/4"))
    assert book.rows("SELECT text, kind, refers_to FROM entry WHERE number = 4") == [
        ("Off again.", "reply", 1)
    ]


def test_a_search_is_saved_and_found_again(new_book: NewBook, new_profile: NewProfile) -> None:
    """Under a name, and removed when it is not wanted any more."""
    book = new_book()
    book.add(ADA)
    profile = new_profile(book, ADA)
    profile.post("Pump 1 on.")
    page = profile.open("/?q=pump")
    page.get_by_text("Filters, days, saved searches").click()
    page.get_by_label("Save this search as").fill("Pumps")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Pumps” is saved.")).to_be_visible()
    page.get_by_role("link", name="Pumps").click()
    page.wait_for_url("**/?q=pump")
    page.get_by_text("Filters, days, saved searches").click()
    page.get_by_role("button", name="Remove “Pumps”").click()
    expect(page.get_by_role("link", name="Pumps")).to_have_count(0)
    assert book.rows("SELECT count(*) FROM saved_filter") == [(0,)]
