"""The help page and the access log."""

from __future__ import annotations

import contextlib
import html
import subprocess
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from build_scripts.environment import ROOT, names_in
from desktop_app.storage.access_log import Event
from desktop_app.web.access_sentences import sentence
from desktop_app.web.inside import INSIDE
from tests.helpers.record import fill
from tests.web.conftest import PASSWORD, START

if TYPE_CHECKING:
    from tests.web.conftest import Book


def test_help_is_for_everybody(book: Book) -> None:
    """With the keys, and Markdown as typed and as it looks; administrators see where the data lies."""
    ada, bob = book.signed_in(), book.signed_in("Bob Kahn")
    page = bob.visit("/help").text
    assert "Ctrl+L" in page
    assert "**important**" in page
    assert "<strong>important</strong>" in page
    assert book.services.data_folder not in page
    assert book.services.data_folder in ada.visit("/help").text


@pytest.mark.parametrize("path", ["/help", "/chain"])
def test_the_commands_that_check_an_export_work_as_they_are_written(
    book: Book, tmp_path: Path, path: str
) -> None:
    """P4, in a shell, with the system's Python and nothing of ours; a changed export is found out."""
    ada = book.signed_in("Grace Hopper")
    fill(book.database, Path(book.services.data_folder))
    commands = html.unescape(ada.visit(path).text.partition('class="commands"')[2].partition("<code>")[2])
    export = ada.get("/api/export?format=json").body
    for written, code in ((export, 0), (export.replace(b"Seen.", b"Sewn."), 1)):
        (tmp_path / "export.json").write_bytes(written)
        ended = subprocess.run(
            ["sh", "-c", commands.partition("</code>")[0]],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert ended.returncode == code, ended.stdout + ended.stderr


def test_the_help_names_the_licence_of_everything_inside() -> None:
    """Every package that is required on any system, by the licence it says of itself."""
    listed = {part.lower(): licence for licence, parts in INSIDE.items() for part in parts}
    for name in names_in((ROOT / "requirements.txt").read_text("utf-8")):
        family = "pyobjc" if name.startswith("pyobjc") else name.lower()
        assert family in listed, name
        with contextlib.suppress(PackageNotFoundError):
            told = metadata(name)
            said = [told.get_all(key) or [] for key in ("License-Expression", "License", "Classifier")]
            assert listed[family].split()[0].split("-")[0] in repr(said), name


def test_the_log_tells_who_came_and_went(book: Book) -> None:
    """Newest first, in sentences, for the event and the person asked for."""
    ada, bob = book.signed_in(), book.signed_in("Bob Kahn")
    bob.post("/session/logout")
    everything = ada.visit("/access-log").text
    assert everything.index("Bob Kahn signed out") < everything.index("Bob Kahn signed in")
    assert "Ada Byron signed in" in everything
    outs = ada.visit("/access-log?event=sign_out").text
    assert "Bob Kahn signed out" in outs
    assert "Bob Kahn signed in" not in outs
    assert "Bob Kahn signed" not in ada.visit("/access-log?person=1").text
    assert "Nothing of the kind" in ada.visit("/access-log?event=session_reused").text


def test_the_log_pages_back_to_its_first_line(book: Book) -> None:
    """However many there are; what is asked for stays asked for."""
    ada = book.signed_in()
    with book.database.write() as connection:
        for _ in range(150):
            connection.execute("INSERT INTO access_log (at, event, user_id) VALUES (1, 'printed', 1)")
    page = ada.visit("/access-log?event=printed").text
    assert page.count("Ada Byron printed entries") == 100
    older = page.partition('href="/access-log?event=printed&amp;before=')[2].partition('"')[0]
    assert (
        ada.visit(f"/access-log?event=printed&before={older}").text.count("Ada Byron printed entries") == 50
    )


@pytest.mark.parametrize("query", ["before=x", "person=0", "person=ada"])
def test_refuses_what_cannot_be_read(book: Book, query: str) -> None:
    """With a page that says so."""
    assert book.signed_in().visit(f"/access-log?{query}").status == 400


def test_the_log_is_for_administrators(book: Book) -> None:
    """Others do not see when their colleagues came and went."""
    book.signed_in()
    bob = book.signed_in("Bob Kahn")
    assert bob.visit("/access-log").status == 403
    assert "/access-log" not in bob.visit("/").text


def test_every_event_has_its_sentence(book: Book) -> None:
    """A new event without one is noticed here; one of a later Shiftbook is shown as it is."""
    book.signed_in()
    with book.database.write() as connection:
        for event in (*Event, "from_the_future"):
            connection.execute("INSERT INTO access_log (at, event, user_id) VALUES (1, ?, 1)", (event,))
    found = book.services.access_log.newest(event=None, user_id=None, before=None, limit=100)
    unknown = [sentence(line) for line in found if sentence(line).endswith(f": {line.event}")]
    assert unknown == ["Ada Byron: from_the_future"]


def test_refused_sign_ins_are_told_without_what_was_typed(book: Book) -> None:
    """Of a person by their name; of a name nobody has, which may be a password, only that there was one."""
    ada, stranger = book.signed_in(), book.window()
    stranger.post("/login", {"name": "Ada Byron", "password": "a wrong password"})
    stranger.post("/login", {"name": "hunter2 secret", "password": "a wrong password"})
    page = ada.visit("/access-log").text
    assert "A sign-in as Ada Byron was refused" in page
    assert "A sign-in as somebody who is not in this book was refused" in page
    assert "hunter2" not in page
    assert "a wrong password" not in page


def test_wrong_passwords_of_somebody_signed_in_are_no_refused_sign_ins(book: Book) -> None:
    """The line says where it was; a right one leaves none, and nothing typed stands in the log."""
    ada, bob = book.signed_in(), book.signed_in("Bob Kahn")
    bob.post("/api/account/password", {"current": "a wrong password", "new": "another long phrase"})
    bob.post("/session/lock")
    assert bob.post("/session/unlock", {"password": "a wrong password"}).status == 401
    book.clock.wind(60)
    assert bob.post("/session/unlock", {"password": PASSWORD}).status == 200
    page = ada.visit("/access-log").text
    assert page.count("A wrong password for Bob Kahn while changing it") == 1
    assert page.count("A wrong password for Bob Kahn at the lock") == 1
    assert "A sign-in as Bob Kahn was refused" not in page
    told = repr(book.rows("SELECT * FROM access_log"))
    assert "another long phrase" not in told
    assert "a wrong password" not in told


def test_whose_doing_it_was_is_told(book: Book) -> None:
    """Of a password set, of adding and barring somebody, and of a setting."""
    ada, bob = book.signed_in(), book.signed_in("Bob Kahn")
    bob.post("/api/account/password", {"current": PASSWORD, "new": "another long phrase"})
    ada.post("/api/people", {"name": "Eve Moss", "password": "another long phrase"})
    ada.post("/api/people/3/password", {"new": "yet another long phrase"})
    ada.post("/api/people/3/disable")
    ada.post("/api/people/3/enable")
    ada.post("/api/people/computer", {"shared": False})
    assert last_said(book, 6) == [
        "Ada Byron changed a setting: nobody shares this computer",
        "Ada Byron let Eve Moss sign in again",
        "Ada Byron barred Eve Moss",
        "Ada Byron set a new password for Eve Moss",
        "Ada Byron added Eve Moss",
        "Bob Kahn changed their password",
    ]


@pytest.mark.parametrize("locked", [False, True])
def test_signing_in_over_anothers_session_is_told_as_such(book: Book, *, locked: bool) -> None:
    """On both lines: whose place it was, and why that session ended."""
    window = book.signed_in()
    book.services.accounts.add("Bob Kahn", PASSWORD, administrator=False, now=START)
    if locked:
        window.post("/session/lock")
    window.post("/login", {"name": "Bob Kahn", "password": PASSWORD})
    assert last_said(book, 2) == [
        f"Bob Kahn signed in: in place of Ada Byron{', whose session was locked' * locked}",
        "Ada Byron’s session ended: somebody else signed in with Switch",
    ]


def last_said(book: Book, lines: int) -> list[str]:
    """The newest lines of the log in words."""
    found = book.services.access_log.newest(event=None, user_id=None, before=None, limit=lines)
    return [sentence(line) for line in found]
