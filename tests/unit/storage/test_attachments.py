"""P1 for files: what was acknowledged is on the disk, once; what was not has left nothing half done."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import AttachmentDamaged, Invalid, StorageFull, StorageUnavailable
from desktop_app.logbook.attachments import Attaching
from desktop_app.logbook.draft_decisions import SaveDecision
from desktop_app.storage import attachment_files, attachment_rows
from desktop_app.storage.accounts import SqliteAccountStore
from desktop_app.storage.attachments import SqliteAttachmentStore
from tests.helpers.database import open_book
from tests.helpers.entries import ADA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.logbook.model import Attachment

NOW = 1_790_000_000
FOR_EVER = 2**40
ID = "a" * 32
CONTENT = b"pressure;time\n" * 60_000
"""Four pieces, the last one short."""

ASKED = Attaching(user_id=ADA.id, place="new", draft_id=ID, name="log.csv")


@dataclass
class Shelf:
    """A store and where it keeps things."""

    store: SqliteAttachmentStore
    folder: Path

    def add(self, content: bytes = CONTENT) -> Attachment:
        """Attach a file to the draft."""
        saved, file = self.store.add(ASKED, BytesIO(content), len(content), NOW)
        assert saved.decision in {SaveDecision.CREATED, SaveDecision.WRITTEN}
        assert file is not None
        return file

    def kept(self) -> list[str]:
        """What the draft has, each file read."""
        found = self.store.of_draft(ADA.id, ID)
        for file in found:
            self.store.open(file).close()
        return [file.name for file in found]

    def on_disk(self) -> int:
        """How many files there are, whole or half."""
        return sum(path.is_file() for path in self.folder.rglob("*"))


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """An empty store that Ada uses."""
    database = open_book(tmp_path)
    SqliteAccountStore(database).add(
        name=ADA.name, key=ADA.name, password_hash="-", administrator=True, first=False, now=NOW
    )
    folder = tmp_path / "attachments"
    yield Shelf(SqliteAttachmentStore(database, folder), folder)
    database.close()


@pytest.mark.parametrize("call", ["write", "fsync"])
@pytest.mark.parametrize("nth", range(4))
@pytest.mark.parametrize(("number", "error"), [(errno.ENOSPC, StorageFull), (errno.EIO, StorageUnavailable)])
def test_a_disk_that_fails_leaves_nothing_and_the_retry_is_whole(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, call: str, nth: int, number: int, error: type[Exception]
) -> None:
    """At whichever write or sync of the file or its folders it fails."""
    turns = iter(range(100))

    def fails(real: object) -> object:
        def failing(*arguments: object) -> object:
            if next(turns) == nth:
                raise OSError(number, os.strerror(number))
            return real(*arguments)  # type: ignore[operator]

        return failing

    with monkeypatch.context() as broken:
        if call == "write":
            broken.setattr(attachment_files, "_write_all", fails(attachment_files._write_all))
        else:
            broken.setattr(os, "fsync", fails(os.fsync))
        with pytest.raises(error):
            shelf.add()
    assert shelf.kept() == []
    shelf.add()
    assert shelf.kept() == ["log.csv"]
    assert shelf.on_disk() == 1


def test_a_program_killed_between_file_and_row_has_kept_nothing_and_forgets_it(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Attached anew it is there once; and if not, the file without a row goes."""

    class Killed(BaseException):
        """The end."""

    def end(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(attachment_rows, "register", end)
        with pytest.raises(Killed):
            shelf.add()
    assert (shelf.kept(), shelf.on_disk()) == ([], 1)
    shelf.add()
    assert (shelf.kept(), shelf.on_disk()) == (["log.csv"], 1)
    with monkeypatch.context() as broken:
        broken.setattr(attachment_rows, "register", end)
        with pytest.raises(Killed):
            shelf.add(b"other")
    assert shelf.on_disk() == 2
    assert shelf.store.purge(FOR_EVER) == 1
    assert (shelf.kept(), shelf.on_disk()) == (["log.csv"], 1)


def test_what_was_coming_in_when_the_program_was_killed_goes(shelf: Shelf) -> None:
    """Half a file under a name of its own."""
    shelf.add()
    (shelf.folder / "incoming" / "half").write_bytes(b"ha")
    shelf.store.purge(FOR_EVER)
    assert shelf.on_disk() == 1


def test_a_file_that_ends_too_early_is_not_attached(shelf: Shelf) -> None:
    """However much of it came."""
    with pytest.raises(Invalid, match="too early"):
        shelf.store.add(ASKED, BytesIO(CONTENT), len(CONTENT) + 1, NOW)
    assert (shelf.kept(), shelf.on_disk()) == ([], 0)


def test_a_changed_file_is_never_handed_out_and_attaching_it_again_heals_it(shelf: Shelf) -> None:
    """The name promises the content."""
    file = shelf.add()
    (shelf.folder / file.sha256[:2] / file.sha256).write_bytes(CONTENT[:-1] + b"x")
    with pytest.raises(AttachmentDamaged):
        shelf.store.open(file)
    shelf.add()
    with shelf.store.open(file) as content:
        assert content.read() == CONTENT
