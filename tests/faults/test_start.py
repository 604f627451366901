"""Every failure to start has a text of its own: what is the matter, that nothing is lost, and what to do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import apsw
import pytest

from tests.helpers.mounts import on_own_disk
from tests.helpers.program import FROM_SOURCE, ROOT, clean_environment
from tests.helpers.schemas import RELEASES, book_of_schema, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: mounts, strace"),
]

PEOPLE = "Ada Löwe (administrator)\nBen (disabled)\n"
HOLDS_THE_BOOK = """
import sys, apsw
book = apsw.Connection(sys.argv[1])
book.pragma("locking_mode", "EXCLUSIVE")
book.execute("BEGIN IMMEDIATE; COMMIT")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A filled book in a data folder."""
    book_of_schema(RELEASES, tmp_path / "data" / "shiftbook.db")
    (tmp_path / "data").chmod(0o700)
    (tmp_path / "data" / "shiftbook.key").write_bytes(bytes(32))
    return tmp_path / "data" / "shiftbook.db"


def shiftbook(book: Path, *words: str, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run the program on the book's folder, with *before* in front of its command, to its end."""
    return subprocess.run(
        [*before, *FROM_SOURCE, "--data-dir", str(book.parent), *words],
        cwd=ROOT,
        env=clean_environment(book.parent.parent),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def assert_refused(book: Path, *says: str, before: Sequence[str] = ()) -> None:
    """Neither the window nor a command starts, and both say why; the window's start says where to look."""
    for words in (["--headless"], ["people", "list"]):
        ended = shiftbook(book, *words, before=before)
        assert (ended.returncode, ended.stdout) == (1, ""), ended
        for part in says:
            assert part in ended.stderr
        assert "Traceback" not in ended.stderr
        assert "mistake of its own" not in ended.stderr
        assert "was not saved" not in ended.stderr, "nobody was saving anything"
        assert ("Data folder: " in ended.stderr) == (words == ["--headless"])


def assert_starts(book: Path) -> None:
    """Once the cause is gone, everything is there."""
    ended = shiftbook(book, "people", "list")
    assert (ended.returncode, ended.stdout) == (0, PEOPLE), ended


@contextmanager
def held(book: Path) -> Iterator[None]:
    """Let another program have the book to itself inside the block."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS_THE_BOOK, str(book)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield
        holder.communicate("")


def test_another_program_holds_the_book(book: Path) -> None:
    """Which one has to let go is guessed at; that something holds it is certain."""
    with held(book):
        assert_refused(book, f"Another program has the logbook {book} open", "Nothing was lost", "Close it")
    assert_starts(book)


@pytest.mark.parametrize(
    "content", [b"Dear diary, " * 1000, b"SQLite format 3\0" + bytes(5000), b"x"], ids=["text", "zeroes", "x"]
)
def test_the_file_is_no_book(book: Path, content: bytes) -> None:
    """It is never replaced by an empty one."""
    book.write_bytes(content)

    assert_refused(book, "is damaged", "left as it is", "restore a backup")

    assert book.read_bytes() == content


def test_the_book_was_cut_short(book: Path) -> None:
    """Half a book is looked at, and left alone."""
    whole = book.read_bytes()
    book.write_bytes(whole[:2000])

    assert_refused(book, "is damaged", "left as it is")

    assert book.read_bytes() == whole[:2000]
    book.write_bytes(whole)
    assert_starts(book)


def test_the_book_is_newer(book: Path) -> None:
    """It says which schema it is, and what to install."""
    with closing(apsw.Connection(str(book))) as connection:
        connection.pragma("user_version", 99)
    before = book.read_bytes()

    assert_refused(book, "schema 99", f"knows {RELEASES}", "left as it is", "Install the newer Shiftbook")

    assert book.read_bytes() == before


def test_the_disk_is_full(book: Path) -> None:
    """Not a word of saving: nobody has written anything yet."""
    mount = (
        'cp -a "$1" "$1-kept"; mount -t tmpfs -o size=1m,mode=700 small "$1"; cp -a "$1-kept/." "$1"; '
        'rm -r "$1-kept"; cat /dev/zero > "$1/filler" 2> /dev/null || true'
    )
    on_full_disk = on_own_disk(mount, str(book.parent))

    assert_refused(book, "is full", "Nothing was lost", "Free some space", before=on_full_disk)

    assert_starts(book)


def test_the_file_is_read_only(book: Path) -> None:
    """Reading would work, but a logbook that takes no entries is none."""
    mount = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"'
    read_only = on_own_disk(mount, str(book))

    assert_refused(book, "can be read but not written", "Nothing was lost", "--data-dir", before=read_only)

    assert_starts(book)


def test_the_folder_is_read_only(book: Path) -> None:
    """Its log and its key lie there, too."""
    mount = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"'
    read_only = on_own_disk(mount, str(book.parent))

    assert_refused(book, f"{book.parent}", "Read-only file system", "--data-dir", before=read_only)

    assert_starts(book)


def test_the_disk_fails(book: Path, tmp_path: Path) -> None:
    """The system's words are part of the sentence."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    watch = ("strace", "-f", "-o", str(tmp_path / "trace"), "-P", str(book))
    failing = (*watch, "-e", "trace=pread64", "-e", "inject=pread64:error=EIO")
    before = written(book)

    assert_refused(book, "cannot be read or written: disk I/O error", "left as it is", before=failing)

    assert written(book) == before
    assert_starts(book)
