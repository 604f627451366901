"""Reads the files of ELOG: one `.log`, or a zip of logbook folders with the files attached to their messages.

A message begins with `$@MID@$: 17`, has attributes as `Name: value`, a line of forty `=`, and its text. What
ELOG calls a reply becomes one; what other attributes say stands before the text, so that nothing is lost.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.logbook.imports.elog_text import as_markdown
from desktop_app.logbook.imports.model import Format, Found, Reading, Remark, without
from desktop_app.logbook.model import EntryKind
from desktop_app.logbook.writing import tags_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from desktop_app.logbook.imports.model import FoundFile

BEGIN = "$@MID@$:"
AFTER_HEAD = "=" * 40
UNNAMED = "Unknown (ELOG)"
"""The author of messages that name none."""

AUTHORS = ("author", "autor", "auteur", "operator", "user", "name", "entered by", "written by", "who")
CATEGORIES = ("category", "type")
SUBJECTS = ("subject", "title")
TAGS = ("tags", "tag", "keywords", "labels")
OF_ELOG = {"date", "reply to", "in reply to", "attachment", "encoding", "locked by", "draft", "wrote"}
"""What ELOG itself writes beside the attributes of a logbook."""

MOST_DIGITS = 18
"""Of the number of a message."""

VALUES = " | "
"""Between the values of an attribute that has several."""

ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")
"""What logs are written in, told by what fits; the last one always does."""

_STAMP = re.compile(r"^\d{6}_\d{6}_")
"""When a file was attached: ELOG puts it before the file's own name."""

_CTIME = "%a %b %d %H:%M:%S %Y"


class Malformed(ValueError):
    """A message is not one; the text says why."""


class LogFile(NamedTuple):
    """A `.log` and where it lies; *beside* finds a file in the same folder."""

    name: str
    folder: str
    content: bytes
    beside: Callable[[str], FoundFile | None]


class Message(NamedTuple):
    """A message as it stands in a file, from *line* on."""

    line: int
    number: str
    head: Mapping[str, tuple[str, str]]
    """By its name in small letters, each attribute's name and value."""

    text: str


def read_elog(logs: Iterable[LogFile], offset_at: Callable[[int], int]) -> Reading:
    """Read every message of some files; one that is malformed is a fault and costs no other.

    *offset_at* tells this computer's offset from UTC at a time, for dates that do not say theirs.
    """
    reading = Reading(Format.ELOG)
    for log in logs:
        for line, number, lines in _messages(log, reading):
            where = f"{log.name}, line {line} (message {number[:40]})"
            try:
                message = _message(line, number, lines)
                if "draft" in message.head:
                    reading.warnings.append(Remark(where, "it is a draft that was never posted: left out"))
                    continue
                reading.entries.append(_found(log, message, where, offset_at, reading))
            except Malformed as error:
                reading.faults.append(Remark(where, str(error)))
    reading.entries.sort(key=lambda found: found.written_at)
    return reading


def _messages(log: LogFile, reading: Reading) -> Iterator[tuple[int, str, list[str]]]:
    begun: tuple[int, str, list[str]] | None = None
    told = False
    for line, text in enumerate(_decoded(log.content).split("\n"), 1):
        if text.startswith(BEGIN):
            if begun:
                yield begun
            begun = (line, text.removeprefix(BEGIN).strip(), [])
        elif begun:
            begun[2].append(text)
        elif text.strip() and not told:
            told = True
            reading.faults.append(Remark(f"{log.name}, line {line}", "this is before the first message"))
    if begun:
        yield begun


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _message(line: int, number: str, lines: list[str]) -> Message:
    if not number.isdecimal() or len(number) > MOST_DIGITS:
        raise Malformed(f"“{number[:40]}” is no number of a message")
    head: dict[str, tuple[str, str]] = {}
    for place, text in enumerate(lines):
        if text.rstrip() == AFTER_HEAD:
            return Message(line, str(int(number)), head, "\n".join(lines[place + 1 :]).strip("\n"))
        name, colon, value = text.partition(":")
        if not colon:
            raise Malformed(f"its line {place + 2}, “{text[:40]}”, is no attribute")
        head[name.strip().casefold()] = (name.strip(), value.strip())
    raise Malformed("it ends before its text begins")


def _found(
    log: LogFile, message: Message, where: str, offset_at: Callable[[int], int], reading: Reading
) -> Found:
    written_at, utc_offset = _date(_value(message, "date"), offset_at)
    files, missing = _files(log, message)
    for name in missing:
        reading.warnings.append(Remark(where, f"its file “{name}” is not here; its name is kept"))
    answered = _value(message, "in reply to")
    return Found(
        where=where,
        key=(log.folder, message.number),
        author=_first(message, AUTHORS).split(VALUES)[0] or UNNAMED,
        written_at=written_at,
        utc_offset=utc_offset,
        origin=f"ELOG {log.name}, message {message.number}{without(missing)}",
        text=_text(message) or ", ".join(file.name for file in files),
        kind=EntryKind.REPLY if answered else EntryKind.ENTRY,
        refers_to=(log.folder, answered) if answered else None,
        category=_first(message, CATEGORIES).replace(VALUES, ", "),
        tags=tags_from(_first(message, TAGS).replace(VALUES, ",")),
        files=files,
    )


def _value(message: Message, name: str) -> str:
    return message.head.get(name, ("", ""))[1]


def _first(message: Message, names: Iterable[str]) -> str:
    return next((value for name in names if (value := _value(message, name))), "")


def _text(message: Message) -> str:
    subject = _first(message, SUBJECTS)
    used = OF_ELOG | {_used(message, names) for names in (AUTHORS, CATEGORIES, SUBJECTS, TAGS)}
    others = [f"{name}: {value}" for key, (name, value) in message.head.items() if value and key not in used]
    body = as_markdown(message.text, _value(message, "encoding"))
    parts = [f"**{subject}**" if subject else "", "\n".join(others), body]
    return "\n\n".join(filter(None, parts))


def _used(message: Message, names: Iterable[str]) -> str:
    return next((name for name in names if _value(message, name)), "")


def _files(log: LogFile, message: Message) -> tuple[tuple[FoundFile, ...], list[str]]:
    files, missing = [], []
    for stored in filter(None, (part.strip() for part in _value(message, "attachment").split(","))):
        found, name = log.beside(stored), shown_name(stored)
        if found is None:
            missing.append(name)
        else:
            files.append(found)
    return tuple(files), missing


def shown_name(stored: str) -> str:
    """Return the name a person's file had before ELOG stored it."""
    return _STAMP.sub("", stored)


def _date(text: str, offset_at: Callable[[int], int]) -> tuple[int, int]:
    if not text:
        raise Malformed("it has no date")
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        try:
            at = datetime.strptime(text, _CTIME)  # noqa: DTZ007 - its zone is looked for below
        except ValueError as error:
            raise Malformed(f"its date “{text}” cannot be read") from error
    offset = at.utcoffset()
    try:
        if offset is not None:
            return int(at.timestamp()), round(offset.total_seconds() / 60)
        local = int(at.replace(tzinfo=UTC).timestamp())
        minutes = offset_at(local)
        return local - minutes * 60, minutes
    except (ValueError, OverflowError, OSError) as error:
        raise Malformed(f"its date “{text}” is out of reach") from error
