"""Nobody has touched a key for a while: when a session locks by itself, and what keeps it open."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import StorageBusy, StorageFull
from tests.web.conftest import PASSWORD, make_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.client import Client
    from tests.web.conftest import Book

IDLE_LOCK = 300
IDLE = "Shiftbook-Idle"


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Book]:
    """A new book on a computer people share: nobody has set anything."""
    made = make_book(tmp_path, idle_lock=None)
    yield made
    made.database.close()


def status(client: Client, idle: str | None = None) -> int:
    """How the interface greets this browser, *idle* seconds after the last key in its window."""
    return client.get("/api/session", **({} if idle is None else {IDLE: idle})).status


class TestLocking:
    """By itself."""

    def test_locks_at_the_very_second(self, shared: Book) -> None:
        """Five minutes after the last input, and the row says since when."""
        client = shared.signed_in()
        start = shared.clock.now()
        shared.clock.wind(IDLE_LOCK - 1)
        assert status(client, str(IDLE_LOCK - 1)) == 200
        shared.clock.wind(1)
        assert status(client, str(IDLE_LOCK)) == 423
        assert shared.rows("SELECT locked_at FROM session") == [(start + IDLE_LOCK,)]

    def test_the_page_is_told_when(self, shared: Book) -> None:
        """It counts by itself, from what the server knows."""
        client = shared.signed_in()
        start = shared.clock.now()
        shared.clock.wind(100)
        told = client.get("/api/session", **{IDLE: "40"}).json
        assert told["locked"] is False
        assert told["idle_lock"] == IDLE_LOCK
        assert (told["last_active_at"], told["locks_at"]) == (start + 60, start + 60 + IDLE_LOCK)

    def test_it_was_locked_before_a_late_input(self, shared: Book) -> None:
        """A key pressed after the time is up asks for the password, whoever pressed it."""
        client = shared.signed_in()
        shared.clock.wind(IDLE_LOCK)
        assert status(client, "0") == 423
        assert status(client) == 423

    def test_a_refresh_is_no_input(self, shared: Book) -> None:
        """Pages refresh by themselves; that keeps nobody's things open."""
        client = shared.signed_in()
        shared.clock.wind(IDLE_LOCK - 1)
        assert client.post("/session/refresh").status == 200
        shared.clock.wind(1)
        assert client.post("/session/refresh").status == 423

    def test_unlocking_starts_anew(self, shared: Book) -> None:
        """The password was typed, after all."""
        client = shared.signed_in()
        shared.clock.wind(10_000)
        assert client.post("/session/unlock", {"password": PASSWORD}).status == 200
        shared.clock.wind(IDLE_LOCK - 1)
        assert status(client, str(IDLE_LOCK - 1)) == 200
        shared.clock.wind(1)
        assert status(client, str(IDLE_LOCK)) == 423

    def test_a_password_typed_before_anybody_noticed_is_recorded_whole(self, shared: Book) -> None:
        """The lock page was still on its way."""
        client = shared.signed_in()
        shared.clock.wind(IDLE_LOCK)
        client.post("/session/unlock", {"password": PASSWORD})
        events = shared.rows("SELECT event, at FROM access_log WHERE event LIKE 'session%' ORDER BY id")
        now = shared.clock.now()
        assert events == [("session_locked", now), ("session_unlocked", now)]

    @pytest.mark.parametrize("fault", [StorageBusy, StorageFull])
    def test_a_disk_that_fails_locks_all_the_same(
        self, shared: Book, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
    ) -> None:
        """And stays locked when the clock is set right again."""
        client = shared.signed_in()

        def fail(*_: object) -> None:
            raise fault

        monkeypatch.setattr(shared.services.sessions._store, "lock", fail)
        shared.clock.wind(IDLE_LOCK)
        assert status(client) == client.post("/session/refresh").status == 423
        shared.clock.wind(-10)
        assert status(client) == 423


class TestInput:
    """What counts as somebody being there."""

    def test_an_input_keeps_it_open(self, shared: Book) -> None:
        """As long as there is one in every five minutes."""
        client = shared.signed_in()
        for _ in range(5):
            shared.clock.wind(IDLE_LOCK - 3 - 1)
            assert status(client, "3") == 200

    def test_asking_without_an_input_does_not(self, shared: Book) -> None:
        """A page that polls while nobody is there says so."""
        client = shared.signed_in()
        answers = []
        for idle in range(60, IDLE_LOCK + 60, 60):
            shared.clock.wind(60)
            answers.append(status(client, str(idle)))
        assert answers == [200, 200, 200, 200, 423]

    def test_one_window_left_alone_does_not_outdo_another(self, shared: Book) -> None:
        """The last input in any window counts, whichever asks last."""
        client = shared.signed_in()
        shared.clock.wind(200)
        assert status(client, "0") == 200
        assert status(client, "200") == 200
        shared.clock.wind(IDLE_LOCK - 1)
        assert status(client, "499") == 200

    def test_a_window_without_script_counts_by_what_it_asks(self, shared: Book) -> None:
        """Going to a page is an input."""
        client = shared.signed_in()
        for _ in range(3):
            shared.clock.wind(IDLE_LOCK - 1)
            assert client.visit("/account").status == 200

    @pytest.mark.parametrize("garbage", ["", "-1", "1.5", "soon", "1e3", " 5", "٣", "9" * 5000, "0x1"])
    def test_what_cannot_be_read_keeps_nothing_open(self, shared: Book, garbage: str) -> None:
        """Nor does it fail."""
        client = shared.signed_in()
        shared.clock.wind(IDLE_LOCK - 1)
        assert status(client, garbage.encode().decode("latin-1")) == 200
        shared.clock.wind(1)
        assert status(client, garbage.encode().decode("latin-1")) == 423

    def test_an_input_long_ago_is_no_earlier_than_what_is_known(self, shared: Book) -> None:
        """Nobody is locked out by a wrong count."""
        client = shared.signed_in()
        assert status(client, "999999999") == 200
        assert status(client, "999999999") == 200

    def test_the_row_is_written_in_steps(self, shared: Book) -> None:
        """A tenth of the idle lock: a note is a durable write, and few are needed."""
        client = shared.signed_in()
        start = shared.clock.now()
        seen = []
        for _ in range(4):
            shared.clock.wind(10)
            status(client, "0")
            seen += shared.rows("SELECT last_active_at FROM session")
        assert seen == [(start,), (start,), (start + 30,), (start + 30,)]


class TestClock:
    """The computer's clock jumps, or it was asleep."""

    @pytest.mark.parametrize("jump", [IDLE_LOCK, 86_400, -IDLE_LOCK, -86_400])
    def test_a_jump_over_the_idle_time_locks(self, shared: Book, jump: int) -> None:
        """Nobody is signed out, and the password resumes."""
        client = shared.signed_in()
        for cookie in client.jar.values():
            cookie.ends = None
        shared.clock.wind(jump)
        assert status(client) in {401, 423}
        assert client.post("/session/refresh").status == 423
        locked_at = shared.rows("SELECT locked_at FROM session")[0][0]
        assert locked_at <= shared.clock.now()
        assert client.post("/session/unlock", {"password": PASSWORD}).status == 200
        assert status(client) == 200

    def test_a_small_step_back_neither_locks_nor_keeps_open(self, shared: Book) -> None:
        """From the next input on it is as if the clock had always been so."""
        client = shared.signed_in()
        shared.clock.wind(-20)
        client.post("/session/refresh")
        assert status(client, "0") == 200
        shared.clock.wind(IDLE_LOCK)
        assert status(client, str(IDLE_LOCK)) == 423


class TestRestart:
    """The program was closed meanwhile."""

    def test_after_the_idle_time_it_comes_up_locked(self, shared: Book) -> None:
        """The window shows nobody's things."""
        client = shared.signed_in()
        shared.clock.wind(IDLE_LOCK)
        again, client = shared.restarted(client)
        assert client.visit("/").status == 423
        again.database.close()

    def test_before_it_comes_up_open(self, shared: Book) -> None:
        """Within the precision of what the row knows."""
        client = shared.signed_in()
        shared.clock.wind(IDLE_LOCK // 2)
        status(client)
        shared.clock.wind(IDLE_LOCK - IDLE_LOCK // 10)
        again, client = shared.restarted(client)
        assert client.visit("/").status == 200
        again.database.close()

    def test_locked_it_comes_up_locked(self, shared: Book) -> None:
        """Also when sessions no longer lock by themselves."""
        client = shared.signed_in()
        client.post("/session/lock")
        again, client = shared.restarted(client, idle_lock=timedelta(0))
        assert client.visit("/").status == 423
        again.database.close()


class TestWhoDecides:
    """The setting, else what set-up was told, else that the computer is shared."""

    def test_off_never_locks(self, book: Book) -> None:
        """The default of these tests: `--idle-lock off`."""
        client = book.signed_in()
        told = client.get("/api/session").json
        assert (told["idle_lock"], told["locks_at"]) == (None, None)
        book.clock.wind(1799)
        assert status(client) == 200

    def test_a_setting_beats_the_answer(self, tmp_path: Path) -> None:
        """Ten seconds on a personal computer, because somebody said so."""
        book = make_book(tmp_path, idle_lock=timedelta(seconds=10))
        client = book.window()
        client.post("/setup", {"name": "Ada", "password": PASSWORD, "shared": "no"})
        assert client.get("/api/session").json["idle_lock"] == 10
        assert client.get("/api/people/computer").json == {
            "shared": False,
            "decided_by_setting": True,
            "idle_lock": 10,
        }
        book.database.close()

    @pytest.mark.parametrize(
        ("fields", "shared_computer", "idle_lock"),
        [({}, 1, IDLE_LOCK), ({"shared": "yes"}, 1, IDLE_LOCK), ({"shared": "no"}, 0, None)],
    )
    def test_set_up_asks_once(
        self, shared: Book, fields: dict[str, str], shared_computer: int, idle_lock: int | None
    ) -> None:
        """A page that does not ask means the safer answer; it outlasts the run."""
        client = shared.window()
        assert client.submit("/setup", name="Ada", password=PASSWORD, **fields).status == 303
        assert shared.rows("SELECT shared_computer FROM instance") == [(shared_computer,)]
        assert client.get("/api/session").json["idle_lock"] == idle_lock
        again, client = shared.restarted(client)
        assert client.get("/api/session").json["idle_lock"] == idle_lock
        again.database.close()

    def test_another_answer_is_refused(self, shared: Book) -> None:
        """With a sentence, and nobody is made."""
        answer = shared.window().post("/setup", {"name": "Ada", "password": PASSWORD, "shared": "maybe"})
        assert (answer.status, answer.code) == (400, "invalid")
        assert not shared.services.accounts.any()

    def test_a_second_set_up_changes_nothing(self, shared: Book) -> None:
        """Whoever is not an administrator has no say."""
        shared.signed_in()
        late = {"name": "Eve", "password": PASSWORD, "shared": "no"}
        assert shared.window().post("/setup", late).code == "conflict"
        assert shared.rows("SELECT shared_computer FROM instance") == [(1,)]

    def test_an_administrator_changes_the_answer_at_once(self, shared: Book) -> None:
        """For sessions under way, too; nobody else may."""
        ada, bob = shared.signed_in(), shared.signed_in("Bob Kahn")
        answer = ada.post("/api/people/computer", {"shared": False})
        assert answer.json == {"shared": False, "decided_by_setting": False, "idle_lock": None}
        assert ada.get("/api/people/computer").json == answer.json
        shared.clock.wind(1000)
        assert status(bob) == 200
        assert bob.post("/api/people/computer", {"shared": True}).code == "forbidden"
        assert ada.post("/api/people/computer", {"shared": True}).json["idle_lock"] == IDLE_LOCK
        shared.clock.wind(IDLE_LOCK)
        assert status(bob) == 423

    @pytest.mark.parametrize("body", [{}, {"shared": "yes"}, {"shared": None}, {"shared": True, "x": 1}])
    def test_what_is_no_answer_is_refused(self, shared: Book, body: dict[str, object]) -> None:
        """And nothing is changed."""
        assert shared.signed_in().post("/api/people/computer", body).code == "invalid"

    def test_an_answer_that_cannot_be_kept_does_not_count(
        self, shared: Book, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What is in force is what the book says."""
        ada = shared.signed_in()

        def fail(*_: object, **__: object) -> None:
            raise StorageFull

        monkeypatch.setattr(shared.services.idle_lock._computer, "say_shared", fail)
        assert ada.post("/api/people/computer", {"shared": False}).status == 507
        assert ada.get("/api/session").json["idle_lock"] == IDLE_LOCK
