"""P4 and P8 in the browser: the record is verified, taken out and printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import ADA
from tests.helpers.record import checked

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import NewBook, NewProfile

LOG = "\n".join(f"03:{line // 60:02}:{line % 60:02} net: link down, carrier lost" for line in range(150))
TEXTS = (
    "Pump 2 bearing **too hot**.",
    f"From the log:\n\n```\n{LOG}\n```\n\nAfter it.",
    "The pressure rose and fell again, nobody knows why. " * 150,
    "\n".join(f"{number}. step" for number in range(1, 80)),
    "| Time | °C |\n|:--|--:|\n" + "| 08:00 | 61.2 |\n" * 60,
)
PAGE_OBJECT = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture
def page(new_book: NewBook, new_profile: NewProfile) -> Page:
    """Ada's page Export, in a book with entries longer than a sheet of paper."""
    book = new_book()
    book.add(ADA)
    profile = new_profile(book, ADA)
    for text in TEXTS:
        profile.post(text)
    return profile.open("/export")


def test_the_record_goes_out_is_verified_and_printed(page: Page, tmp_path: Path) -> None:
    """By the buttons of its pages, each of which says how it went."""
    page.get_by_label("JSON, the whole record").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    download.value.save_as(tmp_path / "book.json")
    expect(page.get_by_role("status").filter(has_text="The export is complete.")).to_be_visible()
    check = checked((tmp_path / "book.json").read_bytes())
    assert (check.entries, check.faults) == (len(TEXTS), [])

    page.get_by_role("main").get_by_role("link", name="Is the record intact?").click()
    page.get_by_role("button", name="Verify all 5 entries").click()
    expect(page.get_by_role("status").filter(has_text="5 entries verified: all is as it")).to_be_visible()

    page.goto(page.url.replace("/chain", "/print"))
    for paper in ("A4", "Letter"):
        page.get_by_label("Paper").select_option(paper)
        expect(page.get_by_role("button", name="Print", exact=True)).to_be_enabled()
        feet = page.locator(".sheet [data-page]").all_text_contents()
        assert len(feet) > len(TEXTS)
        assert feet == [f"page {place} of {len(feet)}" for place in range(1, len(feet) + 1)]
        assert len(PAGE_OBJECT.findall(page.pdf(prefer_css_page_size=True))) == len(feet)
    printed = "".join(page.locator(".sheet-body").all_text_contents())
    assert len(re.findall("03:..:.. net: link down", printed)) == LOG.count("\n") + 1
    assert printed.count("nobody knows why.") == 150
    assert page.locator(".sheet-body li:not(.continued)").count() == 79
    assert page.locator(".sheet-body tr").count() == 61
