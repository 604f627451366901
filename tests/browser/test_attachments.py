"""Files picked, dropped and pasted: kept with what is being written, and posted with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.helpers.browser import ADA, GRACE

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Locator, Page

    from tests.browser.conftest import NewBook, NewProfile
    from tests.helpers.browser import Book

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

SMALL_HEIGHT = 320
"""Of a picture in an entry, in dots; it is shown at half of it."""

HAND_OVER = """([type, base64, name]) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name, { type: "image/png" }));
    const area = document.querySelector("[data-composer] textarea");
    const how = { bubbles: true, cancelable: true };
    area.dispatchEvent(type === "paste"
        ? new ClipboardEvent(type, { ...how, clipboardData: transfer })
        : new DragEvent(type, { ...how, dataTransfer: transfer }));
}"""


def line(page: Page, name: str) -> Locator:
    """The composer's line for a file that is on the disk."""
    return page.locator("[data-attached] [data-state=kept]").filter(has_text=name)


def test_files_are_picked_dropped_and_pasted_and_posted_with_the_entry(
    book: Book, new_profile: NewProfile
) -> None:
    """They come back after a reload; one that was removed does not; the entry shows the rest."""
    page = new_profile(book, ADA).open()
    pump: FilePayload = {"name": "pump.txt", "mimeType": "text/plain", "buffer": b"Seal 3 leaks"}
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Attach", exact=True).click()
    chosen.value.set_files([pump])
    expect(line(page, "pump.txt")).to_contain_text("12 bytes")
    page.evaluate(HAND_OVER, ["drop", PNG, "gauge.png"])
    expect(line(page, "gauge.png")).to_be_visible()
    page.evaluate(HAND_OVER, ["paste", PNG, "image.png"])
    expect(line(page, "screenshot ")).to_be_visible()
    page.reload()
    expect(page.locator("[data-attached] li")).to_have_count(3)
    page.get_by_role("button", name="Remove gauge.png").click()
    expect(page.locator("[data-attached] li")).to_have_count(2)
    page.get_by_label("What happened?").fill("Pump changed, with pictures")
    page.get_by_role("button", name="Post", exact=True).click()
    entry = page.get_by_role("article").filter(has_text="with pictures")
    expect(entry.get_by_role("link", name="Download pump.txt")).to_be_visible()
    picture = entry.get_by_role("img", name="screenshot")
    expect(picture.locator("canvas")).to_be_visible()
    expect(page.locator("[data-attached] li")).to_have_count(0)
    assert picture.locator("canvas").evaluate("canvas => canvas.height") == SMALL_HEIGHT


def test_a_file_on_its_way_arrives_although_the_session_has_ended(
    new_book: NewBook, new_profile: NewProfile
) -> None:
    """The draft's ticket carries it; nobody else is shown it, and its writer finds it again."""
    book = new_book()
    book.add(ADA, GRACE)
    profile = new_profile(book, ADA)
    page = profile.open()
    profile.context.clear_cookies(name=re.compile("access|refresh|session"))
    page.evaluate(HAND_OVER, ["drop", PNG, "gauge.png"])
    expect(line(page, "gauge.png")).to_be_visible()
    page.close()
    other = new_profile(book, GRACE).open()
    expect(other.locator("[data-attached] li")).to_have_count(0)
    expect(line(profile.sign_in(ADA).open(), "gauge.png")).to_be_visible()
