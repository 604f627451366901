"""Every page can be read, named and reached without seeing it and without a mouse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser import sample
from tests.browser.pages import SIGHTS, Sight

if TYPE_CHECKING:
    from tests.browser.conftest import NewBook, NewProfile
    from tests.helpers.browser import Book

OBSTACLES = Path(__file__).with_name("accessibility.js").read_text("utf-8")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

STOPS_WITHIN = 12
"""A field for date and time has a stop for each of its parts; and past the last stop is the browser's own."""

LIST_STOPS = """() => {
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")];
  const open = stops.filter((element) =>
    element.tabIndex >= 0 && !element.disabled && element.checkVisibility({ checkVisibilityCSS: true }));
  const alone = open.filter((element) => element.type !== "radio" || element.checked);
  alone.forEach((element, at) => { element.dataset.stop = at; });
  return alone.length;
}"""
LOOK_AT_STOP = """() => {
  const stop = document.activeElement;
  const ringed = (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const around = [stop, stop.closest("label"), stop.closest("[data-tile]"), stop.closest("form")];
  const { left, width, top, height } = stop.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, top + height / 2);
  const cover = there?.closest("header.top, .day, #connection-banner");
  const inView = there !== null && (!cover || cover.contains(stop));
  return [Number(stop.dataset.stop ?? -1), around.some((element) => element && ringed(element)), inView];
}"""


def obstacles(page: Page) -> dict[str, list[str]]:
    """Return what is in the way on this page, by colour scheme."""
    found: dict[str, list[str]] = {}
    for scheme in SCHEMES:
        # Without motion a colour is there at once.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found[scheme] = page.evaluate(OBSTACLES)
    return found


@pytest.mark.parametrize("sight", SIGHTS, ids=[sight.name for sight in SIGHTS])
def test_nothing_is_in_the_way(full_book: Book, new_profile: NewProfile, sight: Sight) -> None:
    """One first heading, names for all fields and buttons, landmarks, no dead reference, enough contrast."""
    page = sight.show(new_profile(full_book, **sight.options))
    assert obstacles(page) == {scheme: [] for scheme in SCHEMES}


def test_nothing_is_in_the_way_on_a_new_book(new_book: NewBook, new_profile: NewProfile) -> None:
    """The same for the first page anybody sees, and for the book before its first entry."""
    profile = new_profile(new_book())
    page = profile.open()
    expect(page.get_by_label("Your name")).to_be_focused()
    assert obstacles(page) == {scheme: [] for scheme in SCHEMES}
    profile.book.add(sample.ADA)
    page = profile.sign_in(sample.ADA).open()
    expect(page.get_by_text("Nothing is written here yet.")).to_be_visible()
    assert obstacles(page) == {scheme: [] for scheme in SCHEMES}


@pytest.mark.parametrize(
    ("path", "person", "label"),
    [("/login", None, "Your name"), ("/", sample.ADA, "What happened?")],
    ids=["login", "book"],
)
def test_one_can_begin_to_type_at_once(
    full_book: Book, new_profile: NewProfile, path: str, person: str | None, label: str
) -> None:
    """The cursor is where the work begins."""
    page = new_profile(full_book, person).open(path)
    expect(page.get_by_label(label)).to_be_focused()


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
@pytest.mark.parametrize(
    "sight",
    [s for s in SIGHTS if s.name in {"login", "login-open", "book", "account", "people", "find", "saved"}],
    ids=lambda sight: sight.name,
)
def test_tab_reaches_everything_and_shows_where_it_is(
    full_book: Book, new_profile: NewProfile, sight: Sight, key: str
) -> None:
    """Each link, button and field is a stop of the Tab key, in view, covered by nothing, and ringed."""
    page = sight.show(new_profile(full_book, **sight.options))
    count = page.evaluate(LIST_STOPS)
    looks = []
    for _ in range(count + STOPS_WITHIN):
        page.keyboard.press(key)
        looks.append(page.evaluate(LOOK_AT_STOP))
    assert {stop for stop, _, _ in looks if stop >= 0} == set(range(count))
    assert [look for look in looks if look[0] >= 0 and not (look[1] and look[2])] == []


Stop = tuple[Literal["link", "button", "radio"], str]

BAR: tuple[Stop, ...] = (
    ("link", "Skip to the page"),
    ("link", "Shiftbook"),
    ("link", "Book"),
    ("link", "Drafts"),
    ("link", "Account"),
    ("link", "Look after"),
    ("link", "Switch"),
    ("button", "Lock"),
    ("button", "Sign out"),
)
CARDS: tuple[Stop, ...] = (
    ("link", "People"),
    ("link", "Templates"),
    ("link", "Backups"),
    ("link", "Import"),
    ("link", "Access log"),
)
FOOT: tuple[Stop, ...] = (
    ("link", "Export and print"),
    ("link", "Is the record intact?"),
    ("link", "Entries per day"),
    ("link", "Help"),
    ("radio", "Like the system"),
)


@pytest.mark.parametrize("width", [1280, 480])
def test_tab_walks_the_bar_and_the_foot_by_their_names(
    full_book: Book, new_profile: NewProfile, width: int
) -> None:
    """From the way past the bar to the foot, in the order of the page; a picture alone has its name, too."""
    page = new_profile(full_book, sample.ADA).open("/manage")
    page.set_viewport_size({"width": width, "height": 700})
    hidden = {("link", "Shiftbook")} if width == 480 else set()
    for role, name in (stop for stop in (*BAR, *CARDS, *FOOT) if stop not in hidden):
        page.keyboard.press("Tab")
        expect(page.get_by_role(role, name=name, exact=True)).to_be_focused()
        _, ringed, in_view = page.evaluate(LOOK_AT_STOP)
        assert (name, ringed, in_view) == (name, True, True)


def test_the_first_stop_leads_past_the_bar(full_book: Book, new_profile: NewProfile) -> None:
    """Tab, Enter on a page that has taken no focus for itself: the page's own part is next."""
    page = new_profile(full_book, sample.ADA).open("/account")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
