"""What people type stays text: no field of ours runs, loads or links what somebody puts into it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.browser.keyboard import sign_in_by_tile
from tests.helpers.browser import ADA, GRACE, PASSWORD, Book, Profile

if TYPE_CHECKING:
    from tests.browser.conftest import NewBook, NewProfile

NAMES = [
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(2)> O'Hara",
    "{{7*7}}</title><script>alert(3)</script>",
]
ENTRY = """<script>alert(1)</script>
<img src=x onerror="alert(2)"> ![pixel](http://evil.test/p.png)
[click](javascript:alert(3)) [data](data:text/html,<script>alert(4)</script>)
<iframe srcdoc="<script>alert(5)</script>"></iframe>
<a href="&#106;avascript:alert(6)" onclick='alert(7)'>x</a>
{{ 7 * 7 }} ${7 * 7} </textarea></div></main>"""
TYPED = [line for line in ENTRY.splitlines() if "](" not in line and "&#" not in line]
"""Markdown's own links and entities read differently from how they are typed."""

NEXTS = [
    "javascript:alert(1)",
    "//evil.test/",
    "/\\evil.test/",
    "https://evil.test/",
    "/\t/evil.test/",
    "/login",
    '"><script>alert(1)</script>',
]
CODES = ["<script>alert(1)</script>", "signed_in", "session_expired<b>", "%00", ""]
MARKUP = "script:not([src]), main img, iframe, object, embed, [onerror], [onload], [onclick], [style*='url']"
LINKS = "[href^='javascript:' i], [href^='data:text' i], [src^='http://evil']"


def assert_harmless(profile: Profile, page: Page) -> None:
    """Make sure that nothing typed has become an element, run, or been loaded."""
    assert page.locator(MARKUP).count() == 0
    assert page.locator(LINKS).count() == 0
    assert profile.dialogs == []
    assert [address for address in profile.addresses if not address.startswith(profile.book.origin)] == []


def test_a_hostile_name_is_shown_as_it_was_typed(new_book: NewBook, new_profile: NewProfile) -> None:
    """From set-up on, on every page that shows people, the name reads as typed and nothing runs."""
    book = new_book()
    profile = new_profile(book)
    page = profile.open("/setup")
    page.keyboard.type(NAMES[0])
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text=f"Welcome, {NAMES[0]}.")).to_be_visible()
    profile.post("by the first")
    page.goto(f"{book.origin}/people")
    for name in NAMES[1:]:
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("First password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text=f"{name} can sign in now.")).to_be_visible()
    assert sorted(page.locator("#people .name").all_text_contents()) == sorted(NAMES)
    assert_harmless(profile, page)
    for path in ("/", "/account", "/entries/1", "/people"):
        page.goto(book.origin + path)
        expect(page.get_by_role("banner").locator("bdi")).to_have_text(NAMES[0])
        assert_harmless(profile, page)
    page.goto(f"{book.origin}/login")
    assert sorted(page.locator(".tile .name").all_text_contents()) == sorted(NAMES)
    assert_harmless(profile, page)


def test_a_hostile_entry_is_shown_as_it_was_typed(book: Book, new_profile: NewProfile) -> None:
    """Raw HTML, script links and pictures from elsewhere are text: in the list, after a reload, and alone."""
    profile = new_profile(book, ADA)
    page = profile.open()
    page.get_by_label("What happened?").fill(ENTRY)
    page.keyboard.press("Control+Enter")
    entry = page.get_by_role("article").filter(has_text="onerror")
    for again in (lambda: None, page.reload, entry.get_by_role("link", name="Entry").click):
        again()
        for line in TYPED:
            expect(entry).to_contain_text(line)
        assert_harmless(profile, page)
    assert (ENTRY,) in book.rows("SELECT text FROM entry")


def test_a_hostile_sign_in_name_is_not_repeated_as_markup(book: Book, new_profile: NewProfile) -> None:
    """A form sent with such a name comes back with a sentence, and nothing runs."""
    profile = new_profile(book)
    profile.expect("status of 401")
    for name in NAMES:
        page = profile.open("/login")
        page.get_by_role("radio", name=ADA).evaluate("(tile, name) => { tile.value = name; }", name)
        sign_in_by_tile(page, "ada")
        expect(page.get_by_role("alert").filter(has_text="does not match")).to_be_visible()
        assert_harmless(profile, page)


def test_an_unknown_flash_code_says_nothing(book: Book, new_profile: NewProfile) -> None:
    """Only codes of ours are messages, and any leaves the address bar."""
    profile = new_profile(book)
    page = profile.context.new_page()
    for code in CODES:
        page.goto(f"{book.origin}/login?flash={quote(code)}")
        expect(page).to_have_url(f"{book.origin}/login")
        expect(page.locator(".flash")).to_have_count(0)
        assert_harmless(profile, page)


def test_a_hostile_next_leads_home(book: Book, new_profile: NewProfile) -> None:
    """Signing in leads to a page of the book, whatever the address asked for."""
    profile = new_profile(book)
    page = profile.context.new_page()
    for target in NEXTS:
        page.goto(f"{book.origin}/login?next={quote(target, safe='')}")
        sign_in_by_tile(page, "grace")
        expect(page.get_by_role("banner")).to_contain_text(GRACE)
        expect(page).to_have_url(f"{book.origin}/")
        assert_harmless(profile, page)
