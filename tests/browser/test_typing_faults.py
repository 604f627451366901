"""Somebody types, and what is around the page breaks: the page says so truly, and recovers by itself."""

from __future__ import annotations

import os
import signal
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import apsw
import pytest
from playwright.sync_api import Page, expect

from tests.browser.typist import Typist, drafts_of
from tests.helpers.browser import ADA, PASSWORD, Book
from tests.helpers.mounts import on_own_disk
from tests.helpers.program import FROM_SOURCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.conftest import NewBook, NewProfile
    from tests.helpers.browser import Profile
    from tests.helpers.fault_table import FaultTable

pytestmark = [pytest.mark.faults, pytest.mark.slow]

DISK_BYTES = 4 * 1024 * 1024
STILL_HERE = "Your text is still here; trying again."


@pytest.fixture
def adas(new_book: NewBook) -> Book:
    """A book of Ada's that this test may break."""
    book = new_book()
    book.add(ADA)
    return book


def says(page: Page, why: str) -> None:
    """Make sure that the page says, as an alert, why the words are not saved."""
    alert = page.get_by_role("alert").filter(has_text=STILL_HERE)
    expect(alert).to_be_visible()
    expect(alert).to_contain_text(why)
    expect(page.locator("[data-draft-state=failed]")).to_have_count(1)


def failed(typist: Typist) -> bool:
    """Return whether the page has said so by now."""
    return typist.looks[-1].state == "failed"


def renderers(chromium: Browser) -> set[int]:
    """Return the processes that run the browser's pages."""
    session = chromium.new_browser_cdp_session()
    try:
        found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    finally:
        session.detach()
    return {process["id"] for process in found if process["type"] == "renderer"}


def test_a_program_killed_and_started_again_finds_its_page(
    adas: Book, new_profile: NewProfile, fault_table: FaultTable
) -> None:
    """The page says that it cannot be reached, then that it is not let in; once it is, it saves by itself."""
    profile = new_profile(adas, ADA)
    profile.expect("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "status of 403")
    typist = Typist(profile.open(), drafts_of(adas, ADA))
    typist.type_a_while()
    typist.happens()
    adas.kill()
    typist.type(until=lambda: failed(typist))
    says(typist.page, "Shiftbook cannot be reached")
    again = Thread(target=adas.start)
    again.start()
    typist.type(until=lambda: not again.is_alive())
    says(typist.page, "Open Shiftbook from its icon")
    profile.enter()
    typed = typist.settle()
    typist.assert_kept(fault_table, "typing: program killed, its page stays", typed)
    assert typed.startswith(typist.looks[-2].text)
    assert profile.navigations == [f"{adas.origin}/"]
    typist.goes_on()


@pytest.mark.parametrize("program_too", [False, True], ids=["the page", "both"])
def test_a_page_whose_process_is_killed_is_as_it_was_when_it_is_opened_again(
    adas: Book, new_profile: NewProfile, chromium: Browser, fault_table: FaultTable, *, program_too: bool
) -> None:
    """Up to what was typed in the last two seconds; nobody is signed out."""
    others = renderers(chromium)
    profile = new_profile(adas, ADA)
    page = profile.open()
    typist = Typist(page, drafts_of(adas, ADA))
    typist.type_past_a_save()
    typist.happens()
    with page.expect_event("crash"):
        for pid in renderers(chromium) - others:
            os.kill(pid, signal.SIGKILL)
    if program_too:
        adas.kill()
        adas.start()
        profile.enter()
    typist.page = profile.open()
    found = typist.field.input_value()
    fault = f"typing: kill -9 of the page{' and the program' * program_too} (Chromium)"
    typist.assert_kept(fault_table, fault, found)
    typist.goes_on()


def test_a_book_another_program_holds_is_said_to_be_busy(
    adas: Book, new_profile: NewProfile, fault_table: FaultTable
) -> None:
    """Until it is free; then the page saves by itself what was typed meanwhile."""
    profile = new_profile(adas, ADA)
    profile.expect("status of 503")
    typist = Typist(profile.open(), drafts_of(adas, ADA))
    typist.type_a_while()
    typist.happens()
    with closing(apsw.Connection(str(adas.database))) as other:
        other.execute("BEGIN IMMEDIATE")
        typist.type(until=lambda: failed(typist))
        says(typist.page, "the book is busy")
        other.execute("ROLLBACK")
    typed = typist.settle()
    typist.assert_kept(fault_table, "typing: book locked by another program", typed)
    assert typed == typist.looks[-2].text
    typist.goes_on()


def test_a_full_disk_is_said_to_be_full(
    tmp_path: Path, new_profile: NewProfile, fault_table: FaultTable
) -> None:
    """Until there is room; then the page saves by itself what was typed meanwhile."""
    data = tmp_path / "data"
    data.mkdir()
    on_small_disk = on_own_disk(f'mount -t tmpfs -o size={DISK_BYTES} shiftbook "$1"', str(data))
    book = Book(tmp_path, command=[*on_small_disk, *FROM_SOURCE])
    try:
        profile = set_up(new_profile(book))
        profile.expect("status of 507")
        typist = Typist(profile.open(), lambda: [profile.get("/api/drafts/new").json()["text"]])
        typist.type_a_while()
        typist.happens()
        filler = Path(f"/proc/{book.pid}/root{data}/filler")
        with pytest.raises(OSError, match="No space left"):
            filler.write_bytes(bytes(DISK_BYTES))
        typist.type(until=lambda: failed(typist))
        says(typist.page, "the disk is full")
        filler.unlink()
        typed = typist.settle()
        typist.assert_kept(fault_table, "typing: disk full", typed)
        assert typed == typist.looks[-2].text
        typist.goes_on()
    finally:
        book.stop()


def set_up(profile: Profile) -> Profile:
    """Make Ada the first person of a book whose file only the program sees."""
    origin = profile.book.origin
    value = {"name": ADA, "password": PASSWORD}
    answer = profile.context.request.post(f"{origin}/setup", data=value, headers={"Origin": origin})
    assert answer.ok, answer.text()
    return profile
