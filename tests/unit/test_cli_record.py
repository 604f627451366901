"""`verify` and `export` on the command line, beside a running program or without one."""

from __future__ import annotations

import stat
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from desktop_app.instance import Claim
from desktop_app.paths import DataFolder
from tests.helpers.command import invoke, undoing
from tests.helpers.database import open_book, rows
from tests.helpers.record import checked, exported, new_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

    from desktop_app.storage.database import Database


class Run:
    """Runs commands on one data folder."""

    def __init__(self, folder: Path) -> None:
        """Remember the *folder*."""
        self._folder = folder

    def __call__(self, *arguments: str) -> Result:
        """Run a command."""
        return invoke(*arguments, "--data-dir", str(self._folder))


@pytest.fixture(autouse=True)
def _undone() -> Iterator[None]:
    """Undo what a command run in this process does to it."""
    with undoing():
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder."""
    made = tmp_path / "data"
    made.mkdir()
    return made


@pytest.fixture
def book(folder: Path) -> Iterator[Database]:
    """A short record, open as in a running program."""
    database = new_record(folder)
    yield database
    database.close()


@pytest.fixture
def run(folder: Path, book: Database) -> Run:
    """Run a command on that book."""
    _ = book
    return Run(folder)


def change(database: Database) -> None:
    """Change an entry as whoever has the file can."""
    with database.write() as connection:
        connection.execute("DROP TRIGGER entry_is_never_changed")
        connection.execute("UPDATE entry SET text = 'another' WHERE number = 5")


class TestVerify:
    """`shiftbook verify [FILE]`."""

    def test_the_book(self, run: Run, book: Database) -> None:
        """Intact, and then not."""
        before = run("verify")
        change(book)
        after = run("verify")
        assert (before.exit_code, after.exit_code) == (0, 1)
        assert before.stdout.startswith("7 entries verified: all is as it was written.\n7 entries, head ")
        assert after.stdout.startswith("7 entries verified; first change at entry 5: its text")

    def test_an_export(self, run: Run, book: Database, folder: Path) -> None:
        """As the program in it does."""
        path = folder / "export.json"
        path.write_bytes(exported(book, folder))
        assert run("verify", str(path)).stdout.startswith("7 entries verified; head ")
        path.write_bytes(path.read_bytes().replace(b"Seen.", b"Gone."))
        found = run("verify", str(path))
        assert (found.exit_code, found.stdout.splitlines()[1][:18]) == (1, "entry 5: its text,")

    def test_a_copy_of_a_book(self, run: Run, book: Database, folder: Path, tmp_path: Path) -> None:
        """With its files beside it; nothing is left beside it in turn."""
        copy = tmp_path / "backup"
        copy.mkdir()
        with book.read() as connection:
            connection.execute("VACUUM INTO ?", (str(copy / "copy.db"),))
        missing = run("verify", str(copy / "copy.db"))
        (copy / "attachments").symlink_to(folder / "attachments")
        sound = run("verify", str(copy / "copy.db"))
        assert "its attachment photo.png is missing" in missing.stdout
        assert (missing.exit_code, sound.exit_code) == (1, 0)
        assert {path.name for path in copy.iterdir()} == {"copy.db", "attachments"}

    @pytest.mark.parametrize("content", [b"", b"just words", b"SQLite format 3\0 no more"])
    def test_anything_else(self, run: Run, tmp_path: Path, content: bytes) -> None:
        """A sentence, and no traceback."""
        path = tmp_path / "other"
        path.write_bytes(content)
        found = run("verify", str(path))
        assert found.exit_code != 0
        assert found.stderr.count("\n") == 1
        assert found.stdout == ""


class TestExport:
    """`shiftbook export --format csv|json|html FILE`."""

    def test_json_is_the_whole_record(self, run: Run, book: Database, folder: Path, tmp_path: Path) -> None:
        """The same bytes as from the page, readable by its owner alone."""
        path = tmp_path / "book.json"
        said = run("export", "--format", "json", str(path))
        assert said.exit_code == 0
        assert path.read_bytes() == exported(book, folder)
        assert said.stdout == f"{path}: 7 entries in the book, head {checked(path.read_bytes()).head}\n"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [other.name for other in tmp_path.iterdir() if other != folder] == ["book.json"]

    @pytest.mark.parametrize(("kind", "begins"), [("csv", "\ufeffnumber,"), ("html", "<!doctype html>")])
    def test_other_formats(self, run: Run, tmp_path: Path, kind: str, begins: str) -> None:
        """Only the entries after a number, if one is given."""
        path = tmp_path / "book"
        assert run("export", "--format", kind, "--after", "5", str(path)).exit_code == 0
        text = path.read_text("utf-8")
        assert text.startswith(begins)
        assert "From elsewhere." in text
        assert "Seen." not in text

    def test_replaces_nothing_unasked(self, run: Run, tmp_path: Path) -> None:
        """What was there is as it was, until somebody says so."""
        path = tmp_path / "book.csv"
        path.write_text("last week's")
        refused = run("export", "--format", "csv", str(path))
        assert (refused.exit_code, path.read_text()) == (2, "last week's")
        assert "add --force" in refused.stderr
        assert run("export", "--format", "csv", "--force", str(path)).exit_code == 0
        assert "last week's" not in path.read_text("utf-8")

    def test_a_folder_that_is_not_there(self, run: Run, tmp_path: Path) -> None:
        """A sentence that names it."""
        failed = run("export", "--format", "csv", str(tmp_path / "usb" / "book.csv"))
        assert failed.exit_code == 2
        assert f"There is no folder {tmp_path / 'usb'}." in failed.stderr

    def test_is_told_in_the_access_log(self, run: Run, book: Database, tmp_path: Path) -> None:
        """By nobody who is signed in."""
        run("export", "--format", "csv", str(tmp_path / "book.csv"))
        with book.read() as connection:
            rows = connection.execute("SELECT user_id, detail FROM access_log WHERE event = 'exported'")
            ((user_id, detail),) = rows
        assert user_id is None
        assert detail.startswith("csv: all entries; 7 entries, head ")


class TestImport:
    """`import FILE`."""

    def test_says_what_would_happen_and_keeps_nothing(
        self, tmp_path: Path, book: Database, folder: Path
    ) -> None:
        """With --dry-run nothing is kept."""
        file, other = tmp_path / "record.json", tmp_path / "other"
        file.write_bytes(exported(book, folder))
        result = invoke("import", str(file), "--dry-run", "--data-dir", str(other))
        assert result.exit_code == 0
        assert "json: 7 entries, written " in result.output
        assert "They come exactly as they were" in result.output
        assert "this was a dry run" in result.output
        assert "0 entries verified" in invoke("verify", "--data-dir", str(other)).output

    def test_a_whole_record_comes_back_as_it_was(self, tmp_path: Path, book: Database, folder: Path) -> None:
        """Byte for byte."""
        file, again, other = tmp_path / "record.json", tmp_path / "again.json", tmp_path / "other"
        file.write_bytes(exported(book, folder))
        result = invoke("import", str(file), "--data-dir", str(other))
        assert (result.exit_code, "Imported as numbers 1 to 7." in result.output) == (0, True)
        assert invoke("export", "--format", "json", str(again), "--data-dir", str(other)).exit_code == 0
        assert again.read_bytes() == file.read_bytes()

    def test_what_cannot_be_read_is_told_line_by_line(self, tmp_path: Path, run: Run) -> None:
        """Nothing is kept unless the rest is asked for."""
        file = tmp_path / "table.csv"
        file.write_text("written_at,author,text\n2026-09-01T00:00Z,Ada,on\nyesterday,Ada,off\n", "utf-8")
        told = run("import", str(file), "--dry-run")
        assert (told.exit_code, "cannot be read: line 3: " in told.output) == (1, True)
        refused = run("import", str(file))
        assert (refused.exit_code, "This file was not imported. line 3: " in refused.output) == (1, True)
        taken = run("import", str(file), "--skip-malformed")
        assert (taken.exit_code, "Imported as numbers 8 to 8." in taken.output) == (0, True)


class TestBackup:
    """`backup [FILE]` and `restore BACKUP`."""

    def test_a_backup_is_made_listed_and_restored(self, folder: Path, book: Database, run: Run) -> None:
        """Beside a running program it is made; put back only when nobody has the book open."""
        made = run("backup")
        assert (made.exit_code, "7 entries verified: all is as it was written." in made.output) == (0, True)
        (path,) = (folder / "backups").glob("*.db")
        assert run("restore").output.strip() == str(path)
        then = exported(book, folder)
        change(book)
        book.close()
        looked = run("restore", path.name, "--dry-run")
        assert (looked.exit_code, "Nothing was changed" in looked.output) == (0, True)
        restored = run("restore", path.name, "--yes")
        assert (restored.exit_code, "What the book was before is in " in restored.output) == (0, True)
        with closing(open_book(folder)) as again:
            assert exported(again, folder) == then

    def test_a_backup_to_a_file_verifies_where_it_lies(self, tmp_path: Path, run: Run) -> None:
        """With its files beside it; nothing that is there is replaced."""
        file = tmp_path / "stick" / "book.db"
        file.parent.mkdir()
        assert run("backup", str(file)).exit_code == 0
        assert run("verify", str(file)).exit_code == 0
        assert run("backup", str(file)).exit_code == 2

    def test_a_damaged_book_is_put_aside_for_one(self, folder: Path, book: Database, run: Run) -> None:
        """Not a byte of it is thrown away."""
        run("backup")
        (path,) = (folder / "backups").glob("*.db")
        then = exported(book, folder)
        book.close()
        (folder / "shiftbook.db").write_bytes(b"What is this?" * 5000)
        assert "the backup is whole" in run("restore", path.name, "--dry-run").output
        assert run("restore", str(folder / "shiftbook.db"), "--dry-run").exit_code == 1
        restored = run("restore", str(path), "--yes")
        assert restored.exit_code == 0, restored.output
        (aside,) = folder.glob("shiftbook-*-damaged.db")
        assert aside.read_bytes() == b"What is this?" * 5000
        with closing(open_book(folder)) as again:
            assert exported(again, folder) == then

    def test_not_while_shiftbook_is_open(self, folder: Path, run: Run) -> None:
        """Its windows would go on in another book."""
        run("backup")
        (path,) = (folder / "backups").glob("*.db")
        with Claim(DataFolder(folder)) as claim:
            assert claim.take()
            refused = run("restore", path.name, "--yes")
        assert (refused.exit_code, "Shiftbook is open" in refused.output) == (1, True)

    def test_what_is_no_backup_is_told(self, run: Run, tmp_path: Path) -> None:
        """In a sentence."""
        file = tmp_path / "x.db"
        file.write_bytes(b"x" * 5000)
        for named in (str(file), "nothing"):
            refused = run("restore", named, "--yes")
            assert (refused.exit_code, refused.output.count("\n")) == (1, 1)


class TestSample:
    """`sample`."""

    def test_is_a_book_to_look_around_in(self, tmp_path: Path) -> None:
        """With replies, an amendment and something hidden; it verifies, and somebody can sign in."""
        made = invoke("sample", "--data-dir", str(tmp_path))
        assert (made.exit_code, "sign in as Ada Byron" in made.output) == (0, True)
        with closing(open_book(tmp_path)) as book:
            kinds = {kind for (kind,) in rows(book, "SELECT DISTINCT kind FROM entry")}
            assert kinds == {"entry", "reply", "amendment", "hiding"}
            assert rows(book, "SELECT name FROM account WHERE disabled_at IS NULL") == [("Ada Byron",)]
        assert invoke("verify", "--data-dir", str(tmp_path)).exit_code == 0

    def test_leaves_a_book_alone(self, folder: Path, run: Run) -> None:
        """What is posted there stays for good."""
        refused = run("sample")
        assert (refused.exit_code, f"{folder} holds a book already" in refused.output) == (2, True)
