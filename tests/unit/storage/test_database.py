"""One writer that takes turns, readers beside it, and nothing acknowledged that is not on the disk."""

from __future__ import annotations

import stat
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import StorageBusy, StorageFull, StorageUnavailable
from desktop_app.storage.database import Database
from tests.helpers.disk import faulty_disk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHORT = timedelta(milliseconds=30)
COUNT = "SELECT count(*) FROM words"
ADD = "INSERT INTO words (word) VALUES (?)"


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[Database]:
    """A database with one small table, that does not wait long."""
    database = Database(tmp_path / "notes.db", SHORT)
    with database.write() as connection:
        connection.execute("CREATE TABLE words (word TEXT NOT NULL) STRICT")
    yield database
    database.close()


def add(database: Database, word: str) -> None:
    """Keep one word."""
    with database.write() as connection:
        connection.execute(ADD, (word,))


def count(database: Database) -> int:
    """Return how many words are kept."""
    with database.read() as connection:
        return int(connection.execute(COUNT).get)


class TestWriting:
    """A block is one transaction."""

    def test_keeps_what_the_block_wrote(self, notes: Database) -> None:
        """It is there for every reader once the block has ended, and not before."""
        with notes.write() as connection:
            connection.execute(ADD, ("one",))
            assert count(notes) == 0

        assert count(notes) == 1

    def test_undoes_a_block_that_raises(self, notes: Database) -> None:
        """Whatever it raises comes out as it was."""

        def change_ones_mind() -> None:
            with notes.write() as connection:
                connection.execute(ADD, ("one",))
                raise KeyError("word")

        with pytest.raises(KeyError):
            change_ones_mind()

        add(notes, "two")
        assert count(notes) == 1

    def test_lets_a_mistake_of_ours_through(self, notes: Database) -> None:
        """A broken constraint is a bug, not a busy disk; it leaves nothing behind either."""
        with pytest.raises(apsw.ConstraintError), notes.write() as connection:
            connection.executemany(ADD, [("one",), (None,)])

        add(notes, "two")
        assert count(notes) == 1

    def test_takes_turns(self, notes: Database) -> None:
        """Another thread's write waits a while for this one's, then gives up."""
        inside, done = Event(), Event()

        def hold() -> None:
            with notes.write():
                inside.set()
                done.wait()

        holder = Thread(target=hold)
        holder.start()
        inside.wait()
        with pytest.raises(StorageBusy):
            add(notes, "one")
        done.set()
        holder.join()

        add(notes, "two")
        assert count(notes) == 1

    def test_gives_up_when_another_program_writes(self, notes: Database) -> None:
        """The database is locked by somebody we cannot take turns with."""
        other = apsw.Connection(str(notes.path))
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageBusy):
            add(notes, "one")
        other.execute("ROLLBACK")
        other.close()

        add(notes, "two")
        assert count(notes) == 1

    def test_refuses_a_word_that_another_table_does_not_have(self, tmp_path: Path) -> None:
        """Foreign keys are checked."""
        database = Database(tmp_path / "keys.db")
        with database.write() as connection:
            connection.execute("CREATE TABLE a (id INTEGER PRIMARY KEY)")
            connection.execute("CREATE TABLE b (a INTEGER REFERENCES a (id))")
        with pytest.raises(apsw.ConstraintError), database.write() as connection:
            connection.execute("INSERT INTO b VALUES (1)")
        database.close()

    def test_takes_no_column_for_a_text(self, notes: Database) -> None:
        """A name in double quotes that is none is a mistake of ours, and not a text."""
        with pytest.raises(apsw.SQLError), notes.write() as connection:
            connection.execute('INSERT INTO words (word) VALUES ("nothing")')


class TestReading:
    """Readers are beside the writer and cannot write."""

    def test_cannot_write(self, notes: Database) -> None:
        """A write through a reader is a mistake, and nothing happens."""
        with pytest.raises(StorageUnavailable), notes.read() as connection:
            connection.execute(ADD, ("one",))

        assert count(notes) == 0

    def test_goes_on_while_somebody_writes(self, notes: Database) -> None:
        """A long write keeps nobody from reading."""
        add(notes, "one")
        other = apsw.Connection(str(notes.path))
        other.execute("BEGIN IMMEDIATE")

        assert count(notes) == 1
        other.close()

    def test_gives_every_thread_a_connection_of_its_own(self, notes: Database) -> None:
        """No two threads share one, and a thread keeps its own."""
        seen: list[apsw.Connection] = []

        def look() -> None:
            for _ in range(2):
                with notes.read() as connection:
                    seen.append(connection)

        threads = [Thread(target=look) for _ in range(2)]
        for thread in threads:
            thread.start()
            thread.join()

        assert len(seen) == 4
        assert seen[0] is seen[1]
        assert seen[2] is seen[3]
        assert seen[0] is not seen[2]


class TestClosing:
    """The end of a run."""

    def test_folds_the_log_into_the_file(self, notes: Database) -> None:
        """One file is left, with everything in it."""
        add(notes, "one")
        assert count(notes) == 1

        notes.close()

        assert [path.name for path in notes.path.parent.iterdir()] == ["notes.db"]
        assert apsw.Connection(str(notes.path)).execute(COUNT).get == 1

    def test_closes_the_readers_of_all_threads(self, notes: Database) -> None:
        """Also of those that still run."""
        read, done = Event(), Event()

        def look() -> None:
            count(notes)
            read.set()
            done.wait()

        thread = Thread(target=look)
        thread.start()
        read.wait()
        notes.close()
        done.set()
        thread.join()

        assert [path.name for path in notes.path.parent.iterdir()] == ["notes.db"]

    def test_may_happen_twice(self, notes: Database) -> None:
        """Whoever cleans up need not know who else does."""
        notes.close()
        notes.close()

    def test_turns_late_requests_away(self, notes: Database) -> None:
        """A request that comes after the end is told so, by an old reader, a new one and the writer."""
        count(notes)
        notes.close()
        told: list[type[Exception]] = []

        def look() -> None:
            try:
                count(notes)
            except StorageUnavailable as error:
                told.append(type(error))

        look()
        thread = Thread(target=look)
        thread.start()
        thread.join()

        assert told == [StorageUnavailable, StorageUnavailable]
        with pytest.raises(StorageUnavailable):
            add(notes, "late")

    def test_does_not_tear_a_write_apart(self, notes: Database) -> None:
        """While one is under way closing waits, then says so."""
        with notes.write() as connection:
            with pytest.raises(StorageBusy):
                notes.close()
            connection.execute(ADD, ("one",))

        assert count(notes) == 1


class TestReplacing:
    """A book that is put back to a backup while requests are under way."""

    def test_whoever_was_let_in_by_the_book_before_asks_again(self, notes: Database, tmp_path: Path) -> None:
        """Their id may be nobody's in the new one, or somebody else's; outside the block all is as ever."""
        other = Database(tmp_path / "other.db")
        with other.write() as connection:
            connection.execute("CREATE TABLE words (word TEXT NOT NULL) STRICT")

        def replace() -> None:
            with notes.replacing() as become, other.read() as theirs:
                become(theirs)

        with notes.steady():
            add(notes, "of the first book")
            thread = Thread(target=replace)
            thread.start()
            thread.join()
            with pytest.raises(StorageBusy):
                add(notes, "for whom?")
        other.close()

        assert count(notes) == 0
        with notes.steady():
            add(notes, "of the second book")
        assert count(notes) == 1


@pytest.mark.usefixtures("usual_umask")
def test_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """The file, its log and the log's index are 0600 from the first moment, whatever the umask."""
    database = Database(tmp_path / "notes.db")
    with database.write() as connection:
        connection.execute("CREATE TABLE words (word TEXT)")

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    database.close()

    assert modes == dict.fromkeys(["notes.db", "notes.db-wal", "notes.db-shm"], 0o600)


class TestMaking:
    """Several programs make one new book."""

    @pytest.fixture
    def turned_away(self) -> Iterator[list[str]]:
        """Collects the one statement SQLite refuses: the first that asks for the log."""
        refused: list[str] = []

        def trace(_cursor: apsw.Cursor, sql: str, _bindings: object) -> bool:
            if "journal_mode" in sql and not refused:
                refused.append(sql)
                raise apsw.BusyError("somebody else is at it")
            return True

        def watch(connection: apsw.Connection) -> None:
            connection.exec_trace = trace

        apsw.connection_hooks.append(watch)
        yield refused
        apsw.connection_hooks.remove(watch)

    def test_tries_again_when_another_was_quicker(self, tmp_path: Path, turned_away: list[str]) -> None:
        """SQLite sends it away at once there, whatever the timeout."""
        database = Database(tmp_path / "notes.db")

        assert len(turned_away) == 1
        with database.write() as connection:
            assert connection.pragma("journal_mode") == "wal"
        database.close()

    def test_gives_up_when_somebody_stays(self, tmp_path: Path) -> None:
        """A program that holds the empty file is busy with something else."""
        other = apsw.Connection(str(tmp_path / "notes.db"))
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageBusy):
            Database(tmp_path / "notes.db", SHORT)
        other.close()


@pytest.mark.faults
class TestBrokenDisk:
    """What the disk cannot do is told, and nothing else is lost."""

    @pytest.mark.parametrize("kind", ["write", "sync"])
    @pytest.mark.parametrize(
        ("fault", "told"), [(apsw.FullError, StorageFull), (apsw.IOError, StorageUnavailable)]
    )
    def test_is_told_and_got_over(
        self, tmp_path: Path, kind: str, fault: type[apsw.Error], told: type[Exception]
    ) -> None:
        """A commit that fails is not acknowledged and does not stand in the way of the next one."""

        def trouble(happening: str, _file: str) -> None:
            if happening == kind:
                raise fault("the disk says no")

        with faulty_disk() as disk:
            database = Database(tmp_path / "notes.db")
            with database.write() as connection:
                connection.execute("CREATE TABLE words (word TEXT)")
            disk.trouble = trouble
            with pytest.raises(told):
                add(database, "lost")
            disk.trouble = None
            add(database, "kept")
            assert count(database) == 1
            database.close()

    def test_that_may_only_be_read_is_told_at_once(self, notes: Database) -> None:
        """And not when somebody has written their first entry."""
        notes.close()
        with faulty_disk() as disk:
            disk.read_only = True
            with pytest.raises(StorageUnavailable) as raised:
                Database(notes.path)

        assert raised.value.cause == "the file is read-only"

    def test_the_page_limit_is_a_full_disk_too(self, notes: Database) -> None:
        """SQLite's own way of running out of room."""
        with notes.write() as connection:
            connection.execute("PRAGMA max_page_count = 3")
        with pytest.raises(StorageFull):
            add(notes, "word" * 5000)

        assert count(notes) == 0
