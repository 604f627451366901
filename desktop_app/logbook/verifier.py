"""Checks an export of Shiftbook and needs nothing else for it.

    python3 verify.py export.json

Every entry carries two hashes (SHA-256). `body_hash` is over the salt and what a person wrote: text,
category, tags, reason, and the names, sizes and SHA-256 of the files. `hash` is over everything else of the
entry, over `body_hash` and over the hash of the entry before. What is hashed is canonical JSON: UTF-8, keys
sorted, no spaces. Whoever changes an entry, its place or its files is found out, and where, unless they make
every hash after it anew.

What this cannot see: entries cut off at the end together with count and head in the first line, and a book
written anew from some entry on. So compare count and head with an earlier printout, export or backup: the
hash of entry N never changes. It cannot see either which kind of file an attachment is said to be.

Ends with 0: all is as it was written; 1: something is not; 2: this is no export that could be read. Needs
Python 3.8 or later and nothing else. Free software (MIT licence); every export contains a copy.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any, BinaryIO

START = "0" * 64
LINKED = {
    "author", "clock_back", "happened_at", "happened_offset", "kind", "number", "previous", "refers_to",
    "source", "utc_offset", "written_at",
}  # fmt: skip
BODY = "its text, category, tags, reason or attachments were changed"
LINK = "its author, time, number, reference or a hash was changed"
FIELDS = LINKED | {"body", "body_hash", "hash", "salt"}
BEGIN, BETWEEN, END = b'"entries":[', b'],"attachments":{', b"}}"
CONTENT = b'"base64":"'
PIECE = 1 << 20  # a file of the book is one line, which may be longer than there is memory
SHOWN = 20
Json = Any


class NotAnExport(Exception):
    """The file is not an export of Shiftbook, or cannot be read as one."""


class Check:
    """Takes an export's entries and files in their order; `faults` are sentences: what is wrong where."""

    def __init__(self, header: dict[str, Json]) -> None:
        """Begin with what the first line says."""
        if type(header["count"]) is not int or type(header["head"]) is not str:
            raise NotAnExport("Its first line is damaged.")
        self.count, self.head, self.selected = header["count"], header["head"], header["filter"] is not None
        self.faults: list[str] = []
        self.entries, self.last, self.last_hash = 0, 0, START
        self.left_out: list[tuple[int, int]] = []
        self.hidden: list[int] = []
        self._hiding: list[Json] = []
        self._files: dict[str, tuple[int, str, int]] = {}
        self._files_found: set[str] = set()

    def entry(self, entry: Json, where: str) -> None:
        """Check one entry: its two hashes, and that it follows the one before."""
        try:
            number, salted, link = hashed(entry)
            for file in entry["body"]["attachments"] if salted else ():
                self._files.setdefault(file["sha256"], (number, file["name"], file["size"]))
        except (AttributeError, KeyError, TypeError, ValueError):
            self.faults.append(f"{where} cannot be read as an entry")
            return
        self._place(number, entry["previous"])
        if salted is None:
            self.hidden.append(number)
        elif sha256(salted) != entry["body_hash"]:
            self.faults.append(f"entry {number}: {BODY}")
        if sha256(link) != entry["hash"]:
            self.faults.append(f"entry {number}: {LINK}")
        if entry["kind"] == "hiding":
            self._hiding.append(entry["refers_to"])
        self.entries += 1
        if number > self.last:
            self.last, self.last_hash = number, entry["hash"]

    def file(self, name: str, file: Json, where: str, read: Content | None = None) -> None:
        """Check one file: its SHA-256 and its size; *read* if its content has been taken out already."""
        owner = self._files.get(name)
        if owner is None:
            self.faults.append(f"{where} is a file that no entry has")
            return
        self._files_found.add(name)
        number, called, size = owner
        try:
            content = read or Content(file["base64"].encode())
            sound = content.sha256() == name and content.size == size == file["size"]
            sound = sound and file.keys() == {"size", "media_type", "base64"}
            sound = sound and type(file["media_type"]) is str
        except (AttributeError, KeyError, TypeError, ValueError):
            sound = False
        if not sound:
            self.faults.append(f"attachment {called} of entry {number}: its content was changed")

    def finish(self) -> None:
        """Check what can be known at the end only."""
        self.faults += [
            f"attachment {name} of entry {number} is missing"
            for sha256_of, (number, name, _) in self._files.items()
            if sha256_of not in self._files_found
        ]
        if self.last < self.count:
            self._skip(self.last + 1, self.count)
        elif self.last > self.count:
            self.faults.append(f"the first line says that there are {self.count:,} entries: there are more")
        elif self.last_hash != self.head:
            self.faults.append("the head in the first line is not the hash of the last entry")
        hiding = {number for number in self._hiding if type(number) is int}
        if not self.selected:
            self.faults += [
                f"entry {number}: what it said was taken out, and no entry hides it"
                for number in self.hidden
                if number not in hiding
            ]

    def _place(self, number: int, previous: str) -> None:
        if number <= self.last:
            self.faults.append(f"entry {number} stands after entry {self.last}")
        elif number > self.last + 1:
            self._skip(self.last + 1, number - 1)
        elif previous != self.last_hash:
            self.faults.append(f"entry {number} does not follow entry {self.last}")

    def _skip(self, first: int, last: int) -> None:
        self.left_out.append((first, last))
        if not self.selected:
            self.faults.append(f"{span([(first, last)])} missing")


class Content:
    """What a file contains, decoded piece by piece: `size` counts its bytes."""

    def __init__(self, digits: bytes = b"") -> None:
        """Begin with the first base64 digits, or all of them."""
        self.size, self._sound, self._ended = 0, True, False
        self._digest, self._rest = hashlib.sha256(), b""
        self.add(digits)

    def add(self, digits: bytes) -> None:
        """Go on with some more digits."""
        digits = self._rest + digits
        whole = len(digits) - len(digits) % 4
        digits, self._rest = digits[:whole], digits[whole:]
        try:
            data = base64.b64decode(digits, validate=True)
        except ValueError:
            data = b""
        # Neither written otherwise, even where it stands for the same bytes, nor going on after its end.
        if base64.b64encode(data) != digits or (digits and self._ended):
            self._sound = False
        self._ended = self._ended or digits.endswith(b"=")
        self._digest.update(data)
        self.size += len(data)

    def sha256(self) -> str | None:
        """Return the SHA-256 of it all; of what is no base64 there is none."""
        return self._digest.hexdigest() if self._sound and not self._rest else None


def hashed(entry: Json) -> tuple[int, bytes | None, bytes]:
    """Return an entry's number and what its two hashes are over; of a hidden one there is no body.

    Raises:
        ValueError: if it has not the fields of an entry; others as they come.
    """
    number, body, salt = entry["number"], entry["body"], entry["salt"]
    if entry.keys() != FIELDS or type(number) is not int or (body is None) != (salt is None):
        raise ValueError("not an entry")
    link = {**{name: entry[name] for name in LINKED}, "body": entry["body_hash"]}
    return number, None if body is None else unhex(salt) + canonical(body), canonical(link)


def canonical(value: Json) -> bytes:
    """Return the one way in which *value* is written down to be hashed."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def sha256(data: bytes) -> str:
    """Return the SHA-256 of *data*, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def unhex(text: str) -> bytes:
    """Return the bytes that *text* is, if it is written as an export writes it."""
    data = bytes.fromhex(text)
    if data.hex() != text:
        raise ValueError(text)
    return data


def parse(text: bytes) -> Json:
    """Return the JSON value in *text*; a name that stands twice in one object is an error."""
    try:
        return json.loads(text, object_pairs_hook=once)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def once(pairs: list[tuple[str, Any]]) -> dict[str, Json]:
    """Return an object with these names and values."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def check_file(file: BinaryIO) -> Check:
    """Check an export line by line, or as a whole if its lines are not those it was written with."""
    first = file.readline().strip()
    try:
        if first.endswith(BEGIN):
            check = Check(parse(first + b"]}"))
            check_lines(check, file)
        else:
            whole = parse(first + file.read())
            check = Check(whole)
            for place, entry in enumerate(whole["entries"], 1):
                check.entry(entry, f"the entry in place {place}")
            for name, value in whole["attachments"].items():
                check.file(name, value, f"the attachment {name}")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotAnExport(f"It cannot be read: {error}.") from error
    check.finish()
    return check


def check_lines(check: Check, file: BinaryIO) -> None:
    """Check the entries, one a line, and then the files, one a line."""
    in_entries, place = True, 1
    while raw := file.readline(-1 if in_entries else PIECE):
        place += 1
        line, where = raw.strip().rstrip(b","), f"line {place} of the file"
        if raw.strip() == (BETWEEN if in_entries else END):
            if not in_entries:
                return
            in_entries = False
            continue
        try:
            if in_entries:
                check.entry(parse(line), where)
                continue
            line, read = (line, None) if raw.endswith(b"\n") else without_content(raw, file)
            for name, value in parse(b"{" + line + b"}").items():
                check.file(name, value, where, read)
        except ValueError:
            check.faults.append(f"{where}, after entry {check.last}, cannot be read")
    check.faults.append("the file ends too early")


def without_content(raw: bytes, file: BinaryIO) -> tuple[bytes, Content]:
    """Read on in a file's long line; return it without its base64 digits, and what they stand for."""
    begin, key, digits = raw.partition(CONTENT)
    content, end = Content(), b""
    while raw:
        if end:
            end += raw
        else:
            digits, quote, rest = digits.partition(b'"')
            content.add(digits)
            end = quote + rest
        raw = b"" if raw.endswith(b"\n") else file.readline(PIECE)
        digits = raw
    return (begin + key + end).strip().rstrip(b","), content


def span(ranges: list[tuple[int, int]]) -> str:
    """Say which entries, with the verb: "entry 5 is", "entries 5 to 9, 12 are"."""
    parts = [f"{first}" if first == last else f"{first} to {last}" for first, last in ranges[:SHOWN]]
    more = ["…"] * (len(ranges) > SHOWN)
    alone = len(ranges) == 1 and ranges[0][0] == ranges[0][1]
    return f"{'entry' if alone else 'entries'} {', '.join(parts + more)} {'is' if alone else 'are'}"


def report(check: Check) -> list[str]:
    """Return what is to be said, line by line; the first line is the answer."""
    entries = f"{check.entries:,} {'entry' if check.entries == 1 else 'entries'}"
    if not check.faults:
        lines = [f"{entries} verified; head {check.head}"]
    else:
        lines = [f"{entries} checked; NOT as they were written:", *check.faults[:SHOWN]]
        if len(check.faults) > SHOWN:
            lines.append(f"… and {len(check.faults) - SHOWN:,} more")
    lines.append(f"count {check.count:,}: compare it, and the head, with a printout")
    if check.selected and check.left_out:
        lines.append(f"this is a selection; {span(check.left_out)} not in it")
    if check.hidden:
        hidden = span([(number, number) for number in check.hidden])
        lines.append(f"{hidden} hidden; what was written there is not in this file and cannot be checked")
    return ["".join(sign if sign.isprintable() else "?" for sign in line) for line in lines]


def main(arguments: list[str]) -> int:
    """Check the export that is named; return how the program is to end."""
    if len(arguments) != 1:
        sys.stderr.write("Usage: python3 verify.py export.json\n")
        return 2
    try:
        with Path(arguments[0]).open("rb") as file:
            check = check_file(file)
    except (NotAnExport, OSError) as error:
        sys.stderr.write(f"{arguments[0]} is no export that could be read. {error}\n")
        return 2
    text = "".join(f"{line}\n" for line in report(check))
    sys.stdout.buffer.write(text.encode(sys.stdout.encoding or "utf-8", "backslashreplace"))
    return 1 if check.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
