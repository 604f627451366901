"""P8: a backup takes nothing else away, mends its files, and is made where it should be once it can."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import BackupCalledOff, Invalid, StorageUnavailable
from desktop_app.logbook.backups import NOBODY, Backup, BackupService
from desktop_app.logbook.telling import unheard
from desktop_app.storage import restoring, verifying
from desktop_app.storage.attachments import SqliteAttachmentStore
from desktop_app.storage.backup import backup_at, backups_in
from desktop_app.storage.backups import SqliteBackupStore
from desktop_app.storage.migrate import open_book as open_at
from desktop_app.storage.restoring import replace_damaged
from desktop_app.storage.verifying import path_of
from tests.helpers.clock import SOME_INSTANT
from tests.helpers.database import rows
from tests.helpers.record import LOG, PHOTO, exported, files_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.storage.database import Database

DAY = 86_400
LATER = SOME_INSTANT + 7 * DAY
PHOTO_SHA256 = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def stick(store: SqliteBackupStore, tmp_path: Path) -> Path:
    """A folder on another disk, chosen."""
    made = tmp_path / "stick"
    made.mkdir()
    store.choose_folder(made, NOBODY, LATER)
    return made


def photo_in(pool: Path) -> Path:
    """Return where the photo lies."""
    return path_of(pool, PHOTO_SHA256)


class TestNothingElseGoes:
    """What is not surely ours to delete stays."""

    def test_files_of_a_copy_somebody_named_stay(
        self, service: BackupService, store: SqliteBackupStore
    ) -> None:
        """They share the folder of files with the other backups there."""
        folder = service.make(NOBODY, LATER, unheard).backup.path.parent
        store.make_as(folder / "before the move.db", LATER, unheard)
        store.remove(backups_in(folder))
        assert photo_in(folder / "attachments").read_bytes() == PHOTO

    def test_files_that_are_no_attachments_stay(
        self, service: BackupService, store: SqliteBackupStore
    ) -> None:
        """The person may have a folder of that name."""
        folder = service.make(NOBODY, LATER, unheard).backup.path.parent
        theirs = folder / "attachments" / "ab" / "abc.jpg"
        theirs.parent.mkdir(exist_ok=True)
        theirs.write_bytes(b"a photo")
        store.remove(backups_in(folder))
        assert theirs.exists()
        assert not photo_in(folder / "attachments").exists()

    def test_the_folder_of_a_book_is_refused(self, store: SqliteBackupStore, data: Path) -> None:
        """Its attached files would pass for those of backups."""
        with pytest.raises(Invalid, match="a logbook itself"):
            store.choose_folder(data, NOBODY, LATER)

    def test_a_clock_that_was_wrong_costs_no_backup(self, service: BackupService) -> None:
        """What was made in a year to come does not push out what is made today."""
        for day in range(12):
            service.make(NOBODY, LATER + (400 + 7 * day) * DAY, unheard)
        now = service.make(NOBODY, LATER, unheard).backup
        assert now.path.exists()

    def test_old_ones_that_cannot_be_deleted_cost_no_new_one(
        self, service: BackupService, store: SqliteBackupStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A virus scanner has one open, say."""

        def refuse(_backups: object) -> None:
            raise StorageUnavailable("in use")

        monkeypatch.setattr(store, "remove", refuse)
        assert service.make(NOBODY, LATER, unheard).backup.path.exists()
        assert service.warning == ""

    def test_two_at_once_do_not_share_a_draft(self, store: SqliteBackupStore, data: Path) -> None:
        """The command line makes one while the program does: each is its own."""
        others: list[Backup] = []

        def meanwhile(_done: int, _total: int) -> None:
            if not others:
                others.append(Backup(data, backup_at(data).made_at))
                others[0] = store.make(NOBODY, LATER, unheard).backup
                others[0].path.unlink()

        made = store.make(NOBODY, LATER, meanwhile).backup
        assert made.path.exists()
        assert list((data / "backups").glob("unfinished*")) == []

    def test_files_of_a_backup_under_way_stay(self, service: BackupService, store: SqliteBackupStore) -> None:
        """Another program makes it."""
        folder = service.make(NOBODY, LATER, unheard).backup.path.parent
        (folder / "unfinished-0123abcd.db").touch()
        store.remove(backups_in(folder))
        assert photo_in(folder / "attachments").exists()

    def test_what_a_killed_run_left_goes_a_day_later(self, store: SqliteBackupStore, data: Path) -> None:
        """Not before: it may be under way."""
        folder = data / "backups"
        folder.mkdir()
        left, theirs = folder / "unfinished-0123abcd.db", folder / "unfinished-symphony.db"
        for path in (left, theirs):
            path.write_bytes(b"half a copy")
        made = int(left.stat().st_mtime)
        store.make(NOBODY, made + DAY - 60, unheard)
        assert left.exists()
        store.make(NOBODY, made + DAY + 60, unheard)
        assert (left.exists(), theirs.exists()) == (False, True)


class TestFiles:
    """Attached files, in the backup and back."""

    def test_one_that_rotted_in_the_pool_is_copied_anew(self, store: SqliteBackupStore) -> None:
        """The backup is whole again; the record is not blamed."""
        pool = store.make(NOBODY, LATER, unheard).backup.path.parent / "attachments"
        photo_in(pool).write_bytes(PHOTO[::-1])
        assert store.make(NOBODY, LATER + DAY, unheard).verdict.faults == ()
        assert photo_in(pool).read_bytes() == PHOTO

    def test_one_that_rotted_beside_the_book_comes_back_whole(
        self, store: SqliteBackupStore, service: BackupService, book: Database, data: Path
    ) -> None:
        """Of the same size as it was."""
        then = exported(book, data)
        made = store.make(NOBODY, LATER, unheard).backup
        photo_in(files_of(data)).write_bytes(PHOTO[::-1])
        service.restore(made, "Ada Byron", LATER, unheard)
        assert exported(book, data) == then

    def test_tidying_up_takes_none_from_a_book_restored_meanwhile(
        self, store: SqliteBackupStore, tmp_path: Path
    ) -> None:
        """What nothing referred to a moment ago is what the restored entries show."""
        made, other = store.make(NOBODY, LATER, unheard).backup, tmp_path / "other"
        other.mkdir()
        place = photo_in(files_of(other))
        place.parent.mkdir(parents=True)
        place.write_bytes(PHOTO)
        with closing(open_at(other / "shiftbook.db")) as fresh:
            attachments = SqliteAttachmentStore(fresh, files_of(other))
            restoring_it = BackupService(SqliteBackupStore(fresh, files_of(other)), lambda _: 0)
            older_than = attachments.files.older_than

            def found(then: int) -> Iterator[str]:
                yield from older_than(then)
                restoring_it.restore(made, "Ada Byron", LATER, unheard)

            attachments.files.older_than = found  # type: ignore[method-assign]
            assert attachments.purge(2**40) == 0
            assert place.read_bytes() == PHOTO

    def test_one_that_cannot_be_read_does_not_hold_up_the_rest(
        self, store: SqliteBackupStore, data: Path
    ) -> None:
        """A bad sector, say; it is told of."""
        photo_in(files_of(data)).unlink()
        photo_in(files_of(data)).mkdir()
        made = store.make(NOBODY, LATER, unheard)
        assert made.verdict.faults[0][1] == "its attachment photo.png is missing or cannot be read"
        assert path_of(made.backup.path.parent / "attachments", hashlib.sha256(LOG).hexdigest()).exists()

    def test_long_copying_of_files_can_be_called_off(
        self, store: SqliteBackupStore, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The window need not stay open for a slow disk."""
        copied: list[object] = []
        monkeypatch.setattr(verifying, "copy_file", lambda source, _place, _sha256: copied.append(source))

        def closing_now(_done: int, _total: int) -> None:
            if copied:
                raise BackupCalledOff

        with pytest.raises(BackupCalledOff):
            store.make(NOBODY, LATER, closing_now)
        assert len(copied) == 1
        assert list((data / "backups").glob("*.db")) == []


class TestWhere:
    """In the folder of choice whenever it is there."""

    def test_the_folder_beside_the_book_is_no_choice(self, store: SqliteBackupStore, data: Path) -> None:
        """It is what the field says at first, made yet or not."""
        store.choose_folder(data / "backups", NOBODY, LATER)
        with store._database.read() as connection:
            assert connection.execute("SELECT backup_folder FROM instance").get is None

    def test_a_folder_without_room_is_refused(
        self, store: SqliteBackupStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """At once, not in the night."""
        monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000}))
        with pytest.raises(Invalid, match=r"has 0\.0 MiB left"):
            store.choose_folder(tmp_path, NOBODY, LATER)

    def test_a_stick_without_modes_and_links_will_do(
        self, service: BackupService, stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Such as one formatted as FAT."""
        monkeypatch.setattr(type(stick), "chmod", _refused)
        monkeypatch.setattr(type(stick), "hardlink_to", _refused)
        made = service.make(NOBODY, LATER, unheard)
        assert (made.backup.path.parent, made.verdict.faults, made.elsewhere) == (stick, (), "")

    @pytest.mark.usefixtures("stick")
    def test_a_disk_that_fails_does_not_stop_the_day(
        self, service: BackupService, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It cannot even be looked at."""
        is_dir = type(data).is_dir
        broken = lambda path: _refused() if path.name == "stick" else is_dir(path)  # noqa: E731 - one line
        monkeypatch.setattr(type(data), "is_dir", broken)
        assert service.make_if_due(LATER, unheard)
        assert len(backups_in(data / "backups")) == 1
        assert "stick cannot be used" in service.warning

    def test_once_the_stick_is_back_the_day_gets_its_backup_there(
        self, service: BackupService, stick: Path
    ) -> None:
        """And not every hour one beside the book until then."""
        pulled = stick.rename(stick.with_name("pulled"))
        assert service.make_if_due(LATER, unheard)
        assert not service.make_if_due(LATER + 3600, unheard)
        pulled.rename(stick)
        assert service.make_if_due(LATER + 7200, unheard)
        assert (len(backups_in(stick)), service.warning) == (1, "")

    def test_the_next_start_says_so_too(
        self, service: BackupService, store: SqliteBackupStore, stick: Path
    ) -> None:
        """The warning outlives the program."""
        stick.rename(stick.with_name("pulled"))
        assert service.make_if_due(LATER, unheard)
        again = BackupService(store, lambda _: 60)
        assert not again.make_if_due(LATER + 3600, unheard)
        assert again.warning == service.warning
        assert f"{stick} cannot be used: it is not there." in again.warning
        assert "There is no backup" not in again.warning

    def test_an_empty_mount_point_is_not_the_stick(
        self, service: BackupService, store: SqliteBackupStore, stick: Path, data: Path
    ) -> None:
        """It is there, and on the disk of the book; chosen again, it will do."""
        stick.rename(stick.with_name("pulled"))
        stick.mkdir()
        assert service.make_if_due(LATER, unheard)
        assert (len(backups_in(data / "backups")), list(stick.iterdir())) == (1, [])
        assert "does not look like the folder that was chosen" in service.warning
        store.choose_folder(stick, NOBODY, LATER)
        assert service.make_if_due(LATER + 60, unheard)
        assert (len(backups_in(stick)), service.warning) == (1, "")

    def test_a_failure_says_how_old_the_last_one_is(
        self, service: BackupService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """So that one knows how much there is to lose."""
        service.make(NOBODY, LATER, unheard)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000}))
        assert not service.make_if_due(LATER + 3 * DAY, unheard)
        assert "The last backup is 3 days old." in service.warning

    def test_a_name_with_an_impossible_date_is_none(self, service: BackupService, data: Path) -> None:
        """It stops nothing."""
        (data / "backups").mkdir()
        (data / "backups" / "shiftbook-2026-99-99-000000-3-0123456789ab.db").write_bytes(b"x")
        assert service.make_if_due(LATER, unheard)

    def test_a_copy_somebody_named_is_in_the_access_log(
        self, store: SqliteBackupStore, book: Database, tmp_path: Path
    ) -> None:
        """Like an export: the whole book goes out with it."""
        store.make_as(tmp_path / "copy.db", LATER, unheard)
        assert rows(book, "SELECT detail FROM access_log WHERE event = 'backed_up'") == [
            (str(tmp_path / "copy.db"),)
        ]


class TestDamagedBook:
    """A damaged book makes way for a backup."""

    @pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
    def test_it_is_in_its_place_until_the_other_one_is(
        self,
        store: SqliteBackupStore,
        book: Database,
        data: Path,
        monkeypatch: pytest.MonkeyPatch,
        *,
        links: bool,
    ) -> None:
        """Killed in between, the next start must not find a place for a new book."""
        then, made, path = exported(book, data), store.make(NOBODY, LATER, unheard).backup, book.path
        book.close()
        damage = b"What is this?" * 1000
        path.write_bytes(damage)
        path.with_name(f"{path.name}-wal").write_bytes(b"the log")
        seen: list[bytes] = []
        monkeypatch.setattr(restoring, "sync_folder", lambda _: seen.append(path.read_bytes()))
        if not links:
            monkeypatch.setattr(type(path), "hardlink_to", _refused)
        for number in (1, 2):
            aside = replace_damaged(path, made, files_of(data), "words", LATER, unheard)
            assert aside.name == f"shiftbook-2026-09-28-141320-damaged{'-2' * (number - 1)}.db"
        assert seen[0] == damage
        first = path.with_name("shiftbook-2026-09-28-141320-damaged.db")
        assert (first.read_bytes(), first.with_name(f"{first.name}-wal").read_bytes()) == (damage, b"the log")
        with closing(open_at(path)) as again:
            assert exported(again, data) == then


def _refused(*_values: object) -> None:
    raise PermissionError
