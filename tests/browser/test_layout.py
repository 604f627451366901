"""Pages fit: a narrow window, and letters twice as large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.pages import SIGHTS, Sight

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

    from tests.browser.conftest import NewProfile
    from tests.helpers.browser import Book

NARROW: ViewportSize = {"width": 480, "height": 700}
ZOOMED: ViewportSize = {"width": 600, "height": 400}
"""A window of 1200 by 800 at 200 %."""

OVERHANG = """() => {
  const { scrollWidth, clientWidth } = document.scrollingElement;
  return scrollWidth - clientWidth;
}"""


@pytest.mark.parametrize("sight", SIGHTS, ids=[sight.name for sight in SIGHTS])
def test_nothing_scrolls_sideways(full_book: Book, new_profile: NewProfile, sight: Sight) -> None:
    """At 480 pixels, and at 200 % in a window of 1200, the page is as wide as the window."""
    page = sight.show(new_profile(full_book, **sight.options))
    overhang = {}
    for size in (NARROW, ZOOMED):
        page.set_viewport_size(size)
        overhang[size["width"]] = page.evaluate(OVERHANG)
    assert overhang == {480: 0, 600: 0}
