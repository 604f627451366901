"""One Chromium for all tests, a book for each module, a fresh profile for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.sample import fill
from tests.helpers.browser import ADA, GRACE, PATIENCE_MS, Book, Profile, find_chromium, launch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Playwright

HERE = "tests/browser/"


class NewBook(Protocol):
    """Starts the program on a new book."""

    def __call__(self, *flags: str) -> Book:
        """Start it with these flags."""
        ...


class NewProfile(Protocol):
    """Makes browser profiles."""

    def __call__(self, book: Book, person: str | None = None, **options: Any) -> Profile:
        """Make one let in to *book*, with *person* signed in; *options* are Playwright's."""
        ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if HERE in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def executable() -> str:
    """The system's Chromium."""
    found = find_chromium()
    if found is None:
        pytest.skip("no Chromium on PATH (apt install chromium)")
    return found


@pytest.fixture(scope="session")
def playwright_driver(executable: str) -> Iterator[Playwright]:
    """What drives it."""
    _ = executable
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright_driver: Playwright, executable: str) -> Iterator[Browser]:
    """One browser for the whole run; a profile of it costs a tenth of a second."""
    browser = launch(playwright_driver.chromium, executable)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """Ada's and Grace's book with the usual lifetimes, shared by the tests of a module."""
    made = Book(tmp_path_factory.mktemp("book"))
    made.add(ADA, GRACE)
    yield made
    made.stop()


@pytest.fixture(scope="session")
def full_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A book with the people and entries of `sample`; entries may have been added since."""
    made = Book(tmp_path_factory.mktemp("full"))
    fill(made)
    yield made
    made.stop()


@pytest.fixture
def new_book(tmp_path: Path) -> Iterator[NewBook]:
    """Books of this test alone, empty."""
    made: list[Book] = []

    def make(*flags: str) -> Book:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Book(folder, *flags))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def new_profile(chromium: Browser) -> Iterator[NewProfile]:
    """Profiles whose consoles must stay silent but for what the test expects."""
    made: list[Profile] = []

    def make(book: Book, person: str | None = None, **options: Any) -> Profile:
        profile = Profile(chromium.new_context(**options), book).enter()
        made.append(profile)
        return profile.sign_in(person) if person else profile

    yield make
    for profile in made:
        profile.context.close()
    assert [profile.unexpected() for profile in made] == [[] for _ in made]
