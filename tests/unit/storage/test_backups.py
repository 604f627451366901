"""P8: a backup is whole and intact, in a folder of choice; restoring one destroys nothing."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import BackupNoRoom, BackupNotMade, Invalid, NotRestorable
from desktop_app.logbook.backups import NOBODY, BackupService
from desktop_app.logbook.draft_decisions import Saving, decide_save
from desktop_app.logbook.model import Writing
from desktop_app.logbook.telling import unheard
from desktop_app.storage import backup as copying
from desktop_app.storage.backups import SqliteBackupStore
from desktop_app.storage.drafts import SqliteDraftStore
from desktop_app.storage.entries import SqliteEntryStore
from desktop_app.storage.migrate import open_book as open_at
from desktop_app.storage.proof import verify_copy
from desktop_app.storage.restoring import WORKSHOP
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.database import rows
from tests.helpers.record import ENTRIES, PHOTO, exported, files_of, new_record
from tests.helpers.schemas import book_of_schema

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.logbook.backups import Backup
    from desktop_app.logbook.telling import Tell
    from desktop_app.storage.database import Database

LATER = SOME_INSTANT + 7 * 86_400
ADA = 1


def make(store: SqliteBackupStore, now: int = LATER) -> Backup:
    """Make a backup, which must be intact and where it should be."""
    made = store.make(NOBODY, now, unheard)
    assert (made.verdict.faults, made.elsewhere) == ((), "") or made.verdict.fault_count == 0
    return made.backup


def post(book: Database, text: str, now: int = LATER) -> None:
    """Add an entry."""
    SqliteEntryStore(book).add(author_id=ADA, key=text, writing=Writing(text), written_at=now, utc_offset=60)


def contents(folder: Path) -> dict[str, str]:
    """Return every file below a folder with the hash of what is in it."""
    # The index of the write-ahead log is written even by those who read.
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith("-shm")]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


class TestBackup:
    """Making one."""

    def test_is_named_after_time_count_and_head(self, store: SqliteBackupStore, book: Database) -> None:
        """So that it can be compared with a printout without opening it."""
        made = make(store)
        head = SqliteEntryStore(book).head().hash.hex()[:12]
        assert made.path.name == f"shiftbook-2026-09-28-141320-{ENTRIES}-{head}.db"
        assert (made.entries, made.head, made.before_schema) == (ENTRIES, head, None)
        assert [backup.path for backup in store.all()] == [made.path]

    def test_verifies_with_its_files_like_any_copy(self, store: SqliteBackupStore) -> None:
        """As `shiftbook verify FILE` does."""
        verdict = verify_copy(make(store).path, unheard)
        assert (verdict.entries, verdict.faults) == (ENTRIES, ())

    def test_nobody_else_can_read_it(self, store: SqliteBackupStore) -> None:
        """Neither the copy nor the files."""
        folder = make(store).path.parent
        assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}

    def test_files_are_kept_once_for_all_backups(self, store: SqliteBackupStore) -> None:
        """A day later only the book is copied."""
        pool = make(store).path.parent / "attachments"
        before = {path: path.stat().st_mtime_ns for path in pool.rglob("*") if path.is_file()}
        assert len(before) == 3
        make(store, LATER + 86_400)
        assert {path: path.stat().st_mtime_ns for path in pool.rglob("*") if path.is_file()} == before

    def test_a_changed_record_is_backed_up_and_told_of(
        self, store: SqliteBackupStore, service: BackupService, book: Database
    ) -> None:
        """Whatever it is now must not be lost either; and no older one goes for it."""
        with book.write() as connection:
            connection.execute("DROP TRIGGER entry_is_never_changed")
            connection.execute("UPDATE entry SET text = 'another' WHERE number = 5")
        assert service.make_if_due(LATER, unheard)
        assert "first change at entry 5" in service.warning
        assert len(store.all()) == 1

    def test_a_file_that_is_missing_is_told_of(self, store: SqliteBackupStore, data: Path) -> None:
        """The rest does not wait for it."""
        sha256 = hashlib.sha256(PHOTO).hexdigest()
        (files_of(data) / sha256[:2] / sha256).unlink()
        verdict = store.make(NOBODY, LATER, unheard).verdict
        assert verdict.faults[0][1] == "its attachment photo.png is missing or cannot be read"

    def test_a_full_disk_leaves_nothing(
        self, store: SqliteBackupStore, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """And the sentence says how much it needs."""
        monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000}))
        with pytest.raises(BackupNoRoom, match=r"the disk has 0\.0 MiB"):
            make(store)
        assert list((data / "backups").glob("*.db")) == []

    def test_a_copy_that_is_not_the_same_gets_no_name(
        self, store: SqliteBackupStore, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A disk that keeps other bytes than it was given is noticed."""
        copy = copying._copy

        def copy_badly(book: apsw.Connection, draft: Path, progress: Tell) -> None:
            copy(book, draft, progress)
            draft.write_bytes(draft.read_bytes()[:-4096])

        monkeypatch.setattr(copying, "_copy", copy_badly)
        with pytest.raises(BackupNotMade, match="not sound"):
            make(store)
        assert list((data / "backups").glob("*.db")) == []

    def test_posting_goes_on_meanwhile(self, store: SqliteBackupStore, book: Database) -> None:
        """The backup is of one state; nobody waits for it."""
        texts = iter(f"meanwhile {number}" for number in range(10_000))
        made = store.make(NOBODY, LATER, lambda _done, _total: post(book, next(texts)))
        assert made.backup.entries == ENTRIES
        assert SqliteEntryStore(book).head().number > ENTRIES


class TestFolder:
    """Of choice."""

    def test_backups_go_where_they_are_told_to(self, store: SqliteBackupStore, tmp_path: Path) -> None:
        """And those beside the book are still shown."""
        first = make(store)
        stick = tmp_path / "stick"
        stick.mkdir()
        store.choose_folder(stick, NOBODY, LATER)
        second = make(store, LATER + 60)
        assert second.path.parent == stick
        assert [backup.path for backup in store.all()] == [second.path, first.path]

    def test_a_stick_that_is_not_plugged_in_is_told_of(
        self, store: SqliteBackupStore, service: BackupService, tmp_path: Path, data: Path
    ) -> None:
        """No folder is made in its place; the backup lies beside the book instead."""
        stick = tmp_path / "stick"
        stick.mkdir()
        store.choose_folder(stick, NOBODY, LATER)
        pulled = stick.rename(tmp_path / "pulled")
        assert service.make_if_due(LATER, unheard)
        assert "it is not there" in service.warning
        assert not stick.exists()
        assert store.all()[0].path.parent == data / "backups"
        pulled.rename(stick)
        service.make(NOBODY, LATER + 60, unheard)
        assert service.warning == ""

    @pytest.mark.parametrize("folder", ["relative", "/nowhere/at/all"])
    def test_a_folder_that_cannot_be_is_refused(self, store: SqliteBackupStore, folder: str) -> None:
        """At once, with a sentence."""
        from pathlib import Path  # noqa: PLC0415 - only here at run time

        with pytest.raises(Invalid):
            store.choose_folder(Path(folder), NOBODY, LATER)

    def test_superfluous_ones_go(self, service: BackupService, data: Path) -> None:
        """Nobody else's: what another book or person put there stays."""
        folder = data / "backups"
        folder.mkdir()
        other = folder / "shiftbook-2020-01-01-000000-3-0123456789ab.db"
        other.write_bytes(b"of somebody else")
        (folder / "attachments").mkdir()
        for day in range(40):
            service.make(NOBODY, LATER + day * 86_400, unheard)
        own = service.own()
        assert len(own) == 7 + 4 - 2  # the newest of this week and of the last are among the seven days
        assert own[0].made_at.timestamp() == LATER + 39 * 86_400
        assert other.exists()


class TestRestore:
    """Putting one back."""

    def test_backup_change_restore_gives_the_same_bytes_and_head(
        self, store: SqliteBackupStore, service: BackupService, book: Database, data: Path
    ) -> None:
        """And forth again: what was written meanwhile is in the backup made first."""
        then = exported(book, data)
        backup = make(store)
        post(book, "written since")
        now = exported(book, data)
        kept = service.restore(backup, "Ada Byron", LATER + 60, unheard)
        assert exported(book, data) == then
        assert kept is not None
        service.restore(kept, "Ada Byron", LATER + 120, unheard)
        assert exported(book, data) == now

    def test_files_come_back(
        self, store: SqliteBackupStore, service: BackupService, book: Database, data: Path
    ) -> None:
        """From the pool, if they are gone from beside the book."""
        then = exported(book, data)
        backup = make(store)
        shutil.rmtree(files_of(data))
        service.restore(backup, "Ada Byron", LATER, unheard)
        assert exported(book, data) == then

    def test_everybody_is_signed_out_and_the_computer_stays_the_same(
        self, store: SqliteBackupStore, service: BackupService, book: Database
    ) -> None:
        """What belongs to this computer does not come out of a backup."""
        (person,) = rows(book, "SELECT id FROM account")
        backup = make(store)
        with book.write() as connection:
            connection.execute("UPDATE instance SET id = 'feedbeef', shared_computer = 1")
        _ = person
        service.restore(backup, "Ada Byron", LATER, unheard)
        assert rows(book, "SELECT id, shared_computer FROM instance") == [("feedbeef", 1)]
        assert rows(book, "SELECT count(*) FROM session") == [(0,)]
        assert rows(book, "SELECT event, detail FROM access_log ORDER BY id DESC LIMIT 1") == [
            ("restored", f"of 2026-09-28 14:13 UTC ({backup.path.name}), by Ada Byron")
        ]

    def test_what_people_are_writing_stays_theirs(
        self, store: SqliteBackupStore, service: BackupService, book: Database
    ) -> None:
        """Their words were saved; a restored record takes none away."""
        backup = make(store)
        drafts = SqliteDraftStore(book)
        drafts.save(Saving(user_id=ADA, place="new", draft_id="a" * 32, text="half a"), decide_save, LATER)
        service.restore(backup, "Ada Byron", LATER, unheard)
        assert [draft.text for draft in drafts.of_person(ADA)] == ["half a"]

    def test_looking_first_changes_nothing(
        self, store: SqliteBackupStore, service: BackupService, book: Database, data: Path
    ) -> None:
        """It says what would not be in the book any more, and whose that is."""
        backup = make(store)
        post(book, "written since")
        before = contents(data)
        change = service.change(backup, unheard)
        assert (change.entries_then, change.entries_now, change.same_record) == (ENTRIES, ENTRIES + 1, True)
        assert change.lost == (("Ada Byron", 1),)
        assert contents(data) == before

    def test_another_history_is_told_as_one(
        self, store: SqliteBackupStore, service: BackupService, tmp_path: Path, data: Path
    ) -> None:
        """All entries of this book would not be in it any more."""
        other_data = tmp_path / "other"
        other_data.mkdir()
        with closing(new_record(other_data)) as other:
            theirs = make(SqliteBackupStore(other, files_of(other_data)))
        make(store)
        shutil.copytree(theirs.path.parent, data / "backups", dirs_exist_ok=True)
        change = service.change(service.called(theirs.path.name), unheard)
        assert (change.same_record, change.lost) == (False, (("Ada Byron", ENTRIES),))
        assert [backup.path.name for backup in service.own()] != [theirs.path.name]
        assert len(service.all()) == 2

    @pytest.mark.parametrize("harm", ["cut short", "changed", "no book", "file gone", "newer"])
    def test_one_that_is_not_whole_is_refused(
        self, store: SqliteBackupStore, service: BackupService, book: Database, data: Path, harm: str
    ) -> None:
        """With a reason; the book is as it was."""
        backup = make(store)
        _harm(backup.path, harm)
        before = exported(book, data)
        with pytest.raises(NotRestorable):
            service.restore(backup, "Ada Byron", LATER, unheard)
        assert exported(book, data) == before
        assert not (data / WORKSHOP).exists()

    @pytest.mark.parametrize("schema", [1, 2])
    def test_one_of_an_older_shiftbook_is_upgraded_on_its_way(
        self, store: SqliteBackupStore, service: BackupService, book: Database, data: Path, schema: int
    ) -> None:
        """The copy it was restored from stays as it is."""
        folder = data / "backups"
        folder.mkdir()
        old = folder / "shiftbook-2026-01-01-000000-before-schema-3.db"
        book_of_schema(schema, old)
        was = old.read_bytes()
        with closing(apsw.Connection(str(old))) as copy:
            entries = copy.execute("SELECT count(*) FROM entry").get
        service.restore(service.called(old.name), "Ada Byron", LATER, unheard)
        assert SqliteEntryStore(book).head().number == entries
        assert store.make(NOBODY, LATER + 60, unheard).verdict.fault_count == 0
        assert old.read_bytes() == was

    def test_a_book_that_was_restored_opens_again(
        self, store: SqliteBackupStore, service: BackupService, book: Database, data: Path
    ) -> None:
        """With its log folded in."""
        backup = make(store)
        post(book, "written since")
        service.restore(backup, "Ada Byron", LATER, unheard)
        post(book, "after", LATER + 60)
        book.close()
        with closing(open_at(data / "shiftbook.db")) as again:
            assert SqliteEntryStore(again).head().number == ENTRIES + 1


def _harm(path: Path, harm: str) -> None:
    if harm == "cut short":
        path.write_bytes(path.read_bytes()[:-4096])
    elif harm == "no book":
        path.write_bytes(b"What is this?" * 1000)
    elif harm == "file gone":
        shutil.rmtree(path.parent / "attachments")
    else:
        with closing(apsw.Connection(str(path))) as copy:
            if harm == "newer":
                copy.pragma("user_version", 99)
            else:
                copy.execute("DROP TRIGGER entry_is_never_changed")
                copy.execute("UPDATE entry SET text = 'another' WHERE number = 5")
            copy.pragma("wal_checkpoint", "TRUNCATE")
