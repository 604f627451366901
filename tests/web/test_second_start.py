"""The door a second start knocks at: only somebody who can read the data folder is let in."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from desktop_app.instance import RING_PATH, SECRET_HEADER, Front
from desktop_app.web.app import create_app
from tests.helpers.client import HOST, ORIGIN, Client
from tests.web.conftest import INSTANCE_SECRET

if TYPE_CHECKING:
    from tests.helpers.client import Answer
    from tests.web.conftest import Book

WANTED = {"window": True, "startup": "a token"}


class Knocking:
    """A second start at a program that counts how often its window was brought to the front."""

    def __init__(self, book: Book, front: Front = Front.SHOWN) -> None:
        """Let the program answer *front*."""
        self.startups: list[str] = []
        self.front = front
        services = dataclasses.replace(book.services, bring_to_front=self._bring)
        self.client = Client(create_app(services), book.clock)

    def ring(self, body: object = WANTED, **headers: str) -> Answer:
        """Knock with the right secret, unless *headers* say otherwise."""
        return self.client.post(RING_PATH, body, **{SECRET_HEADER: INSTANCE_SECRET, **headers})

    def _bring(self, startup: str) -> Front:
        self.startups.append(startup)
        return self.front


def waiting(book: Book) -> int:
    """Count the keys that would open a window."""
    return len(book.services.window_keys._waiting)


class TestRefused:
    """Loopback belongs to every program of the machine, and pages reach it too."""

    @pytest.mark.parametrize(
        "secret",
        ["", "x", INSTANCE_SECRET[:-1], f"{INSTANCE_SECRET}x", INSTANCE_SECRET.upper(), "é", "\x80\xff"],
    )
    @pytest.mark.parametrize("window", [True, False])
    def test_a_wrong_secret(self, book: Book, secret: str, *, window: bool) -> None:
        """No address is handed out, and no window moves."""
        knocking = Knocking(book)
        answer = knocking.ring({"window": window}, **{SECRET_HEADER: secret})
        assert (answer.status, answer.code) == (403, "no_window_key")
        assert "key=" not in answer.text
        assert (knocking.startups, waiting(book)) == ([], 0)

    def test_no_secret(self, book: Book) -> None:
        """The header is not there at all."""
        knocking = Knocking(book)
        answer = knocking.client.post(RING_PATH, {"window": False})
        assert (answer.status, answer.code) == (403, "no_window_key")
        assert (knocking.startups, waiting(book)) == ([], 0)

    def test_a_signed_in_window_without_it(self, book: Book) -> None:
        """What opens pages does not open more windows."""
        answer = book.signed_in().post(RING_PATH, {"window": False})
        assert (answer.status, answer.code) == (403, "no_window_key")
        assert waiting(book) == 0

    @pytest.mark.parametrize(
        "origin", ["http://evil.example", "null", "", f"{ORIGIN}0", "https://127.0.0.1:8765"]
    )
    def test_another_pages_origin(self, book: Book, origin: str) -> None:
        """Even with the right secret: none of ours says another."""
        knocking = Knocking(book)
        answer = knocking.ring({"window": False}, Origin=origin)
        assert (answer.status, answer.code) == (403, "cross_site")
        assert (knocking.startups, waiting(book)) == ([], 0)

    def test_a_browser_that_says_it_is_another_site(self, book: Book) -> None:
        """It knows better than the page."""
        knocking = Knocking(book)
        answer = knocking.ring({"window": False}, **{"Sec-Fetch-Site": "cross-site"})
        assert (answer.status, answer.code) == (403, "cross_site")
        assert waiting(book) == 0

    def test_another_name_for_us(self, book: Book) -> None:
        """DNS rebinding."""
        knocking = Knocking(book)
        answer = knocking.ring({"window": False}, Host="evil.example:8765")
        assert (answer.status, answer.code) == (403, "cross_site")
        assert waiting(book) == 0

    def test_a_form(self, book: Book) -> None:
        """What a page of another site could send without asking."""
        knocking = Knocking(book)
        answer = knocking.ring({"window": False}, **{"Content-Type": "text/plain"})
        assert answer.status == 415
        assert waiting(book) == 0

    @pytest.mark.parametrize("body", [None, {}, [], {"window": "yes"}, {"window": True, "startup": 7}])
    def test_a_body_that_makes_no_sense(self, book: Book, body: object) -> None:
        """With the right secret a sentence, and nothing happens."""
        knocking = Knocking(book)
        assert knocking.ring(body).code == "invalid"
        assert (knocking.startups, waiting(book)) == ([], 0)

    def test_a_look(self, book: Book) -> None:
        """Only POST: no link and no picture rings."""
        knocking = Knocking(book)
        for answer in (
            knocking.client.get(RING_PATH, **{SECRET_HEADER: INSTANCE_SECRET}),
            knocking.client.visit(RING_PATH),
        ):
            assert answer.status in {403, 405}
        assert (knocking.startups, waiting(book)) == ([], 0)


class TestLetIn:
    """The right secret."""

    def test_a_window_comes_to_the_front(self, book: Book) -> None:
        """With what the desktop gave the second start; nothing is opened that lies open already."""
        knocking = Knocking(book, Front.SHOWN)
        assert knocking.ring().json == {"front": "shown", "address": None}
        assert (knocking.startups, waiting(book)) == (["a token"], 0)

    def test_without_a_window_there_is_an_address(self, book: Book) -> None:
        """The program runs in a browser or for a terminal; the address opens one window, once."""
        knocking = Knocking(book, Front.NO_WINDOW)
        answer = knocking.ring().json
        assert answer["front"] == "no window"
        path = answer["address"].removeprefix(ORIGIN)
        assert answer["address"].startswith(f"http://{HOST}/open?key=")
        assert [Client(book.app, book.clock).get(path).status for _ in range(2)] == [303, 403]

    def test_one_that_leaves_hands_out_nothing(self, book: Book) -> None:
        """An address of it would lead nowhere in a moment."""
        knocking = Knocking(book, Front.LEAVING)
        assert knocking.ring().json == {"front": "leaving", "address": None}
        assert waiting(book) == 0

    @pytest.mark.parametrize("front", Front)
    def test_no_window_wanted_leaves_the_window_alone(self, book: Book, front: Front) -> None:
        """A second `--headless` asks for an address, whatever the first one shows."""
        knocking = Knocking(book, front)
        answer = knocking.ring({"window": False}).json
        assert answer["front"] == "no window"
        assert answer["address"].startswith(f"{ORIGIN}/open?key=")
        assert knocking.startups == []

    def test_a_start_without_a_token_brings_none(self, book: Book) -> None:
        """From a terminal, or on a desktop that gives none."""
        knocking = Knocking(book)
        assert knocking.ring({"window": True}).status == 200
        assert knocking.startups == [""]

    def test_needs_no_cookie_and_sets_none(self, book: Book) -> None:
        """It is another process, not a window."""
        knocking = Knocking(book, Front.NO_WINDOW)
        assert knocking.ring().set_cookies == {}
        assert knocking.client.jar == {}
