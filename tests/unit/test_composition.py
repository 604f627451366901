"""A whole program: built, started, stopped, and cleaned up after when it cannot be."""

from __future__ import annotations

import http.client
import json
import os
import re
from contextlib import closing
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app import assembly, composition
from desktop_app.accounts.service import AccountService
from desktop_app.composition import Shiftbook, build, people_of
from desktop_app.config import Settings
from desktop_app.errors import DatabaseDamaged, DataFolderUnusable, KeyFileDamaged, PortTaken, StorageBusy
from desktop_app.instance import Claim, Front, Note, Rung, read_note, ring
from desktop_app.logbook.drafts import DraftService
from desktop_app.port import bind
from desktop_app.sessions.service import SessionService
from desktop_app.storage.database import Database
from desktop_app.web.headers import SECURITY_HEADERS
from tests.helpers.clock import SOME_INSTANT, FakeClock
from tests.helpers.data_folder import prepared_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.accounts.model import Account
    from desktop_app.paths import DataFolder


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A data folder ready to be used."""
    return prepared_folder(tmp_path / "data")


@pytest.fixture
def claim(folder: DataFolder) -> Iterator[Claim]:
    """The folder, taken by us."""
    with Claim(folder) as taken:
        assert taken.take()
        yield taken


@pytest.fixture
def program(folder: DataFolder, claim: Claim) -> Iterator[Shiftbook]:
    """A program that is built and not started."""
    opened = build(Settings(), folder, FakeClock(), claim)
    yield opened
    opened.stop()


def is_free(folder: DataFolder) -> bool:
    """Return whether the next start would be the first."""
    with Claim(folder) as next_one:
        return next_one.take()


def noted(folder: DataFolder) -> Note:
    """Read what a second start would find."""
    note = read_note(folder.instance)
    assert note is not None
    return note


def get(program: Shiftbook, path: str) -> http.client.HTTPResponse:
    """Ask the program for something."""
    with closing(http.client.HTTPConnection(program.host, timeout=10)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer


class TestStarted:
    """The program at work."""

    def test_answers_what_was_asked_before_it_was_ready(self, program: Shiftbook) -> None:
        """The window may be quicker; its first request waits."""
        with closing(http.client.HTTPConnection(program.host, timeout=10)) as early:
            early.request("GET", "/readyz")
            program.start()
            assert early.getresponse().status == 200

    def test_every_address_opens_one_window(self, program: Shiftbook) -> None:
        """Each is another, each works once, and only under our own name."""
        program.start()
        addresses = [program.open_url() for _ in range(2)]
        assert all(re.fullmatch(rf"{program.origin}/open\?key=[\w-]{{43}}", address) for address in addresses)
        paths = [address.removeprefix(program.origin) for address in (*addresses, addresses[0])]
        assert [get(program, path).status for path in paths] == [303, 303, 403]

    def test_the_servers_own_refusals_carry_our_headers(self, program: Shiftbook) -> None:
        """Whoever sends too much is answered by waitress, not by the web layer."""
        program.start()
        with closing(http.client.HTTPConnection(program.host, timeout=10)) as connection:
            connection.putrequest("POST", "/api/entries")
            connection.putheader("Content-Length", str(2**40))
            connection.endheaders()
            answer = connection.getresponse()
            assert answer.status == 413
            for name, value in (*SECURITY_HEADERS, ("Cache-Control", "no-store")):
                assert answer.getheader(name) == value

    def test_a_request_is_answered_out_of_one_book(
        self, program: Shiftbook, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever was let in before a backup was put back asks again, and is not served as somebody else."""
        program.start()
        cookie = get(program, program.open_url().removeprefix(program.origin)).getheader("Set-Cookie") or ""
        set_up = AccountService.set_up

        def set_up_too_late(accounts: AccountService, *given: Any) -> Account:
            assert program._assembly is not None
            with program._assembly.database.replacing():
                pass
            return set_up(accounts, *given)

        monkeypatch.setattr(AccountService, "set_up", set_up_too_late)
        with closing(http.client.HTTPConnection(program.host, timeout=10)) as connection:
            headers = {"Origin": program.origin, "Content-Type": "application/json"}
            body = json.dumps({"name": "Ada Byron", "password": "correct horse battery"})
            connection.request("POST", "/setup", body, headers | {"Cookie": cookie.split(";")[0]})
            assert connection.getresponse().status == 503
        with people_of(program.folder) as people:
            assert not people.any()

    def test_starting_twice_is_starting_once(self, program: Shiftbook) -> None:
        """The window's thread and a fallback may both ask."""
        program.start()
        program.start()
        assert get(program, "/readyz").status == 200

    @pytest.mark.parametrize(("test_mode", "status"), [(False, 404), (True, 401)])
    def test_test_addresses_exist_in_test_mode_alone(
        self, folder: DataFolder, claim: Claim, *, test_mode: bool, status: int
    ) -> None:
        """Nobody can make a real book fail."""
        program = build(Settings(test_mode=test_mode), folder, FakeClock(), claim)
        program.start()
        try:
            cookie = get(program, program.open_url().removeprefix(program.origin)).getheader("Set-Cookie")
            assert cookie is not None
            with closing(http.client.HTTPConnection(program.host, timeout=10)) as connection:
                headers = {"Cookie": cookie.split(";")[0]}
                connection.request("GET", "/api/test-token-expired", headers=headers)
                assert connection.getresponse().status == status
        finally:
            program.stop()


class TestStopped:
    """The end."""

    def test_frees_port_book_and_folder(self, folder: DataFolder) -> None:
        """The next run has all three, and nothing is left to be mended."""
        for _ in range(2):
            claim = Claim(folder)
            assert claim.take()
            program = build(Settings(), folder, FakeClock(), claim)
            program.start()
            program.stop()
            bind(int(program.origin.rpartition(":")[2])).close()
            assert {path.name for path in folder.root.iterdir() if path.is_file()} == {
                "shiftbook.db", "shiftbook.key", "port", "lock",
            }  # fmt: skip

    def test_before_the_start_it_frees_them_too(self, program: Shiftbook) -> None:
        """And a start that comes too late does nothing."""
        program.stop()
        program.start()
        with pytest.raises(OSError, match="refused"):
            get(program, "/readyz")
        assert not program.folder.database.exists()
        assert is_free(program.folder)

    def test_a_second_time_it_does_nothing(self, program: Shiftbook, folder: DataFolder) -> None:
        """A failed start has stopped it already; by now the folder may be another's."""
        program.start()
        program.stop()
        with Claim(folder) as next_one:
            assert next_one.take()
            next_one.announce("http://127.0.0.1:1")
            program.stop()
            assert folder.instance.exists()

    def test_a_book_that_is_still_in_use_is_left_open(
        self, program: Shiftbook, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The next start reads its log; the end of the program does not wait for it."""

        def busy(_self: Database) -> None:
            raise StorageBusy

        program.start()
        with monkeypatch.context() as patched:
            patched.setattr(Database, "close", busy)
            program.stop()
        assert "outcome=not_closed" in caplog.text
        assert is_free(program.folder)


class TestRung:
    """What a second start is told, from the moment there is a program to ask."""

    def test_is_noted_down_before_anything_slow(self, program: Shiftbook, folder: DataFolder) -> None:
        """A second double-click may come while the book is being opened."""
        note = read_note(folder.instance)
        assert note == Note(os.getpid(), program.origin, program.instance_secret)
        assert not folder.database.exists()

    def test_goes_to_the_window_with_what_the_desktop_gave(
        self, program: Shiftbook, folder: DataFolder
    ) -> None:
        """Through the real server, as another process would ask."""
        seen: list[str] = []

        def bring(startup: str) -> Front:
            seen.append(startup)
            return Front.SHOWN

        program.when_rung(bring)
        program.start()
        assert ring(noted(folder), "a token", window=True) == Rung(None)
        assert seen == ["a token"]

    def test_without_a_window_there_is_an_address_that_opens_one(
        self, program: Shiftbook, folder: DataFolder
    ) -> None:
        """Once, as every address."""
        program.start()
        address = ring(noted(folder), None, window=True).address
        assert address is not None
        paths = [address.removeprefix(program.origin)] * 2
        assert [get(program, path).status for path in paths] == [303, 403]

    def test_a_program_that_ends_asks_for_patience(self, program: Shiftbook) -> None:
        """Its window is going away; the next start is the first."""
        program.when_rung(lambda _: Front.SHOWN)
        program.start()
        program.stop()
        assert program.bring_to_front("") is Front.LEAVING

    def test_every_run_has_another_secret(self, folder: DataFolder) -> None:
        """Whoever read an old backup of the folder knows nothing."""
        secrets = set()
        for _ in range(2):
            claim = Claim(folder)
            assert claim.take()
            program = build(Settings(), folder, FakeClock(), claim)
            secrets.add(program.instance_secret)
            program.stop()
        assert len(secrets) == 2


class TestFailingToStart:
    """Whatever was opened before the failure is closed again."""

    def test_a_taken_port_opens_no_book(self, folder: DataFolder, claim: Claim) -> None:
        """The person chooses another port and starts again; nobody is sent to a program that is not there."""
        with closing(bind(0)) as taken, pytest.raises(PortTaken):
            build(Settings(port=taken.getsockname()[1]), folder, FakeClock(), claim)
        assert not folder.database.exists()
        assert not folder.instance.exists()

    def test_a_folder_that_takes_no_note_frees_the_port(
        self, folder: DataFolder, claim: Claim, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The socket is closed again, whatever went wrong after it."""
        listener = bind(0)
        monkeypatch.setattr(composition, "bind_remembered", lambda *_: listener)
        folder.instance.mkdir()
        with pytest.raises(DataFolderUnusable):
            build(Settings(), folder, FakeClock(), claim)
        assert listener.fileno() == -1

    def test_a_damaged_book_is_left_as_it_is_and_lets_go_of_port_and_folder(
        self, program: Shiftbook, folder: DataFolder
    ) -> None:
        """While the person reads why, the port stays free for whoever wants it."""
        folder.database.write_bytes(b"this is no database" * 100)
        with pytest.raises(DatabaseDamaged):
            program.start()
        program.stop()
        bind(int(program.origin.rpartition(":")[2])).close()
        assert folder.database.read_bytes() == b"this is no database" * 100
        assert is_free(folder)

    def test_a_damaged_key_opens_no_book(self, program: Shiftbook, folder: DataFolder) -> None:
        """Nothing is made that was not there."""
        folder.key.write_bytes(b"short")
        with pytest.raises(KeyFileDamaged):
            program.start()
        assert not folder.database.exists()

    def test_a_web_layer_that_fails_closes_the_book(
        self, program: Shiftbook, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A mistake of ours must not leave a log of the database behind."""

        def broken(*_: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(assembly, "create_app", broken)
        with pytest.raises(ZeroDivisionError):
            program.start()
        assert folder.database.exists()
        assert not folder.database.with_name("shiftbook.db-wal").exists()


class TestPurge:
    """The tidying up beside the work."""

    @pytest.fixture(autouse=True)
    def _at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nobody waits ten seconds for it here."""
        monkeypatch.setattr(composition, "PURGE_DELAY", timedelta(0))

    def test_comes_after_the_start_with_the_programs_own_time(
        self, program: Shiftbook, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Once, then a day later: here the second never comes."""
        purged, at = Event(), []

        def purge(service: SessionService | DraftService, now: int) -> int:
            at.append((type(service), now))
            if isinstance(service, DraftService):
                purged.set()
            return 0

        for kind in (SessionService, DraftService):
            monkeypatch.setattr(kind, "purge", purge)
        program.start()
        assert purged.wait(10)
        program.stop()
        assert at == [(SessionService, SOME_INSTANT), (DraftService, SOME_INSTANT)]

    def test_goes_on_after_a_busy_day(
        self, program: Shiftbook, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        """A book somebody else holds is tidied up another time."""
        monkeypatch.setattr(composition, "PURGE_INTERVAL", timedelta(0))
        tries, enough = [], Event()

        def purge(_self: SessionService, _now: int) -> int:
            tries.append(1)
            if len(tries) == 1:
                raise StorageBusy
            enough.set()
            return 3

        monkeypatch.setattr(SessionService, "purge", purge)
        program.start()
        assert enough.wait(10)
        program.stop()
        assert "purge outcome=failed" in caplog.text


def test_people_can_be_worked_on_beside_the_program(program: Shiftbook, folder: DataFolder) -> None:
    """From a terminal, while a window is open."""
    program.start()
    with people_of(folder) as people:
        assert people.set_up("Ada", "lantern gravel ostrich", SOME_INSTANT).administrator
    with people_of(folder) as people:
        assert [account.name for account in people.all()] == ["Ada"]
