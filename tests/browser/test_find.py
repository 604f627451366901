"""Find and print in a window of the program's own; a browser keeps its own tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import tell
from tests.browser.test_hostile_text import ENTRY, assert_harmless
from tests.helpers.browser import ADA, OWN_WINDOW, PASSWORD, Book, Profile

if TYPE_CHECKING:
    from playwright.sync_api import Locator, ViewportSize

    from tests.browser.conftest import NewBook, NewProfile

TEXTS = (
    "Pump 2 is **off** now. See *pu*mp 2 below.",
    "Nothing to report.",
    "The pump\n2 is on again.",
)
FOUND = 3
WIDE_TABLE = "| A | B | C |\n|--|--|--|\n" + "|".join(["", "first" * 12, "second" * 12, "last column", ""])
SIZES: tuple[ViewportSize, ...] = (
    {"width": 1100, "height": 780},
    {"width": 480, "height": 400},
    {"width": 600, "height": 400},
)
STICKY: ViewportSize = {"width": 480, "height": 500}
"""Just high enough for the days' headings to stick."""

MARKED = "() => [...CSS.highlights.get('found')].map((place) => place.startContainer.data)"
CURRENT = """() => [...(CSS.highlights.get('found-here') ?? [])].map((place) => {
  const range = document.createRange();
  range.setStart(place.startContainer, place.startOffset);
  range.setEnd(place.endContainer, place.endOffset);
  return range;
})[0]"""
WORDS = f"() => ({CURRENT})()?.toString() ?? null"
UNCOVERED = f"""() => [...({CURRENT})().getClientRects()].every((box) => {{
  const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return seen !== null && document.querySelector('main').contains(seen);
}})"""
NOT_TAKEN = """() => {
  window.taken = [];
  addEventListener("keydown", (event) => taken.push(event.defaultPrevented));
}"""


@pytest.fixture
def profile(new_book: NewBook, new_profile: NewProfile) -> Profile:
    """Ada's own window, on a book with three entries in which a pump is named three times."""
    book = new_book()
    book.add(ADA)
    made = new_profile(book, ADA, user_agent=OWN_WINDOW)
    for text in TEXTS:
        made.post(text)
    return made


def field(page: Page) -> Locator:
    """Return what words are typed into."""
    return page.get_by_role("textbox", name="Find on this page")


def standing(page: Page) -> Locator:
    """Return what is told about the search."""
    return page.get_by_role("search").get_by_role("status")


def find(page: Page, words: str) -> None:
    """Look for *words*."""
    page.keyboard.press("Control+f")
    page.keyboard.type(words)


def test_all_keys_lead_through_the_matches(profile: Profile) -> None:
    """Ctrl+F begins; Enter, F3 and Ctrl+G go on, with Shift back; how it stands is a status."""
    page = profile.open()
    find(page, "pump 2")
    expect(standing(page)).to_have_text(f"1 of {FOUND}")
    for key, place in (
        ("Enter", 2),
        ("F3", 3),
        ("Control+g", 1),
        ("Shift+Enter", 3),
        ("Shift+F3", 2),
        ("Control+Shift+G", 1),
    ):
        page.keyboard.press(key)
        expect(standing(page)).to_have_text(f"{place} of {FOUND}")
    page.get_by_role("button", name="Next match").click()
    page.get_by_role("button", name="Previous match").click()
    expect(standing(page)).to_have_text(f"1 of {FOUND}")
    page.keyboard.press("Control+f")
    expect(field(page)).to_be_focused()
    page.keyboard.type("valve")
    expect(standing(page)).to_have_text("Not found")
    expect(page.get_by_role("button", name="Next match")).to_be_disabled()


def test_what_is_found_is_what_one_reads(profile: Profile) -> None:
    """Across emphasis and line ends, whatever the capitals; and the page itself is not touched."""
    page = profile.open()
    before = page.locator("main").inner_html()
    find(page, "pump 2")
    found = page.evaluate(MARKED)
    assert found == ["The pump", "Pump 2 is ", "pu"]
    page.keyboard.press("F3")
    assert page.evaluate(WORDS) == "Pump 2"
    assert page.locator("main").inner_html() == before


@pytest.mark.parametrize("words", ["The book", "half a sentence", "Skip to the page", "Posting"])
def test_what_cannot_be_seen_is_not_found(profile: Profile, words: str) -> None:
    """Neither words for screen readers alone, nor what is being written, nor what is hidden."""
    page = profile.open()
    page.keyboard.type("Half a sentence")
    find(page, words)
    expect(standing(page)).to_have_text("Not found")


def test_entry_numbers_are_found_and_shown(profile: Profile) -> None:
    """They appear on hover only, but `#2` is what people look for."""
    page = profile.open()
    number = page.get_by_role("link", name="Entry 2")
    expect(number).to_have_css("opacity", "0")
    find(page, "#2")
    expect(standing(page)).to_have_text("1 of 1")
    expect(number).to_have_css("opacity", "1")


def test_a_new_entry_is_found_at_once_and_moves_nothing(profile: Profile) -> None:
    """While the bar is open the count follows the page; the current match stays the current one."""
    page = profile.open()
    find(page, "pump")
    page.keyboard.press("Enter")
    expect(standing(page)).to_have_text(f"2 of {FOUND}")
    page.get_by_label("What happened?").fill("Another pump.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("article")).to_have_count(len(TEXTS) + 1)
    expect(standing(page)).to_have_text(f"3 of {FOUND + 1}")
    assert page.evaluate(WORDS) == "Pump"


def test_escape_leads_back_to_what_was_being_written(profile: Profile) -> None:
    """The caret is where it was, and typing goes on there; the match stays marked until then."""
    page = profile.open()
    page.keyboard.type("Now is.")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    find(page, "pump")
    page.keyboard.press("Escape")
    expect(field(page)).to_be_hidden()
    assert page.evaluate(WORDS) == "pump"
    page.keyboard.type("it ")
    expect(page.get_by_label("What happened?")).to_have_value("Now it is.")
    assert page.evaluate(WORDS) is None


def test_escape_elsewhere_leaves_the_match_selected(profile: Profile) -> None:
    """To be copied; the focus is on the link it was on."""
    page = profile.open()
    link = page.get_by_role("link", name="Account")
    link.focus()
    find(page, "off now")
    page.get_by_role("button", name="Close").click()
    expect(link).to_be_focused()
    assert page.evaluate("getSelection().toString()") == "off now"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
def test_nothing_covers_the_match(full_book: Book, new_profile: NewProfile, size: ViewportSize) -> None:
    """Neither the bar, nor a day's heading, nor the edge of the window or of a table; on no page."""
    profile = new_profile(full_book, ADA, user_agent=OWN_WINDOW, viewport=size)
    for path in ("/", "/entries/7", "/account"):
        page = profile.open(path)
        # It would keep a match at the very top clear of the bar.
        page.locator(".test-mode").evaluate("strip => strip.remove()")
        find(page, "e")
        of = int(standing(page).inner_text().split(" of ")[1])
        covered = []
        for _ in range(of):
            page.keyboard.press("Enter")
            if not page.evaluate(UNCOVERED):
                covered.append((standing(page).inner_text(), page.evaluate(WORDS)))
        assert covered == []


def test_a_match_far_right_in_a_table_comes_into_view(profile: Profile) -> None:
    """Tables scroll by themselves."""
    profile.post(WIDE_TABLE)
    page = profile.open()
    page.set_viewport_size(SIZES[1])
    find(page, "last column")
    assert page.evaluate(WORDS) == "last column"
    assert page.evaluate(UNCOVERED)


def test_a_days_heading_is_shown_with_its_day(full_book: Book, new_profile: NewProfile) -> None:
    """It sticks to the top while its entries scroll by; to find it leads to the first of them."""
    page = new_profile(full_book, ADA, user_agent=OWN_WINDOW, viewport=STICKY).open()
    section = page.locator(".timeline section").nth(1)
    section.get_by_role("article").last.scroll_into_view_if_needed()
    heading = section.get_by_role("heading", level=2).inner_text()
    page.keyboard.press("Control+f")
    # At once: letter by letter the search would come there step by step.
    page.keyboard.insert_text(heading)
    expect(standing(page)).to_have_text("1 of 1")
    expect(section.get_by_role("article").first).to_be_in_viewport()


def test_an_engine_without_highlights_has_a_frame(profile: Profile) -> None:
    """Round the current match, on the page but not in it, and gone when the search is."""
    profile.context.add_init_script("delete window.Highlight")
    page = profile.open()
    find(page, "off now")
    expect(standing(page)).to_have_text("1 of 1")
    frames = page.locator("body > .found-frame")
    expect(frames).to_have_count(2)
    box, words = frames.first.bounding_box(), page.locator("strong", has_text="off").bounding_box()
    assert box is not None
    assert words is not None
    assert (round(box["x"]), round(box["y"])) == (round(words["x"]), round(words["y"]))
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    expect(frames).to_have_count(0)


def test_find_works_where_people_sign_in(profile: Profile) -> None:
    """On every page; typing goes into the bar and not into the tiles' own field."""
    profile.book.add("Grace Hopper")
    page = profile.open("/login")
    find(page, "grace")
    expect(standing(page)).to_have_text("1 of 1")
    page.keyboard.press("Escape")
    page.keyboard.type("ada")
    page.keyboard.press("Enter")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{profile.book.origin}/")


def test_hostile_words_are_words(profile: Profile) -> None:
    """In the field, and in the entry they are found in."""
    profile.post(ENTRY)
    page = profile.open()
    for words in ("<script>alert(1)</script>", "{{ 7 * 7 }} ${7 * 7}", "(", "[\\"):
        page.keyboard.press("Control+f")
        page.keyboard.type(words)
        assert_harmless(profile, page)
    page.keyboard.press("Control+f")
    page.keyboard.type("<script>alert(1)</script>")
    expect(standing(page)).to_have_text("1 of 1")


def test_ctrl_p_prints(profile: Profile) -> None:
    """With the engine's own dialog; a window that has none says where printing works."""
    profile.context.add_init_script("window.printed = 0; window.print = () => { printed += 1; };")
    page = profile.open()
    page.keyboard.press("Control+p")
    assert page.evaluate("printed") == 1
    page.evaluate("window.print = undefined")
    page.keyboard.press("Control+p")
    expect(page.get_by_role("alert").filter(has_text="--headless")).to_be_visible()


def test_a_browser_keeps_its_own_keys(book: Book, new_profile: NewProfile) -> None:
    """Nothing is taken from it, and there is no bar."""
    page = new_profile(book, ADA).open()
    page.evaluate(NOT_TAKEN)
    for key in ("Control+f", "F3", "Control+g", "Control+p"):
        page.keyboard.press(key)
    assert [taken for taken in page.evaluate("taken") if taken] == []
    assert len(page.evaluate("taken")) > 4
    expect(field(page)).to_be_hidden()


def test_on_paper_there_are_only_entries(profile: Profile) -> None:
    """Neither the bar, nor marks, nor messages, even if they are there when somebody prints."""
    page = profile.open()
    find(page, "pump 2")
    tell(page, "downloaded", {"path": "/home/ada/book.csv"})
    page.emulate_media(media="print", color_scheme="dark")
    for gone in (page.get_by_role("banner"), page.get_by_role("search"), page.get_by_text("Saved as")):
        expect(gone).to_be_hidden()
    expect(page.get_by_role("article")).to_have_count(len(TEXTS))
    paint = "getComputedStyle(document.querySelector('.prose'), '::highlight(found-here)').backgroundColor"
    assert page.evaluate(paint) == "rgba(0, 0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
