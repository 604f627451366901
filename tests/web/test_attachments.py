"""Files over HTTP: kept with a draft, posted with it, shown to whom they concern, and never run."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from desktop_app.config import ACCESS_TOKEN_EXPIRY, MAX_ATTACHMENT_BYTES, MAX_BODY_BYTES
from desktop_app.logbook.attachments import MAX_FILES
from tests.helpers.client import ORIGIN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.client import Answer, Client
    from tests.web.conftest import Book

ID, OTHER = "a" * 32, "b" * 32
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
DAY = 86_400


def attach(client: Client, content: bytes = PNG, name: str = "pump.png", **query: str) -> Answer:
    """Send a file as the page does, to the draft `ID` unless told otherwise."""
    asked = {"place": "new", "draft": ID, "name": name, **query}
    address = "/api/attachments?" + "&".join(f"{key}={quote(value)}" for key, value in asked.items())
    return client.request("POST", address, content, {"Origin": ORIGIN, "Content-Type": "text/html"})


def sha(content: bytes) -> str:
    """The name of a file on the disk."""
    return hashlib.sha256(content).hexdigest()


def files(client: Client, place: str = "new") -> list[str]:
    """Names of the current draft's files."""
    return [file["name"] for file in client.get(f"/api/drafts/{place}").json["attachments"]]


def post(client: Client, text: str = "Pump changed", key: str = ID) -> dict[str, Any]:
    """Post the draft."""
    answer = client.post("/api/entries", {"text": text, "key": key})
    assert answer.status == 201, answer.text
    posted: dict[str, Any] = answer.json
    return posted


def on_disk(folder: Path) -> dict[str, bytes]:
    """All there is in the folder of files."""
    return {path.name: path.read_bytes() for path in (folder / "attachments").rglob("*") if path.is_file()}


class TestAttaching:
    """POST /api/attachments."""

    def test_an_answer_says_what_is_kept_and_it_is_on_the_disk(self, book: Book, tmp_path: Path) -> None:
        """Type told from the content, whatever the client claims; private; nothing left half done."""
        answer = attach(book.signed_in())
        told = answer.json
        assert (answer.status, told.pop("ticket").count(".")) == (201, 2)
        told.pop("ticket_expires_at")
        assert told == {
            "sha256": sha(PNG),
            "name": "pump.png",
            "size": len(PNG),
            "media_type": "image/png",
            "draft": ID,
            "place": "new",
        }
        place = tmp_path / "attachments" / sha(PNG)[:2] / sha(PNG)
        assert on_disk(tmp_path) == {sha(PNG): PNG}
        assert (place.stat().st_mode & 0o777, place.parent.stat().st_mode & 0o777) == (0o600, 0o700)

    def test_attachments_alone_begin_a_draft_that_its_composer_goes_on_with(self, book: Book) -> None:
        """The first words are saved into the same draft, not into a fork."""
        ada = book.signed_in()
        attach(ada)
        assert [draft["files"] for draft in ada.get("/api/drafts").json["drafts"]] == [1]
        saved = ada.put(
            "/api/drafts/new", {"id": ID, "text": "x", "writer": "w1", "sequence": 1, "base": 0}
        ).json
        assert (saved["id"], saved["version"], files(ada)) == (ID, 1, ["pump.png"])

    def test_a_draft_of_nothing_but_files_is_not_purged(self, book: Book, tmp_path: Path) -> None:
        """Nor are its files."""
        ada = book.signed_in()
        attach(ada)
        for days in (8, 30):
            book.services.drafts.purge(book.clock.now() + days * DAY)
            book.services.attachments.purge(book.clock.now() + days * DAY)
        assert files(ada) == ["pump.png"]
        assert on_disk(tmp_path) == {sha(PNG): PNG}

    def test_sent_again_it_is_attached_once(self, book: Book) -> None:
        """A retry, or the same file picked twice; under another name it is another one."""
        ada = book.signed_in()
        for name in ("a.png", "a.png", "b.png"):
            assert attach(ada, name=name).status == 201
        assert files(ada) == ["a.png", "b.png"]

    def test_a_ticket_attaches_to_its_own_draft_and_to_no_other(self, book: Book) -> None:
        """The last file survives the end of the session; reading needs one."""
        ada = book.signed_in()
        ticket = ada.put("/api/drafts/new", {"id": ID, "text": "x"}).json["ticket"]
        ada.post("/session/logout")
        assert attach(ada, ticket=ticket).status == 201
        assert attach(ada, ticket=ticket, draft=OTHER).code == "auth_required"
        assert attach(ada, ticket=ticket, place="reply-1").code == "auth_required"
        assert ada.visit(f"/attachments/{sha(PNG)}").status == 200
        assert "Sign in" in ada.visit(f"/attachments/{sha(PNG)}").text
        assert attach(ada).status == 401
        assert files(book.signed_in()) == ["pump.png"]

    def test_a_token_that_runs_out_on_the_way_costs_nothing_but_a_second_try(
        self, book: Book, tmp_path: Path
    ) -> None:
        """Nothing of the first one is kept; sent again it is whole, and the words are where they were."""
        ada = book.signed_in()
        ada.put("/api/drafts/new", {"id": ID, "text": "Pump 3", "writer": "w1", "sequence": 1})
        large = PNG + bytes(20 * 1024 * 1024)
        book.clock.wind(int(ACCESS_TOKEN_EXPIRY.total_seconds()))
        answer = attach(ada, large)
        assert (answer.status, answer.code, on_disk(tmp_path)) == (401, "auth_required", {})
        assert ada.post("/session/refresh").status == 200
        assert attach(ada, large).status == 201
        assert (files(ada), list(on_disk(tmp_path))) == (["pump.png"], [sha(large)])
        assert ada.get("/api/drafts/new").json["text"] == "Pump 3"

    def test_a_session_that_ends_on_the_way_keeps_the_words_and_asks_for_the_file_again(
        self, book: Book, tmp_path: Path
    ) -> None:
        """Without a ticket nothing is taken from somebody who is signed out, and nothing half of it stays."""
        ada = book.signed_in()
        ada.put("/api/drafts/new", {"id": ID, "text": "Pump 3", "writer": "w1", "sequence": 1})
        before = ada.copy()
        ada.post("/session/logout")
        assert attach(before).status == 401
        assert on_disk(tmp_path) == {}
        again = book.signed_in()
        assert (again.get("/api/drafts/new").json["text"], files(again)) == ("Pump 3", [])
        assert attach(again).status == 201

    def test_nobody_attaches_to_somebody_elses_draft(self, book: Book, tmp_path: Path) -> None:
        """Nor learns that it is there; and nothing stays on the disk."""
        attach(book.signed_in())
        bob = book.signed_in("Bob Ray")
        assert attach(bob, b"other").status == 404
        book.services.attachments.purge(book.clock.now() + 10 * 365 * DAY)
        assert on_disk(tmp_path) == {sha(PNG): PNG}

    def test_one_too_many_is_refused(self, book: Book) -> None:
        """The ones before stay."""
        ada = book.signed_in()
        for number in range(MAX_FILES):
            attach(ada, b"x", f"{number}.txt")
        answer = attach(ada, b"x", "last.txt")
        assert (answer.code, len(files(ada))) == ("invalid", MAX_FILES)

    def test_limits_are_those_of_the_route(self, book: Book) -> None:
        """A file may be larger than JSON, up to its own limit, and says how large it is."""
        ada = book.signed_in()
        address = f"/api/attachments?draft={ID}&name=a"
        for length, status in ((MAX_BODY_BYTES + 1, 400), (MAX_ATTACHMENT_BYTES + 1, 413), ("", 400)):
            headers = {"Origin": ORIGIN, "Content-Length": str(length)}
            assert ada.request("POST", address, b"short", headers).status == status
        assert files(ada) == []

    def test_what_is_posted_or_discarded_takes_nothing_more(self, book: Book) -> None:
        """With the answer a save would get."""
        ada = book.signed_in()
        attach(ada)
        post(ada)
        assert attach(ada, b"late").json["type"] == "urn:shiftbook:already-posted"
        attach(ada, draft=OTHER)
        ada.delete(f"/api/drafts/new?id={OTHER}")
        assert attach(ada, b"late", draft=OTHER).json["type"] == "urn:shiftbook:draft-discarded"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\pump.png", "pump.png"),
        ("a\r\nSet-Cookie: x=1", "a Set-Cookie: x=1"),
        ("a\0b.txt", "ab.txt"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("..", "file"),
        ("", "file"),
        ("\u200d", "file"),
        ("x" * 10_000 + ".png", "x" * 196 + ".png"),
        ("Prüf 日本 👩‍🔬.txt", "Prüf 日本 👩‍🔬.txt"),
        ("\ue000f", "f"),
    ],
)
def test_hostile_names_become_harmless_ones(book: Book, given: str, shown: str) -> None:
    """Kept, shown and handed out as one line; the header stays one line too."""
    ada = book.signed_in()
    assert attach(ada, name=given).json["name"] == shown
    answer = ada.get(f"/attachments/{sha(PNG)}?name={quote(given)}")
    disposition = answer.header("Content-Disposition")
    assert disposition.endswith(f"filename*=UTF-8''{quote(shown, safe='')}")
    assert disposition.isascii()
    assert disposition.isprintable()


class TestServing:
    """GET /attachments/<sha256>."""

    @pytest.mark.parametrize(
        ("content", "media_type", "shown"),
        [
            (PNG, "image/png", "inline"),
            (b"\xff\xd8\xff\xe0" + bytes(9), "image/jpeg", "inline"),
            (b"GIF89a" + bytes(9), "image/gif", "inline"),
            (b"RIFF\1\2\3\4WEBP" + bytes(9), "image/webp", "inline"),
            (b"%PDF-1.7 ...", "application/pdf", "attachment"),
            (b"PK\3\4" + bytes(9), "application/zip", "attachment"),
            (HTML, "text/plain; charset=utf-8", "attachment"),
            (SVG, "text/plain; charset=utf-8", "attachment"),
            ("Prüfung\n".encode(), "text/plain; charset=utf-8", "attachment"),
            (b"\x00\x01\x02", "application/octet-stream", "attachment"),
            ("x€".encode()[:-1], "application/octet-stream", "attachment"),
            (b"", "text/plain; charset=utf-8", "attachment"),
        ],
    )
    def test_is_what_its_content_says_and_never_runs(
        self, book: Book, content: bytes, media_type: str, shown: str
    ) -> None:
        """Whatever it is called: sandboxed, unsniffed, never kept; shown only if it is a safe image."""
        ada = book.signed_in()
        attach(ada, content, "page.html")
        answer = ada.get(f"/attachments/{sha(content)}")
        assert (answer.status, answer.body) == (200, content)
        assert answer.header("Content-Type") == media_type
        assert answer.header("Content-Disposition").startswith(f"{shown}; ")
        assert answer.header("Content-Security-Policy") == "sandbox; default-src 'none'"
        assert answer.header("X-Content-Type-Options") == "nosniff"
        assert answer.header("Cache-Control") == "no-store"

    def test_a_draft_file_is_its_writers_alone(self, book: Book) -> None:
        """Once posted it is everybody's; hidden it is nobody's."""
        ada, bob = book.signed_in(), book.signed_in("Bob Ray")
        attach(ada)
        address = f"/attachments/{sha(PNG)}"
        assert (ada.get(address).status, bob.get(address).status) == (200, 404)
        entry = post(ada)
        assert entry["attachments"] == [
            {"sha256": sha(PNG), "name": "pump.png", "size": len(PNG), "media_type": "image/png"}
        ]
        assert bob.get(address).status == 200
        hidden = ada.post(f"/api/entries/{entry['number']}/hide", {"reason": "a face on it"})
        assert (hidden.status, bob.get(address).status, ada.get(address).status) == (201, 404, 404)

    @pytest.mark.parametrize("name", ["..%2f..%2fshiftbook.key", "0" * 64, "A" * 64, "x", "%00"])
    def test_nothing_else_is_found(self, book: Book, name: str) -> None:
        """Least of all by a path."""
        assert book.signed_in().get(f"/attachments/{name}").status == 404

    @pytest.mark.parametrize("damage", ["missing", "changed", "cut"])
    def test_a_damaged_file_is_said_to_be(self, book: Book, tmp_path: Path, damage: str) -> None:
        """A page that says what happened, instead of another file under this one's name."""
        ada = book.signed_in()
        attach(ada)
        place = tmp_path / "attachments" / sha(PNG)[:2] / sha(PNG)
        if damage == "missing":
            place.unlink()
        else:
            place.write_bytes(PNG[:-1] + (b"" if damage == "cut" else b"x"))
        answer = ada.visit(f"/attachments/{sha(PNG)}")
        assert (answer.status, "changed there since it was attached" in answer.text) == (410, True)


class TestDrafts:
    """Files go where their draft goes."""

    def test_a_fork_has_them_too(self, book: Book) -> None:
        """Two windows go on with one draft: neither loses a file."""
        ada = book.signed_in()
        ada.put("/api/drafts/new", {"id": ID, "text": "1", "writer": "w1", "sequence": 1})
        attach(ada)
        fork = ada.put("/api/drafts/new", {"id": ID, "text": "2", "writer": "w2", "sequence": 1}).json["id"]
        assert fork != ID
        found = ada.get(f"/api/drafts/new?id={fork}").json["attachments"]
        assert [file["name"] for file in found] == ["pump.png"]

    def test_a_discarded_draft_comes_back_with_them(self, book: Book) -> None:
        """As long as it can come back at all."""
        ada = book.signed_in()
        attach(ada)
        ada.delete("/api/drafts/new")
        book.services.attachments.purge(book.clock.now() + 2 * DAY)
        assert [file["name"] for file in ada.post(f"/api/drafts/{ID}/restore").json["attachments"]] == [
            "pump.png"
        ]
        assert ada.get(f"/attachments/{sha(PNG)}").status == 200

    def test_what_nothing_refers_to_goes_after_a_day(self, book: Book, tmp_path: Path) -> None:
        """Taken away from its draft it is not served, and then deleted."""
        ada = book.signed_in()
        attach(ada)
        attach(ada, b"stays", "note.txt")
        bob = book.signed_in("Bob Ray")
        gone = f"/api/attachments/{sha(PNG)}?draft={ID}&name=pump.png"
        assert bob.delete(gone).status == 404
        assert [ada.delete(gone).status, ada.delete(gone).status] == [200, 404]
        assert ada.get(f"/attachments/{sha(PNG)}").status == 404
        assert book.services.attachments.purge(book.clock.now()) == 0
        assert book.services.attachments.purge(book.clock.now() + 2 * DAY) == 1
        assert on_disk(tmp_path) == {sha(b"stays"): b"stays"}

    def test_text_is_needed_to_post(self, book: Book) -> None:
        """A file alone says nothing to who reads the book."""
        ada = book.signed_in()
        attach(ada)
        assert ada.post("/api/entries", {"text": " ", "key": ID}).code == "invalid"
        assert files(ada) == ["pump.png"]
