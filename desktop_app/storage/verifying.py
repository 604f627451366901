"""Reading the whole book to see whether it is as it was written: rows, and the files beside them."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from desktop_app.logbook.chain import Link, body_hash
from desktop_app.logbook.verification import Walk
from desktop_app.storage.files import copy_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import apsw

    from desktop_app.logbook.telling import Tell
    from desktop_app.logbook.verification import Verdict

    File = tuple[str, str, int]

ROWS_A_STEP = 5_000
"""Between two steps others may write, and whoever waits hears how far it is."""

READ_BYTES = 1024 * 1024

POOL = "attachments"
"""The folder beside a book, and beside its copies, in which the files of all of them lie."""

_COUNT = "SELECT coalesce(max(number), 0) FROM entry"
_ROWS = """
    SELECT number, {name}, {kind}, refers_to, written_at, utc_offset, happened_at, happened_offset,
           clock_back, {source}, body_hash, hash, salt, {text}, {category}, {tags}, {reason}
    FROM entry LEFT JOIN account ON account.id = author_id
    WHERE number > ? ORDER BY number LIMIT ?
"""
_ATTACHED = """
    SELECT number, {name}, {sha256}, size FROM entry_attachment LEFT JOIN attachment USING (sha256)
    WHERE number > ? AND number <= ? ORDER BY number, position
"""
_TEXTS = ("name", "kind", "source", "text", "category", "tags", "reason", "sha256")
_AS_TEXT = {name: name for name in _TEXTS}
_AS_BYTES = {name: f"iif({name} IS NULL, NULL, 't' || hex({name}))" for name in _TEXTS}
"""Of a text that is none any more: its bytes, marked so that they are told from a hash."""


def verify(connection: apsw.Connection, files: Path, progress: Tell) -> Verdict:
    """Look at every entry there is now, and at each of their files below *files* once.

    *progress* is told how many entries are done, and of how many.

    Raises:
        StorageError: if the book cannot be read, within `faults_told`.
    """
    total = int(connection.execute(_COUNT).get or 0)
    walk, last, seen = Walk(), 0, set[str]()
    while last < total:
        rows = _read(connection, _ROWS, (last, min(ROWS_A_STEP, total - last)))
        if not rows:
            break
        first, last = last, rows[-1][0]
        attached = _attached(connection, first, last)
        _take(walk, rows, attached)
        for number, of_entry in attached.items():
            progress(number - 1, total)
            _look_at(walk, number, [file for file in of_entry if file[1] not in seen], files)
            seen.update(file[1] for file in of_entry)
        progress(min(last, total), total)
    return walk.verdict()


def _take(walk: Walk, rows: Iterable[Any], attached: Mapping[int, Sequence[File]]) -> None:
    take = walk.take
    for row in rows:
        salt, text, category, tags, reason = row[12:]
        number = row[0]
        words = () if tags == "[]" else _tags(tags)
        if salt is None:
            body = None if (text, category, words, reason) == ("", "", (), "") else b""
        elif words is None:
            body = b""
        else:
            body = body_hash(
                salt,
                text=text,
                category=category,
                tags=words,
                reason=reason,
                attachments=attached.get(number, ()),
            )
        take(Link(number, row[1] or "", *row[2:11]), row[11], body)


def _read(connection: apsw.Connection, query: str, values: tuple[int, int]) -> Sequence[Any]:
    try:
        return connection.execute(query.format_map(_AS_TEXT), values).fetchall()
    except UnicodeDecodeError:
        rows = connection.execute(query.format_map(_AS_BYTES), values)
        return [tuple(map(_text, row)) for row in rows]


def _text(value: object) -> object:
    if not isinstance(value, str):
        return value
    return bytes.fromhex(value[1:]).decode("utf-8", "backslashreplace")


def _tags(kept: str) -> Sequence[str] | None:
    """Return the tags in a row; None if that is not how any were written down."""
    try:
        tags = json.loads(kept)
    except ValueError:
        return None
    written = isinstance(tags, list) and all(isinstance(tag, str) for tag in tags)
    return tags if written and json.dumps(tags, ensure_ascii=False) == kept else None


def _attached(connection: apsw.Connection, first: int, last: int) -> Mapping[int, Sequence[File]]:
    attached: dict[int, list[File]] = defaultdict(list)
    for number, name, sha256, size in _read(connection, _ATTACHED, (first, last)):
        attached[number].append((name, sha256, size if size is not None else -1))
    return attached


def _look_at(walk: Walk, number: int, attached: Iterable[File], files: Path) -> None:
    for name, sha256, _ in attached:
        try:
            found = _sha256(path_of(files, sha256))
        except OSError:
            walk.fault(number, f"its attachment {name} is missing or cannot be read")
        else:
            if found != sha256:
                walk.fault(number, f"the content of its attachment {name} was changed")


def path_of(files: Path, sha256: str) -> Path:
    """Return where a file lies."""
    return files / sha256[:2] / sha256


def bring_file(source: Path, target: Path, sha256: str, size: int, *, trusted: bool) -> None:
    """Copy a file from one folder of files to another, unless it is there; what is damaged stays behind.

    One that is there is read, unless it is *trusted*.

    Raises:
        OSError: if the system refuses to write.
    """
    place = path_of(target, sha256)
    if not (place.exists() and place.stat().st_size == size and (trusted or _is_whole(place, sha256))):
        copy_file(path_of(source, sha256), place, sha256)


def _is_whole(path: Path, sha256: str) -> bool:
    try:
        return _sha256(path) == sha256
    except OSError:
        return False


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(READ_BYTES):
            digest.update(data)
    return digest.hexdigest()
