"""P8 over HTTP: backups by administrators, and going back to one from the sign-in page."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.logbook.telling import unheard
from tests.web.conftest import PASSWORD, make_book

if TYPE_CHECKING:
    from tests.helpers.client import Answer, Client
    from tests.web.conftest import Book

ADA = {"name": "Ada Byron", "password": PASSWORD}
JOB = "e" * 32


@pytest.fixture
def ada(book: Book) -> Client:
    """An administrator's window; two entries are written."""
    client = book.signed_in()
    for text in ("one", "two"):
        post(client, text)
    return client


def post(client: Client, text: str) -> Answer:
    """Add an entry."""
    return client.post("/api/entries", {"text": text})


def back_up(client: Client) -> str:
    """Make a backup; return its name."""
    answer = client.post(f"/api/backups?job={JOB}")
    assert (answer.status, answer.json["intact"], answer.json["elsewhere"]) == (201, True, "")
    return str(answer.json["name"])


def restore(client: Client, name: str, **said: str) -> Answer:
    """Go back to a backup as Ada, unless somebody else says so."""
    return client.post("/api/restore", {"backup": name, **ADA, **said})


def last_words(client: Client, draft: dict[str, str]) -> Answer:
    """Save a draft by its ticket alone."""
    return client.put(f"/api/drafts/new?ticket={draft['ticket']}", {"text": "!", "id": draft["id"]})


class TestBackups:
    """/backups and its addresses."""

    def test_one_now_is_shown_and_told_of(self, book: Book, ada: Client) -> None:
        """With its time, count and head; how far it is, to the page."""
        name = back_up(ada)
        shown = ada.visit("/backups").text
        assert "today" in shown
        assert "2 entries, head" in shown
        assert name.split("-")[-1].removesuffix(".db") in shown
        ((detail,),) = book.rows("SELECT detail FROM access_log WHERE event = 'backed_up'")
        assert detail.endswith(name)
        assert ada.get(f"/api/progress/{JOB}").json == {"done": 2, "total": 2}

    def test_an_empty_list_says_what_comes(self, ada: Client) -> None:
        """Nobody need do anything."""
        assert "There is no backup yet" in ada.visit("/backups").text

    def test_a_folder_of_choice(self, book: Book, ada: Client, tmp_path: Path) -> None:
        """It is told of as a setting; an impossible one is refused at once."""
        stick = tmp_path / "stick"
        stick.mkdir()
        assert ada.put("/api/backups/folder", {"folder": str(stick)}).json == {"folder": str(stick)}
        assert (stick / back_up(ada)).exists()
        refused = ada.put("/api/backups/folder", {"folder": str(tmp_path / "nowhere")})
        assert (refused.status, refused.code) == (400, "invalid")
        assert ada.put("/api/backups/folder", {"folder": " "}).json["folder"].endswith("backups")
        events = book.rows("SELECT count(*) FROM access_log WHERE detail LIKE 'backups go to %'")
        assert events == [(2,)]

    def test_a_warning_stands_where_administrators_look(
        self, book: Book, ada: Client, tmp_path: Path
    ) -> None:
        """Until one is made that is where it should be."""
        stick = tmp_path / "stick"
        stick.mkdir()
        ada.put("/api/backups/folder", {"folder": str(stick)})
        stick.rename(stick.with_name("pulled"))
        assert book.services.backups.make_if_due(book.clock.now(), unheard)
        for path in ("/backups", "/manage", "/"):
            assert "it is not there" in ada.visit(path).text
        assert "it is not there" not in book.signed_in("Ben").visit("/").text

    def test_the_day_has_one_by_itself(self, book: Book, ada: Client) -> None:
        """Not before somebody is in the book, and not twice."""
        backups, now = book.services.backups, book.clock.now()
        assert backups.make_if_due(now, unheard)
        assert not backups.make_if_due(now + 60, unheard)
        assert backups.make_if_due(now + 86_400, unheard)
        assert ada.get("/api/chain").json["count"] == 2

    def test_only_administrators(self, book: Book, ada: Client) -> None:
        """They alone know where everything goes."""
        _ = ada
        ben = book.signed_in("Ben")
        assert ben.visit("/backups").status == 403
        assert ben.post("/api/backups").status == 403
        assert ben.put("/api/backups/folder", {"folder": "/"}).status == 403


class TestRestoring:
    """/restore, from the sign-in page."""

    def test_the_book_is_what_it_was_and_everybody_signs_in_again(self, book: Book, ada: Client) -> None:
        """What it was before is in a backup of its own, and comes back the same way."""
        name, then = back_up(ada), ada.get("/api/export?format=json").body
        post(ada, "three")
        now = ada.get("/api/export?format=json").body
        kept = restore(book.window(), name).json["kept"]
        assert ada.get("/api/session").status == 401
        again = book.signed_in()
        assert again.get("/api/export?format=json").body == then
        restore(book.window(), kept)
        assert book.signed_in().get("/api/export?format=json").body == now

    def test_looking_first_says_what_would_change(self, book: Book, ada: Client) -> None:
        """And changes nothing."""
        name = back_up(ada)
        post(ada, "three")
        answer = book.window().post("/api/restore/examine", {"backup": name, **ADA})
        assert answer.json["sentences"][:2] == [
            "The backup has 2 entries, the book 3 entries now.",
            "1 entry written since would not be in the book any more: Ada Byron (1).",
        ]
        assert ada.get("/api/chain").json["count"] == 3

    @pytest.mark.parametrize(
        ("said", "status"),
        [
            ({"password": "wrong"}, 401),
            ({"name": "Ben"}, 403),
            ({"name": "Nobody"}, 401),
            ({"backup": "x"}, 404),
        ],
    )
    def test_only_an_administrator_with_their_password(
        self, book: Book, ada: Client, said: dict[str, str], status: int
    ) -> None:
        """For looking, too; wrong passwords count as they do everywhere."""
        name = back_up(ada)
        book.signed_in("Ben")
        for address in ("/api/restore/examine", "/api/restore"):
            answer = book.window().post(address, {"backup": name, **ADA, **said})
            assert answer.status in {status, 429}
        assert ada.get("/api/session").status == 200

    def test_a_stranger_sees_nothing(self, book: Book, ada: Client) -> None:
        """Without the window's key there is no such page."""
        from tests.helpers.client import Client as Stranger  # noqa: PLC0415 - only here

        name = back_up(ada)
        stranger = Stranger(book.app, book.clock)
        assert stranger.visit("/restore").status == 403
        assert restore(stranger, name).status == 403

    def test_an_empty_book_takes_a_backup_of_another_computer(
        self, book: Book, ada: Client, tmp_path: Path
    ) -> None:
        """Nobody is there to be asked; the folder is named on the page."""
        name, then = back_up(ada), ada.get("/api/export?format=json").body
        folder = Path(book.services.data_folder) / "backups"
        (tmp_path / "new").mkdir()
        fresh = make_book(tmp_path / "new")
        window = fresh.window()
        assert "There is no backup here" in window.visit("/restore").text
        assert name in window.visit(f"/restore?folder={folder}").text
        answer = window.post("/api/restore", {"backup": name, "folder": str(folder)})
        assert (answer.status, answer.json["kept"]) == (200, None)
        assert fresh.signed_in().get("/api/export?format=json").body == then
        fresh.database.close()

    def test_a_folder_that_is_named_counts_only_while_nobody_is_there(self, book: Book, ada: Client) -> None:
        """Later only administrators choose one."""
        name = back_up(ada)
        assert name in book.window().visit("/restore?folder=/nowhere").text

    def test_last_words_never_reach_somebody_else(self, book: Book, ada: Client) -> None:
        """Whoever has come after the backup is gone, and another person may get their number."""
        name, ben = back_up(ada), book.signed_in("Ben")
        draft = ben.put("/api/drafts/new", {"text": "Ben's"}).json
        mine = ada.put("/api/drafts/new", {"text": "Ada's"}).json
        restore(book.window(), name)
        assert last_words(ben, draft).code == "auth_required"
        carl = book.signed_in("Carl")
        assert last_words(ben, draft).code == "auth_required"
        assert carl.get("/api/drafts").json == {"drafts": []}
        assert last_words(ada, mine).status == 200

    def test_restoring_under_load_loses_nothing_that_was_acknowledged(self, book: Book, ada: Client) -> None:
        """It is in the book, or in the backup that was made first."""
        name, posted, surprises, stop = back_up(ada), list[str](), list[Any](), Event()

        def write() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                answer = post(ada, f"meanwhile {number}")
                if answer.status == 201:
                    posted.append(f"meanwhile {number}")
                elif answer.status not in {401, 503}:
                    surprises.append(answer)
                if answer.status == 401:
                    return

        writer = Thread(target=write)
        writer.start()
        while len(posted) < 3 and writer.is_alive():
            pass
        kept = restore(book.window(), name).json["kept"]
        stop.set()
        writer.join()
        assert surprises == []
        after = {text for (text,) in book.rows("SELECT text FROM entry")}
        restore(book.window(), kept)
        before = {text for (text,) in book.rows("SELECT text FROM entry")}
        assert set(posted) <= before | after
