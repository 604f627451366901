"""What can be posted: the same rules for what is typed, sent by a script and imported."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.errors import Invalid
from desktop_app.logbook.model import EntryKind
from desktop_app.logbook.text import checked_text, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.logbook.model import Writing

MAX_CATEGORY_LENGTH = 60
MAX_TAG_LENGTH = 40
MAX_TAGS = 20
MAX_REASON_LENGTH = 500
"""Code points, and tags an entry."""

EARLIEST, LATEST = -62_135_596_800, 253_402_300_799
"""The years 1 to 9999, which every calendar here can show."""

DAY_SECONDS = 24 * 60 * 60
MAX_OFFSET_MINUTES = 24 * 60 - 1

_SPACE = re.compile(r"\s+")
_UNSEEN = ("Cc", "Cs", "Cn", "Co")
_DIRECTING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What would let a word turn round the words after it."""


def checked_writing(writing: Writing, now: int, *, perhaps_wordless: bool = False) -> Writing:
    """Return *writing* as it is kept: line feeds for line ends, each tag once, single spaces in labels.

    One that is *perhaps_wordless* may have no text and no reason at all.

    Raises:
        Invalid: if a field is missing, too long, or not text; if it happened later than a day from *now*.
    """
    text = checked_text(writing.text)
    if is_blank(text) and (writing.text or not perhaps_wordless):
        raise Invalid("text", "Write something first.")
    reason = one_line("reason", writing.reason, MAX_REASON_LENGTH)
    needs_reason = writing.kind in {EntryKind.AMENDMENT, EntryKind.HIDING}
    if needs_reason and not reason and (writing.reason or not perhaps_wordless):
        raise Invalid("reason", "Say why: the reason stands beside the entry.")
    _check_happened(writing, now)
    return replace(
        writing,
        text=text,
        category=one_line("category", writing.category, MAX_CATEGORY_LENGTH),
        tags=checked_tags(writing.tags),
        reason=reason,
    )


def tags_from(typed: str) -> tuple[str, ...]:
    """Return the tags in what somebody typed, separated by commas; not checked yet."""
    return tuple(word for word in (_tidy(part) for part in re.split(r"[,;\n]", typed)) if word)


def checked_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return *tags*, each once, in their order.

    Raises:
        Invalid: if there are too many, or one is empty, too long or not text.
    """
    found = {label_key(tag): tag for tag in reversed([one_line("tags", tag, MAX_TAG_LENGTH) for tag in tags])}
    if "" in found:
        raise Invalid("tags", "A tag must have at least one character.")
    if len(found) > MAX_TAGS:
        raise Invalid("tags", f"An entry can have at most {MAX_TAGS} tags; this has {len(found):,}.")
    return tuple(reversed(found.values()))


def label_key(word: str) -> str:
    """Return what two spellings of one category or tag have in common."""
    return unicodedata.normalize("NFC", word).casefold()


def one_line(field: str, words: str, longest: int) -> str:
    """Return *words* in one line, normalised, with single spaces; perhaps empty.

    Raises:
        Invalid: if they are longer than *longest* code points, or not text.
    """
    # Counted before it is tidied, so that nobody tidies a megabyte.
    tidied = _tidy(words) if len(words) <= 2 * longest else words
    if len(tidied) > longest:
        raise Invalid(field, f"{field.capitalize()}: at most {longest} characters; this has {len(tidied):,}.")
    if any(unicodedata.category(character) in _UNSEEN for character in tidied) or _DIRECTING.search(tidied):
        raise Invalid(field, f"{field.capitalize()}: this contains characters nobody can see. Type it anew.")
    return tidied


def _tidy(words: str) -> str:
    return _SPACE.sub(" ", unicodedata.normalize("NFC", words)).strip()


def _check_happened(writing: Writing, now: int) -> None:
    at, offset = writing.happened_at, writing.happened_offset
    if (at is None) != (offset is None):
        raise Invalid("happened_at", "When it happened needs a time and its offset from UTC, in minutes.")
    if at is None or offset is None:
        return
    if not EARLIEST + DAY_SECONDS <= at <= LATEST - DAY_SECONDS or abs(offset) > MAX_OFFSET_MINUTES:
        raise Invalid("happened_at", "There is no such time.")
    if at > now + DAY_SECONDS:
        raise Invalid("happened_at", "This happened in the future. Check the date.")
