"""Refresh, resume, sign-out: what a browser meets on the way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import StorageBusy, StorageFull
from tests.helpers.client import HTML
from tests.web.conftest import PASSWORD

if TYPE_CHECKING:
    from tests.helpers.client import Client
    from tests.web.conftest import Book

DAY = 86_400


def status(client: Client) -> int:
    """How the interface greets this browser."""
    return client.get("/api/session").status


class TestExpiry:
    """What happens when time passes."""

    def test_a_missing_and_an_expired_access_token_are_one_case(self, book: Book) -> None:
        """Both are 401 auth_required, which one refresh may answer."""
        client, thief = book.signed_in(), None
        thief = client.copy()
        kept = client.cookie("access")
        book.clock.wind(1800)
        assert client.get("/api/session").code == "auth_required"
        assert kept is not None
        kept.ends = None
        thief.jar = {name: (kept if "access" in name else cookie) for name, cookie in thief.jar.items()}
        assert thief.get("/api/session").code == "auth_required"

    def test_one_refresh_brings_the_session_back(self, book: Book) -> None:
        """After thirty minutes, and after eighty-nine days."""
        client = book.signed_in()
        for pause in (1800, 89 * DAY):
            book.clock.wind(pause)
            assert status(client) == 401
            assert client.post("/session/refresh").status == 200
            assert status(client) == 200

    def test_after_ninety_days_the_session_is_over(self, book: Book) -> None:
        """A replayed cookie is refused by the server itself, not by the browser's forgetting."""
        client = book.signed_in()
        for cookie in client.jar.values():
            cookie.ends = None
        book.clock.wind(90 * DAY)
        answer = client.post("/session/refresh")
        assert (answer.status, answer.code) == (401, "session_expired")
        assert client.cookie("refresh") is None

    @pytest.mark.parametrize("jump", [-7200, -30 * DAY, -1])
    def test_a_clock_set_back_costs_one_refresh(self, book: Book, jump: int) -> None:
        """Nobody is signed out, and there is no loop."""
        client = book.signed_in()
        book.clock.wind(jump)
        assert client.get("/api/session").code == "auth_required"
        assert client.post("/session/refresh").status == 200
        assert status(client) == 200


class TestRaces:
    """Lost answers, two windows, copied tokens."""

    def test_a_lost_answer_is_given_again(self, book: Book) -> None:
        """The browser never stored the new pair; hours later the old one still works."""
        client = book.signed_in()
        client.copy().post("/session/refresh")
        book.clock.wind(5 * 3600)
        assert client.post("/session/refresh").status == 200
        assert status(client) == 200

    def test_a_hundred_refreshes_at_once_rotate_once(self, test_book: Book) -> None:
        """All get the same successor; the last answer to arrive decides nothing."""
        client = test_book.signed_in()
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: client.copy().post("/session/refresh"), range(100)))
        assert {answer.status for answer in answers} == {200}
        assert {answer.json["generation"] for answer in answers} == {2}
        counts = client.get("/api/test-counters").json["refresh"]
        assert (counts["rotated"], counts["repeated"]) == (1, 99)

    def test_a_copied_old_token_ends_that_session_only(self, book: Book) -> None:
        """The thief and the victim are out; the person's other window goes on."""
        victim, elsewhere = book.signed_in(), book.signed_in()
        thief = victim.copy()
        for _ in range(2):
            victim.post("/session/refresh")
            status(victim)
            book.clock.wind(60)
        answer = thief.post("/session/refresh")
        assert (answer.status, answer.code) == (401, "session_reused")
        assert victim.get("/api/session").code == "session_ended"
        assert victim.post("/session/refresh").code == "session_ended"
        assert status(elsewhere) == 200
        assert book.rows("SELECT count(*) FROM access_log WHERE event = 'session_reused'") == [(1,)]

    def test_a_token_replayed_just_after_its_session_was_refreshed_is_forgiven(self, book: Book) -> None:
        """Within ten seconds of confirmation it is two windows, not a theft."""
        client = book.signed_in()
        other = client.copy()
        client.post("/session/refresh")
        assert status(client) == 200
        book.clock.wind(10)
        assert other.post("/session/refresh").status == 200
        assert status(client) == 200

    def test_using_the_access_token_confirms_the_generation(self, book: Book) -> None:
        """From then on the old refresh token is a copy, once the window for races is over."""
        client = book.signed_in()
        thief = client.copy()
        client.post("/session/refresh")
        status(client)
        book.clock.wind(11)
        assert thief.post("/session/refresh").code == "session_reused"

    def test_sign_out_wins_over_a_refresh_in_flight(self, book: Book) -> None:
        """Whatever the order of answers, the session stays ended."""
        client = book.signed_in()
        in_flight = client.copy()
        client.post("/session/logout")
        assert in_flight.post("/session/refresh").code == "session_ended"


class TestFaults:
    """The disk's troubles are never the person's."""

    @pytest.mark.parametrize(("fault", "expected"), [(StorageBusy, 503), (StorageFull, 507)])
    def test_a_storage_fault_keeps_the_session(
        self, book: Book, monkeypatch: pytest.MonkeyPatch, fault: type[Exception], expected: int
    ) -> None:
        """503 or 507, never 401, and no cookie is touched."""
        client = book.signed_in()

        def fail(*_: object) -> None:
            raise fault

        with monkeypatch.context() as patch:
            patch.setattr(book.services.sessions._store, "refresh", fail)
            answer = client.post("/session/refresh")
            assert answer.status == expected
            assert not answer.set_cookies
            resumed = client.request("GET", "/session/resume?next=/account", headers={"Accept": HTML})
            assert resumed.status == expected
        assert client.post("/session/refresh").status == 200

    def test_a_full_disk_does_not_stop_reading(self, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
        """A use that cannot be noted is still a use."""
        client = book.signed_in()

        def fail(*_: object) -> None:
            raise StorageFull

        monkeypatch.setattr(book.services.sessions._store, "note_use", fail)
        assert status(client) == 200


class TestSignOut:
    """POST /session/logout."""

    def test_ends_the_session_at_the_server(self, book: Book) -> None:
        """A replayed access token is refused although its time is not over."""
        client = book.signed_in()
        replay = client.copy()
        assert client.post("/session/logout").json == {"flash": "signed_out"}
        assert replay.get("/api/session").code == "session_ended"

    def test_works_with_an_expired_access_token(self, book: Book) -> None:
        """The refresh cookie is sent to it, too."""
        client = book.signed_in()
        replay = client.copy()
        book.clock.wind(3600)
        client.post("/session/logout")
        assert replay.post("/session/refresh").code == "session_ended"

    def test_twice_is_no_error(self, book: Book) -> None:
        """It is idempotent."""
        client = book.signed_in()
        assert [client.post("/session/logout").status for _ in range(2)] == [200, 200]

    def test_a_form_leads_to_the_sign_in_page_with_a_message(self, book: Book) -> None:
        """Without script, too."""
        client = book.signed_in()
        answer = client.submit("/session/logout")
        assert (answer.status, answer.location) == (303, "/login?flash=signed_out")
        assert "You are signed out." in client.visit(answer.location).text


class TestPages:
    """Navigations need no script to stay signed in."""

    def test_a_page_after_the_access_token_ran_out_comes_back_by_itself(self, book: Book) -> None:
        """303 to resume, 303 back, signed in."""
        client = book.signed_in()
        book.clock.wind(1800)
        first = client.request("GET", "/account?x=1", headers={"Accept": HTML})
        assert (first.status, first.location) == (303, "/session/resume?next=/account%3Fx%3D1")
        second = client.request("GET", first.location, headers={"Accept": HTML})
        assert (second.status, second.location) == (303, "/account?x=1")
        assert client.visit("/account").status == 200

    def test_without_a_session_a_page_leads_to_sign_in_and_back(self, book: Book) -> None:
        """The wanted page is kept."""
        book.signed_in()
        stranger = book.window()
        answer = stranger.request("GET", "/entries/3", headers={"Accept": HTML})
        assert (answer.status, answer.location) == (303, "/login?next=/entries/3")
        signed_in = stranger.submit("/login", name="Ada Byron", password=PASSWORD, next="/entries/3")
        assert (signed_in.status, signed_in.location) == (303, "/entries/3")

    def test_a_dead_session_leads_to_the_flashed_sign_in_page(self, book: Book) -> None:
        """Cookies cleared, one message, the way back kept."""
        client = book.signed_in()
        replay = client.copy()
        client.post("/session/logout")
        answer = replay.request("GET", "/account", headers={"Accept": HTML})
        assert answer.location == "/login?flash=session_expired&next=/account"
        assert replay.cookie("session") is None
        assert replay.visit(answer.location).text.count("Session expired. Please sign in again.") == 1

    def test_resuming_after_the_end_leads_to_the_flashed_sign_in_page(self, book: Book) -> None:
        """The hint said there was a session; the server knows it is over."""
        client = book.signed_in()
        for cookie in client.jar.values():
            cookie.ends = None
        book.clock.wind(91 * DAY)
        answer = client.request("GET", "/session/resume?next=/account", headers={"Accept": HTML})
        assert answer.location == "/login?flash=session_expired&next=/account"

    def test_nobody_is_sent_round_in_circles(self, book: Book) -> None:
        """A stale hint without a refresh token ends at the sign-in page, not in a loop."""
        client = book.signed_in()
        client.jar = {
            name: cookie for name, cookie in client.jar.items() if "session" in name or "window" in name
        }
        page = client.visit("/account")
        assert page.status == 200
        assert "Session expired" in page.text

    def test_sign_in_never_bounces_on_a_cookie(self, book: Book) -> None:
        """The sign-in page is always reachable, signed in or not."""
        assert book.signed_in().get("/login").status == 200

    def test_a_script_that_fetches_a_page_sees_401(self, book: Book) -> None:
        """Not the sign-in page under status 200."""
        client = book.signed_in()
        book.clock.wind(1800)
        answer = client.get("/", **{"Sec-Fetch-Mode": "cors", "Accept": HTML})
        assert answer.status == 401

    def test_a_page_that_is_not_there_still_shows_who_is_signed_in(self, book: Book) -> None:
        """The person's name is always in view; nobody's is shown to nobody."""
        client = book.signed_in()
        assert "Ada Byron" in client.visit("/nothing").text
        book.clock.wind(1800)
        assert "Ada Byron" not in client.visit("/nothing").text

    def test_before_the_first_person_every_page_leads_to_set_up(self, book: Book) -> None:
        """A newcomer is never asked for a password that does not exist."""
        assert "/setup" in book.window().get("/").location
        assert book.window().get("/login").location == "/setup"


class TestSigningIn:
    """POST /login."""

    def test_every_sign_in_is_a_new_session(self, book: Book) -> None:
        """Invented cookies are never adopted, and the window's old session ends."""
        client = book.signed_in()
        before = client.copy()
        client.jar["shiftbook_session_0123abcd"].value = "1.2"
        assert client.post("/login", {"name": "Ada Byron", "password": PASSWORD}).status == 200
        assert status(client) == 200
        assert before.get("/api/session").code == "session_ended"
        because = book.rows("SELECT ended_because FROM session WHERE ended_at IS NOT NULL")
        assert because == [("signed_in_again",)]

    def test_a_wrong_password_says_so_and_keeps_the_name(self, book: Book) -> None:
        """401 as a page to a person, as a problem to a script."""
        book.signed_in()
        client = book.window()
        page = client.submit("/login", name="Ada Byron", password="wrong")
        assert page.status == 401
        assert "That password does not match." in page.text
        assert client.post("/login", {"name": "Ada Byron", "password": "wrong"}).code == "bad_credentials"
        assert client.cookie("access") is None

    def test_a_password_changed_while_it_is_checked_signs_nobody_in(
        self, book: Book, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A change ends every session, one that is just beginning too."""
        ada = book.signed_in()
        verified = book.services.accounts.sign_in("Ada Byron", PASSWORD, book.clock.now())
        ada.post("/api/account/password", {"current": PASSWORD, "new": "a much better sentence"})
        monkeypatch.setattr(book.services.accounts, "sign_in", lambda *_: verified)
        client = book.window()
        assert client.post("/login", {"name": "Ada Byron", "password": PASSWORD}).code == "bad_credentials"
        assert client.submit("/login", name="Ada Byron", password=PASSWORD).status == 401
        assert client.cookie("access") is None

    @pytest.mark.parametrize("fields", [{"name": "", "password": "x"}, {"name": "Ada Byron", "password": ""}])
    def test_an_empty_field_brings_the_page_back(self, book: Book, fields: dict[str, str]) -> None:
        """With a sentence, not with an error page."""
        book.signed_in()
        page = book.window().submit("/login", **fields)
        assert page.status == 400
        assert 'name="password"' in page.text

    def test_too_many_wrong_passwords_wait(self, book: Book) -> None:
        """429 with Retry-After, for the right password too, until the time is over."""
        book.signed_in()
        client = book.window()
        answers = [client.post("/login", {"name": "Ada Byron", "password": f"no{n}"}) for n in range(4)]
        assert answers[-1].code == "too_many_attempts"
        right = client.post("/login", {"name": "Ada Byron", "password": PASSWORD})
        assert right.status == 429
        book.clock.wind(int(right.header("Retry-After")))
        assert client.post("/login", {"name": "Ada Byron", "password": PASSWORD}).status == 200
