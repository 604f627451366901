"""Takes pictures of every page, of a book with three days of work in it.

.venv/bin/python -m build_scripts.screenshots           renews the picture in the README
.venv/bin/python -m build_scripts.screenshots FOLDER    and saves every page there, light and dark
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from playwright.sync_api import sync_playwright

from build_scripts.environment import ROOT
from tests.browser.pages import SIGHTS, Sight
from tests.browser.sample import ADA, fill
from tests.helpers.browser import Book, Profile, find_chromium, launch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    Scheme = Literal["light", "dark"]

README_PICTURE = ROOT / "docs" / "book-light.png"
README_SIZE = (1080, 720)
README_SCALE = 1.5

SIZES = {"": (1280, 800), "-narrow": (480, 800)}
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
FIRST_PAGES = (Sight("setup", "/setup", None), Sight("book-empty", "/"))
"""In this order: between the two somebody sets the book up."""


def main(arguments: list[str]) -> int:
    """Take the pictures; return the exit code."""
    executable = find_chromium()
    if executable is None:
        print("There is no Chromium on PATH: apt install chromium", file=sys.stderr)
        return 1
    with sync_playwright() as driver:
        browser = launch(driver.chromium, executable)
        take_readme_picture(browser)
        if arguments:
            take_all(browser, Path(arguments[0]))
        browser.close()
    return 0


def take_readme_picture(browser: Browser) -> None:
    """Save the book page as the README shows it."""
    README_PICTURE.parent.mkdir(exist_ok=True)
    with book() as shown:
        fill(shown)
        profile = new_profile(browser, shown, "light", README_SIZE, README_SCALE)
        page = profile.sign_in(ADA).open()
        page.get_by_label("What happened?").fill("Valve V-12 unlocked, tag 0417 back on the board.")
        page.get_by_text("Draft saved").wait_for()
        page.screenshot(path=README_PICTURE)
    print(README_PICTURE)


def take_all(browser: Browser, folder: Path) -> None:
    """Save every page into *folder*: light and dark, wide and narrow."""
    folder.mkdir(parents=True, exist_ok=True)
    with book() as empty:
        take(browser, empty, FIRST_PAGES[0], folder)
        empty.add(ADA)
        take(browser, empty, FIRST_PAGES[1], folder)
    for sight in SIGHTS:
        # A book each: some of them write in it, and some mistype a password.
        with book() as full:
            fill(full)
            take(browser, full, sight, folder)


def take(browser: Browser, shown: Book, sight: Sight, folder: Path) -> None:
    """Save one page in every scheme and size."""
    for scheme in SCHEMES:
        for suffix, size in SIZES.items():
            profile = new_profile(browser, shown, scheme, size, **sight.options)
            path = folder / f"{sight.name}-{scheme}{suffix}.png"
            sight.show(profile).screenshot(path=path, full_page=True)
            profile.context.close()
            print(path)


def new_profile(
    browser: Browser,
    shown: Book,
    scheme: Scheme,
    size: tuple[int, int],
    scale: float = 1,
    user_agent: str | None = None,
) -> Profile:
    """Make a profile of one look."""
    width, height = size
    context = browser.new_context(
        color_scheme=scheme,
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        reduced_motion="reduce",
        user_agent=user_agent,
    )
    return Profile(context, shown).enter()


@contextmanager
def book() -> Iterator[Book]:
    """Run the program on a new book, not in test mode: its banner is not what people see."""
    with TemporaryDirectory() as folder:
        made = Book(Path(folder), test_mode=False)
        yield made
        made.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
