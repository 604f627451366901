"""Locking and unlocking: what is covered, what stays open, and how the password resumes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import StorageBusy, StorageFull
from desktop_app.web.app import ROUTES
from desktop_app.web.route import Guard, speaks_json
from tests.helpers.client import HTML
from tests.web.conftest import PASSWORD
from tests.web.test_lifetimes import assert_aligned

if TYPE_CHECKING:
    from desktop_app.accounts.model import Account
    from desktop_app.web.route import Route
    from tests.helpers.client import Client
    from tests.web.conftest import Book

BEHIND_A_SESSION = [route for route in ROUTES if route.guard in {Guard.SESSION, Guard.ADMINISTRATOR}]
SAVED = "Your draft is saved."
ANOTHER = "a much better sentence"


def address(route: Route) -> str:
    """Some address of this route."""
    return re.sub("<[^>]+>", "1", route.path)


def lock(client: Client) -> Client:
    """Lock the session this browser holds."""
    assert client.post("/session/lock").status == 200
    return client


def greeting(client: Client) -> tuple[int, str | None]:
    """How the interface greets this browser."""
    answer = client.get("/api/session")
    return answer.status, answer.code


class TestLocked:
    """What a locked session can still do."""

    @pytest.mark.parametrize("route", BEHIND_A_SESSION, ids=lambda route: f"{route.method} {route.path}")
    def test_covers_every_route_behind_a_session(self, book: Book, route: Route) -> None:
        """423 to a program, the lock page to a person; nothing else is shown or done."""
        client = lock(book.signed_in())
        if speaks_json(route.path):
            headers = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
            answer = client.request(route.method, address(route), b"{}", headers)
            assert (answer.status, answer.code) == (423, "session_locked")
        else:
            answer = client.visit(address(route))
            assert answer.status == 423
            assert f'name="next" value="{address(route)}"' in answer.text
        assert not answer.set_cookies

    def test_a_refresh_keeps_the_cookies(self, test_book: Book) -> None:
        """The session is not over; it is counted as what it is."""
        client = lock(test_book.signed_in())
        answer = client.post("/session/refresh")
        assert (answer.status, answer.code, answer.set_cookies) == (423, "session_locked", {})
        assert client.get("/api/test-counters").json["refresh"]["locked"] == 1

    def test_the_lock_page_names_the_holder_the_time_and_the_way_back(self, book: Book) -> None:
        """At the address itself, so that unlocking and reloading lead there alike."""
        client = lock(book.signed_in())
        page = client.visit("/account?x=1")
        assert page.status == 423
        assert "Ada Byron" in page.text
        assert "Locked since 15:13" in page.text
        assert 'name="next" value="/account?x=1"' in page.text

    def test_the_lock_page_tells_of_a_draft_only_where_there_is_one(self, book: Book) -> None:
        """An empty one, or one that was discarded, is nothing that waits."""
        client = book.signed_in()
        client.put("/api/drafts/new", {"text": "  "})
        assert SAVED not in lock(client).visit("/").text
        client.post("/session/unlock", {"password": PASSWORD})
        client.put("/api/drafts/new", {"text": "Pump 3"})
        assert SAVED in lock(client).visit("/").text
        client.post("/session/unlock", {"password": PASSWORD})
        client.delete("/api/drafts/new")
        assert SAVED not in lock(client).visit("/").text

    def test_messages_wait_for_whoever_they_are_for(self, book: Book) -> None:
        """What was done is told to the person who did it, not to the room."""
        client = lock(book.signed_in())
        assert "Welcome" not in client.visit("/").text
        client.post("/session/unlock", {"password": PASSWORD})
        assert "Welcome, Ada Byron." in client.visit("/").text

    def test_resuming_leads_to_the_lock_page_and_on_to_the_wanted_one(self, book: Book) -> None:
        """The access token has run out meanwhile; the session has not."""
        client = lock(book.signed_in())
        book.clock.wind(1800)
        page = client.visit("/account")
        assert page.status == 423
        assert 'name="next" value="/account"' in page.text
        unlocked = client.submit("/session/unlock", password=PASSWORD, next="/account")
        assert (unlocked.status, unlocked.location) == (303, "/account")
        assert client.visit("/account").status == 200

    def test_a_script_that_fetches_a_page_sees_423(self, book: Book) -> None:
        """Not a lock page it would take for the page."""
        client = lock(book.signed_in())
        answer = client.get("/", **{"Sec-Fetch-Mode": "cors"})
        assert (answer.status, answer.code) == (423, "session_locked")

    def test_a_page_that_is_not_there_names_nobody(self, book: Book) -> None:
        """Whoever is locked out does not count as signed in."""
        client = book.signed_in()
        assert "Ada Byron" in client.visit("/nothing").text
        page = lock(client).visit("/nothing")
        assert page.status == 404
        assert "Ada Byron" not in page.text

    def test_everybody_can_still_sign_in_or_out(self, book: Book) -> None:
        """A lock covers one person's things, not the computer."""
        client = lock(book.signed_in())
        assert client.get("/readyz").status == client.get("/login").status == 200
        assert client.post("/session/logout").status == 200
        assert greeting(client) == (401, "auth_required")


class TestLocking:
    """POST /session/lock."""

    def test_twice_is_no_error(self, book: Book) -> None:
        """The second answer tells of the first lock."""
        client = book.signed_in()
        first = client.post("/session/lock").json
        assert first == {"locked": True, "locked_at": book.clock.now()}
        book.clock.wind(60)
        assert client.post("/session/lock").json == first

    def test_works_when_the_access_token_has_run_out(self, book: Book) -> None:
        """The refresh cookie is sent to it, too."""
        client = book.signed_in()
        book.clock.wind(1800)
        lock(client)
        assert client.post("/session/refresh").status == 423

    def test_without_a_session_there_is_nothing_to_lock(self, book: Book) -> None:
        """401 as from a refresh, and the cookies go."""
        assert book.window().post("/session/lock").code == "auth_required"
        client = book.signed_in()
        over = client.copy()
        client.post("/session/logout")
        answer = over.post("/session/lock")
        assert answer.code == "session_ended"
        assert over.cookie("refresh") is None

    def test_locks_one_session_alone(self, book: Book) -> None:
        """The same person goes on elsewhere."""
        here, elsewhere = book.signed_in(), book.signed_in()
        lock(here)
        assert greeting(here)[0] == 423
        assert greeting(elsewhere)[0] == 200

    @pytest.mark.parametrize("fault", [StorageBusy, StorageFull])
    def test_a_disk_that_fails_locks_all_the_same(
        self, book: Book, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
    ) -> None:
        """Nobody's words stay in view; once the disk has room again the lock is written down."""
        client = book.signed_in()

        def fail(*_: object) -> None:
            raise fault

        with monkeypatch.context() as patch:
            patch.setattr(book.services.sessions._store, "lock", fail)
            lock(client)
            assert greeting(client)[0] == client.post("/session/refresh").status == 423
        since = book.clock.now()
        book.clock.wind(60)
        assert greeting(client)[0] == 423
        assert book.rows("SELECT locked_at FROM session") == [(since,)]
        assert client.post("/session/unlock", {"password": PASSWORD}).status == 200
        assert greeting(client)[0] == 200

    def test_is_recorded_once_each_way(self, book: Book) -> None:
        """Who locked and who came back can be read later."""
        client = lock(lock(book.signed_in()))
        for _ in range(2):
            client.post("/session/unlock", {"password": PASSWORD})
        events = book.rows("SELECT event FROM access_log WHERE event LIKE 'session%' ORDER BY id")
        assert events == [("session_locked",), ("session_unlocked",)]


class TestUnlocking:
    """POST /session/unlock."""

    def test_resumes_with_a_new_generation_and_aligned_cookies(self, book: Book) -> None:
        """Row, token and cookie end at the same second, a whole lifetime from now."""
        client = lock(book.signed_in())
        book.clock.wind(3600)
        answer = client.post("/session/unlock", {"password": PASSWORD})
        assert answer.status == 200
        assert answer.json == {
            "generation": 2,
            "access_expires_at": book.clock.now() + 1800,
            "refresh_expires_at": book.clock.now() + 7_776_000,
        }
        assert_aligned(book, client)
        assert greeting(client) == (200, None)
        assert book.rows("SELECT locked_at, last_active_at FROM session") == [(None, book.clock.now())]

    def test_a_slow_check_of_the_password_takes_nothing_from_the_cookies(
        self, book: Book, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Hashing takes a while; what is handed out is dated when it is handed out."""
        client, check = lock(book.signed_in()), book.services.accounts.unlock

        def slowly(user_id: int, password: str, now: int) -> Account:
            book.clock.wind(3)
            return check(user_id, password, now)

        monkeypatch.setattr(book.services.accounts, "unlock", slowly)
        assert client.post("/session/unlock", {"password": PASSWORD}).status == 200
        assert_aligned(book, client)

    def test_a_wrong_password_opens_nothing(self, book: Book) -> None:
        """401 with the wait, cookies kept; a page says it on the lock page."""
        client = lock(book.signed_in())
        answer = client.post("/session/unlock", {"password": "wrong"})
        assert (answer.status, answer.code, answer.set_cookies) == (401, "bad_credentials", {})
        page = client.submit("/session/unlock", password="wrong", next="/account")
        assert page.status == 401
        assert "That password does not match." in page.text
        assert 'name="next" value="/account"' in page.text
        assert greeting(client)[0] == 423

    def test_too_many_wrong_passwords_wait(self, book: Book) -> None:
        """The delay is the one of the sign-in page: neither is a way round the other."""
        client = lock(book.signed_in())
        answers = [client.post("/session/unlock", {"password": f"no{n}"}) for n in range(4)]
        assert (answers[-1].status, answers[-1].code) == (429, "too_many_attempts")
        assert client.submit("/session/unlock", password=PASSWORD).status == 429
        assert book.window().post("/login", {"name": "Ada Byron", "password": PASSWORD}).status == 429
        book.clock.wind(int(answers[-1].header("Retry-After")))
        assert client.post("/session/unlock", {"password": PASSWORD}).status == 200

    def test_an_empty_password_is_no_attempt(self, book: Book) -> None:
        """Enter pressed too early brings the page back."""
        client = lock(book.signed_in())
        assert client.post("/session/unlock", {"password": ""}).code == "invalid"
        page = client.submit("/session/unlock", password="")
        assert page.status == 400
        assert "Type your password." in page.text

    def test_anothers_password_opens_nothing(self, book: Book) -> None:
        """Not even an administrator's."""
        book.signed_in()
        book.services.accounts.add("Bob Kahn", ANOTHER, administrator=False, now=book.clock.now())
        bob = book.window()
        bob.post("/login", {"name": "Bob Kahn", "password": ANOTHER})
        assert lock(bob).post("/session/unlock", {"password": PASSWORD}).code == "bad_credentials"

    def test_a_lost_answer_is_given_again(self, book: Book) -> None:
        """The browser never stored the new pair, and the session is open by now."""
        client = lock(book.signed_in())
        first = client.copy().post("/session/unlock", {"password": PASSWORD})
        book.clock.wind(60)
        again = client.post("/session/unlock", {"password": PASSWORD})
        assert again.status == 200
        assert again.json["refresh_expires_at"] == first.json["refresh_expires_at"]
        assert greeting(client)[0] == 200

    def test_a_page_made_for_somebody_else_asks_for_nobodys_password(self, book: Book) -> None:
        """What is typed there is not the holder's, and no try of theirs."""
        client = lock(book.signed_in())
        answer = client.post("/session/unlock", {"password": "Bob's"}, **{"Shiftbook-Person": "2"})
        assert (answer.status, answer.json["type"]) == (409, "urn:shiftbook:another-person")

    @pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/session/unlock"])
    def test_leads_to_our_own_pages_alone(self, book: Book, to: str) -> None:
        """As every `next`."""
        client = lock(book.signed_in())
        assert client.submit("/session/unlock", password=PASSWORD, next=to).location == "/"

    def test_a_copied_token_is_still_recognised(self, book: Book) -> None:
        """While it is locked an old token is answered as any; with the password it ends the session."""
        client = book.signed_in()
        thief = client.copy()
        for _ in range(2):
            client.post("/session/refresh")
            greeting(client)
            book.clock.wind(60)
        lock(client)
        assert thief.post("/session/refresh").code == "session_locked"
        assert thief.post("/session/unlock", {"password": PASSWORD}).code == "session_reused"
        assert greeting(client) == (401, "session_ended")

    def test_a_password_changed_while_it_is_checked_opens_nothing(
        self, book: Book, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The session is over by then, or at least not opened by the old one."""
        client = lock(book.signed_in())
        verified = book.services.accounts.sign_in("Ada Byron", PASSWORD, book.clock.now())
        session_id = book.rows("SELECT id FROM session")[0][0]
        book.services.accounts.change_password(
            verified.id, PASSWORD, ANOTHER, keep_session=session_id, now=book.clock.now()
        )
        monkeypatch.setattr(book.services.accounts, "unlock", lambda *_: verified)
        assert client.post("/session/unlock", {"password": PASSWORD}).code == "bad_credentials"
        assert greeting(client)[0] == 423

    def test_a_full_disk_keeps_it_locked(self, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
        """507, no cookie is touched, and the same password works later."""
        client = lock(book.signed_in())

        def fail(*_: object) -> None:
            raise StorageFull

        with monkeypatch.context() as patch:
            patch.setattr(book.services.sessions._store, "unlock", fail)
            answer = client.post("/session/unlock", {"password": PASSWORD})
            assert (answer.status, answer.set_cookies) == (507, {})
        assert greeting(client)[0] == 423
        assert client.post("/session/unlock", {"password": PASSWORD}).status == 200


class TestOver:
    """An end wins over a lock."""

    @pytest.mark.parametrize("how", ["ended elsewhere", "password changed", "account disabled"])
    def test_what_ends_a_session_ends_a_locked_one(self, book: Book, how: str) -> None:
        """401 everywhere, also with the right password, and the cookies go."""
        book.signed_in()
        client, elsewhere = book.signed_in("Bob Kahn"), book.signed_in("Bob Kahn")
        by_script, by_form = lock(client), client.copy()
        now, bob = book.clock.now(), 2
        if how == "ended elsewhere":
            elsewhere.delete("/api/account/sessions")
        elif how == "password changed":
            elsewhere.post("/api/account/password", {"current": PASSWORD, "new": ANOTHER})
        else:
            book.services.accounts.disable(bob, now)
        assert greeting(by_script) == (401, "session_ended")
        assert client.copy().post("/session/refresh").code == "session_ended"
        answer = by_script.post("/session/unlock", {"password": PASSWORD})
        assert (answer.status, answer.code) == (401, "session_ended")
        assert by_script.cookie("refresh") is None
        answer = by_form.submit("/session/unlock", password=PASSWORD, next="/account")
        assert answer.location == "/login?flash=session_expired&next=/account"
        assert by_form.cookie("refresh") is None

    def test_it_expires_locked(self, book: Book) -> None:
        """Ninety days later nobody's password resumes it."""
        client = lock(book.signed_in())
        for cookie in client.jar.values():
            cookie.ends = None
        book.clock.wind(90 * 86_400)
        assert client.copy().post("/session/unlock", {"password": PASSWORD}).code == "session_expired"
        assert client.post("/session/refresh").code == "session_expired"

    def test_without_cookies_unlocking_leads_to_the_sign_in_page(self, book: Book) -> None:
        """There is nothing to unlock."""
        book.signed_in()
        assert book.window().submit("/session/unlock", password=PASSWORD).location == "/login"
        headers = {"Accept": HTML}
        assert book.window().request("GET", "/session/resume", headers=headers).location == "/login"
