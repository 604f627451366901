"""One's own account, and the people of the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.conftest import PASSWORD

if TYPE_CHECKING:
    from tests.web.conftest import Book

NEW = "a much better sentence"


class TestSessions:
    """GET and DELETE /api/account/sessions."""

    def test_lists_every_living_session_and_marks_this_one(self, book: Book) -> None:
        """Where, since when, last used."""
        first, _second = book.signed_in(), book.signed_in()
        sessions = first.get("/api/account/sessions").json["sessions"]
        assert [session["current"] for session in sessions].count(True) == 1
        assert len(sessions) == 2
        assert all(session["label"].startswith("Web browser on ") for session in sessions)

    def test_ending_one_is_immediate(self, book: Book) -> None:
        """The very next request of that window is refused, though its token is not over."""
        here, there = book.signed_in(), book.signed_in()
        sessions = here.get("/api/account/sessions").json["sessions"]
        (other,) = [session["id"] for session in sessions if not session["current"]]
        assert here.delete(f"/api/account/sessions/{other}").json == {"ended": 1}
        assert there.get("/api/session").code == "session_ended"
        assert here.get("/api/session").status == 200

    def test_ending_all_others_keeps_this_one(self, book: Book) -> None:
        """However many there were."""
        here = book.signed_in()
        others = [book.signed_in() for _ in range(3)]
        assert here.delete("/api/account/sessions").json == {"ended": 3}
        assert {other.get("/api/session").status for other in others} == {401}
        assert here.get("/api/session").status == 200

    def test_nobody_ends_another_persons_session(self, book: Book) -> None:
        """Not found, as if it did not exist."""
        ada = book.signed_in("Ada Byron")
        bob = book.signed_in("Bob Kahn")
        (his,) = [s["id"] for s in bob.get("/api/account/sessions").json["sessions"]]
        assert ada.delete(f"/api/account/sessions/{his}").status == 404
        assert bob.get("/api/session").status == 200


class TestPassword:
    """POST /api/account/password."""

    def test_changing_it_ends_all_other_sessions(self, book: Book) -> None:
        """At once; this one goes on."""
        here, there = book.signed_in(), book.signed_in()
        answer = here.post("/api/account/password", {"current": PASSWORD, "new": NEW})
        assert answer.json == {"ended": 1}
        assert there.post("/session/refresh").code == "session_ended"
        assert here.get("/api/session").status == 200
        assert book.window().post("/login", {"name": "Ada Byron", "password": NEW}).status == 200

    def test_needs_the_current_one(self, book: Book) -> None:
        """403, so that no client mistakes it for an expired session."""
        here = book.signed_in()
        answer = here.post("/api/account/password", {"current": "wrong", "new": NEW})
        assert (answer.status, answer.code) == (403, "bad_credentials")
        assert here.get("/api/session").status == 200

    def test_refuses_a_weak_one(self, book: Book) -> None:
        """With a sentence that says what to do."""
        answer = book.signed_in().post("/api/account/password", {"current": PASSWORD, "new": "password1"})
        assert (answer.status, answer.code) == (400, "invalid")


class TestPeople:
    """/api/people."""

    def test_an_administrator_adds_bars_and_lets_in(self, book: Book) -> None:
        """A barred person is out at once and cannot sign in."""
        ada = book.signed_in()
        bob = ada.post("/api/people", {"name": "Bob Kahn", "password": PASSWORD})
        assert bob.status == 201
        his = book.signed_in("Bob Kahn")
        assert ada.post(f"/api/people/{bob.json['id']}/disable").json["disabled"] is True
        assert his.get("/api/session").code == "session_ended"
        assert his.post("/login", {"name": "Bob Kahn", "password": PASSWORD}).code == "bad_credentials"
        assert ada.post(f"/api/people/{bob.json['id']}/enable").json["disabled"] is False

    def test_a_new_password_ends_the_persons_sessions(self, book: Book) -> None:
        """The old one is worth nothing any more."""
        ada, bob = book.signed_in(), book.signed_in("Bob Kahn")
        his_id = bob.get("/api/session").json["person"]["id"]
        assert ada.post(f"/api/people/{his_id}/password", {"new": NEW}).json == {"ended": 1}
        assert bob.get("/api/session").code == "session_ended"

    def test_nobody_else_may(self, book: Book) -> None:
        """403, in the interface and on the page."""
        book.signed_in()
        bob = book.signed_in("Bob Kahn")
        assert bob.get("/api/people").code == "forbidden"
        assert bob.post("/api/people", {"name": "Eve", "password": PASSWORD}).code == "forbidden"
        assert bob.visit("/people").status == 403

    def test_the_last_administrator_stays(self, book: Book) -> None:
        """Somebody must be able to add people."""
        ada = book.signed_in()
        his_id = ada.get("/api/session").json["person"]["id"]
        assert ada.post(f"/api/people/{his_id}/disable").code == "conflict"

    def test_two_people_cannot_be_mistaken(self, book: Book) -> None:
        """Spelling and case do not make a new person."""
        answer = book.signed_in().post("/api/people", {"name": "  ADA  byron ", "password": PASSWORD})
        assert answer.code == "conflict"

    def test_a_person_that_is_not_there_is_not_found(self, book: Book) -> None:
        """Also with a number no database can hold."""
        ada = book.signed_in()
        assert ada.post("/api/people/99/disable").status == 404
        assert ada.post(f"/api/people/{2**70}/password", {"new": NEW}).status == 404


class TestSetUp:
    """POST /setup."""

    def test_makes_the_first_person_administrator_and_signs_them_in(self, book: Book) -> None:
        """One form, and the book is open."""
        window = book.window()
        assert window.submit("/setup", name="Ada Byron", password=PASSWORD).location == "/"
        assert window.get("/api/session").json["person"]["administrator"] is True
        page = window.visit("/")
        assert "Welcome, Ada Byron." in page.text
        assert "Welcome, Ada Byron." not in window.visit("/").text

    def test_happens_once(self, book: Book) -> None:
        """A second first person is refused."""
        book.signed_in()
        assert book.window().post("/setup", {"name": "Eve", "password": PASSWORD}).code == "conflict"
        assert book.window().submit("/setup", name="Eve", password=PASSWORD).location == "/login"

    def test_says_what_is_wrong_beside_the_field(self, book: Book) -> None:
        """And keeps the name."""
        page = book.window().submit("/setup", name="Ada Byron", password="short")
        assert page.status == 400
        assert 'value="Ada Byron"' in page.text
