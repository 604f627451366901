"""P5 in a real browser: no page but ours changes or reads anything, whatever cookies come along."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from desktop_app.web.app import ROUTES
from desktop_app.web.origin import SAFE_METHODS
from tests.browser.hostile import OtherSite
from tests.helpers.browser import ADA, PASSWORD, Book, Profile, launch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright

    from tests.browser.conftest import NewProfile

SAME_MACHINE, OTHER_NAME = "127.0.0.1", "evil.test"
BODIES = {
    "/setup": {"name": "Mallory", "password": PASSWORD},
    "/login": {"name": ADA, "password": PASSWORD},
    "/api/entries": {"text": "forged"},
    "/api/account/password": {"current": PASSWORD, "new": "mallory was here"},
    "/api/people": {"name": "Mallory", "password": PASSWORD, "administrator": True},
    "/api/people/2/password": {"new": "mallory was here"},
}
EMBEDDED = [
    ("script", "/static/js/theme.js"),
    ("script", "/api/entries"),
    ("link", "/static/css/app.css"),
    ("img", "/static/icons/shiftbook.svg"),
]
FETCH = """async ([target, method, body]) => {
  const got = [];
  for (const mode of ["no-cors", "cors", "same-origin"]) {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/json"]) {
      const sent = body && type.endsWith("urlencoded") ? new URLSearchParams(body) : JSON.stringify(body);
      const init = { method, mode, credentials: "include" };
      if (method === "POST") {
        Object.assign(init, { headers: { "Content-Type": type }, body: sent });
      }
      const answer = await fetch(target, init).catch(() => null);
      if (answer && answer.type !== "opaque") {
        got.push([mode, type, answer.status]);
      }
    }
  }
  return got;
}"""
SUBMIT = """([target, fields]) => {
  const sink = document.createElement("iframe");
  sink.name = `sink${document.querySelectorAll("iframe").length}`;
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: target, target: sink.name });
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement("input"), { name, value }));
  }
  document.body.append(sink, form);
  form.submit();
}"""
EMBED = """async ([kind, address]) => {
  const element = document.createElement(kind);
  const over = new Promise((resolve) => {
    element.onload = () => resolve("loaded");
    element.onerror = () => resolve("refused");
  });
  Object.assign(element, kind === "link" ? { rel: "stylesheet", href: address } : { src: address });
  document.head.append(element);
  return over;
}"""


@pytest.fixture(scope="module")
def other_site() -> Iterator[OtherSite]:
    """A site of somebody else's."""
    with OtherSite() as site:
        yield site


@pytest.fixture(scope="module")
def deceived_chromium(playwright_driver: Playwright, executable: str) -> Iterator[Browser]:
    """A browser that takes another site's name for this machine, as after DNS rebinding."""
    rules = f"--host-resolver-rules=MAP {OTHER_NAME} {SAME_MACHINE}"
    browser = launch(playwright_driver.chromium, executable, rules)
    yield browser
    browser.close()


@pytest.fixture
def profile(book: Book, deceived_chromium: Browser) -> Iterator[Profile]:
    """Ada's profile: window key and session are there for another site to borrow."""
    made = Profile(deceived_chromium.new_context(), book).enter().sign_in(ADA)
    yield made
    made.context.close()


def unsafe() -> list[tuple[str, str]]:
    """Return method and path of whatever changes something."""
    found = [(route.method, route.path) for route in ROUTES if route.method not in SAFE_METHODS]
    return [
        (method, re.sub(r"<session_id>", "x", re.sub(r"<\w+:number>", "2", path))) for method, path in found
    ]


def contents(book: Book) -> dict[str, list[tuple[Any, ...]]]:
    """Return everything in the database, of the index what it is kept in: an old SQLite reads no more."""
    kept = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    tables = [name for (name,) in book.rows(kept)]
    return {table: book.rows(f"SELECT * FROM {table}") for table in tables}  # noqa: S608 - its own names


def hostile_page(profile: Profile, site: OtherSite, host: str) -> Page:
    """Open the other site beside the book."""
    page = profile.context.new_page()
    page.goto(f"http://{host}:{site.port}/")
    return page


def test_finds_what_to_attack() -> None:
    """The attacks below reach every unsafe route, those with a form among them."""
    assert {("POST", "/login"), ("POST", "/session/logout"), ("POST", "/api/people/2/disable")} <= set(
        unsafe()
    )
    assert BODIES.keys() <= {path for _, path in unsafe()}


@pytest.mark.parametrize("host", [SAME_MACHINE, OTHER_NAME])
def test_no_script_of_another_site_changes_anything(
    book: Book, profile: Profile, other_site: OtherSite, host: str
) -> None:
    """Whatever a page elsewhere sends with our cookies, the database stays as it is and no answer is read."""
    page = hostile_page(profile, other_site, host)
    before = contents(book)
    for method, path in unsafe():
        assert page.evaluate(FETCH, [book.origin + path, method, BODIES.get(path)]) == [], path
    assert contents(book) == before
    assert profile.get("/api/session").ok


@pytest.mark.parametrize("host", [SAME_MACHINE, OTHER_NAME])
def test_no_form_of_another_site_changes_anything(
    book: Book, profile: Profile, other_site: OtherSite, host: str
) -> None:
    """Forms are sent without asking first; each is refused with 403."""
    page = hostile_page(profile, other_site, host)
    before = contents(book)
    for path in [path for method, path in unsafe() if method == "POST"]:
        with page.expect_response(book.origin + path) as answered:
            page.evaluate(SUBMIT, [book.origin + path, BODIES.get(path, {})])
        assert answered.value.status == 403, path
    assert contents(book) == before
    assert profile.get("/api/session").ok


@pytest.mark.parametrize("host", [SAME_MACHINE, OTHER_NAME])
def test_no_script_of_another_site_reads_anything(
    book: Book, profile: Profile, other_site: OtherSite, host: str
) -> None:
    """An answer to another site's script is opaque or withheld."""
    page = hostile_page(profile, other_site, host)
    for path in ("/", "/api/session", "/api/entries", "/api/people", "/readyz"):
        assert page.evaluate(FETCH, [book.origin + path, "GET", None]) == [], path


def test_nothing_of_ours_can_be_embedded(book: Book, profile: Profile, other_site: OtherSite) -> None:
    """Not even a picture: whether it loads would tell another site who uses Shiftbook."""
    page = hostile_page(profile, other_site, SAME_MACHINE)
    for kind, path in EMBEDDED:
        assert page.evaluate(EMBED, [kind, book.origin + path]) == "refused", path


def test_the_book_shows_in_no_frame(book: Book, profile: Profile, other_site: OtherSite) -> None:
    """A page around ours could make people click what they do not see."""
    page = hostile_page(profile, other_site, SAME_MACHINE)
    with page.expect_response(f"{book.origin}/"):
        page.evaluate(
            "address => document.body.append(Object.assign(document.createElement('iframe'),"
            " { src: address }))",
            f"{book.origin}/",
        )
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("Shiftbook")).to_have_count(0)
    expect(frame.get_by_role("textbox")).to_have_count(0)


def test_the_book_answers_to_no_other_name(book: Book, profile: Profile) -> None:
    """A name that has been bent to 127.0.0.1 meets a plain refusal, as a page and as a script of its own."""
    page = profile.context.new_page()
    answer = page.goto(book.origin.replace(SAME_MACHINE, OTHER_NAME))
    assert answer is not None
    assert answer.status == 403
    for path in ("/api/session", "/readyz", "/login"):
        assert page.evaluate("path => fetch(path).then(({ status }) => status)", path) == 403


def test_a_browser_we_did_not_open_gets_a_plain_refusal(book: Book, deceived_chromium: Browser) -> None:
    """Without the window key there is one sentence on what to do, and nothing else, at every address."""
    stranger = Profile(deceived_chromium.new_context(), book)
    page = stranger.context.new_page()
    for path in ("/", "/login", "/api/session", "/static/css/app.css", "/open?key=guessed"):
        answer = page.goto(book.origin + path)
        assert answer is not None
        assert answer.status == 403, path
    page.goto(book.origin)
    expect(page.get_by_role("heading", level=1)).to_have_text("Open Shiftbook from its icon")
    assert ADA not in page.content()
    stranger.context.close()


def test_our_own_pages_may(book: Book, new_profile: NewProfile) -> None:
    """The same calls from a page of the book are carried out: the refusals above are no accident."""
    profile = new_profile(book, ADA)
    profile.expect("status of 415")
    page = profile.open()
    assert page.evaluate(FETCH, [f"{book.origin}/api/entries", "POST", {"text": "ours"}])[-1][-1] == 201
