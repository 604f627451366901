"""What finds entries: words, marks, labels and days, kept beside the entries and made from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import apsw

from desktop_app.logbook.model import EntryKind
from desktop_app.logbook.writing import label_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.logbook.finding import Filter
    from desktop_app.logbook.model import Entry

MARK = "\ue000"
"""Begins words that nobody can type into a search."""

INDEXED_BEGINNING = 3
"""Letters of a word's beginning that the index finds by itself."""

MOST_WORDS = 200
"""Of how many words that begin alike each is looked for by itself; beyond, the index gathers them."""

_INDEX = "INSERT INTO entry_index (rowid, text, about, marks) VALUES (?, ?, ?, ?)"
_INDEX_ANEW = "UPDATE entry_index SET text = ?, about = ?, marks = ? WHERE rowid = ?"
_COUNT_DAY = """
    INSERT INTO day (day, author_id, entries, first_number, last_number)
    SELECT day, author_id, 1, number, number FROM entry WHERE number = ?
    ON CONFLICT DO UPDATE SET entries = entries + 1, last_number = excluded.last_number
"""
_TERMS = "SELECT term FROM term WHERE term >= ? AND term < ? LIMIT ?"
LAST_CHARACTER = "\U0010ffff"
_LABEL = """
    INSERT INTO label (kind, key, word) VALUES (?, ?, ?)
    ON CONFLICT (kind, key) DO UPDATE SET word = word RETURNING id
"""


def add(connection: apsw.Connection, entry: Entry) -> None:
    """Let an entry be found that has just been added, and mark the one it refers to."""
    connection.execute(_INDEX, (entry.number, entry.text, _about(entry), _marks(connection, entry)))
    connection.execute(_COUNT_DAY, (entry.number,))
    connection.executemany("INSERT OR IGNORE INTO term (term) VALUES (?)", _long_words(connection, entry))


def anew(connection: apsw.Connection, entry: Entry) -> None:
    """Let an entry be found as it is now: amended, or hidden and without anything of its body."""
    connection.execute(_INDEX_ANEW, (entry.text, _about(entry), _marks(connection, entry), entry.number))


def expression(connection: apsw.Connection, asked: Filter) -> str | None:
    """Return what `MATCH` takes for the words and marks of a filter; None where it has none.

    A label the book does not have gives an expression that finds nothing.
    """
    words = list(_searched(connection, asked.words))
    marks = [f'"{MARK}{mark}"' for mark in _asked_marks(connection, asked)]
    return " AND ".join([*marks, *words]) or None


def _searched(connection: apsw.Connection, words: str) -> Iterator[str]:
    for typed in words.replace(MARK, " ").replace("\0", " ").split():
        tokens = _tokens(connection, typed)
        if len(tokens) == 1 and len(tokens[0]) > INDEXED_BEGINNING:
            yield _beginning(connection, tokens[0])
        elif tokens:
            yield f'"{" ".join(tokens)}"*'


def _beginning(connection: apsw.Connection, beginning: str) -> str:
    found = connection.execute(_TERMS, (beginning, f"{beginning}{LAST_CHARACTER}", MOST_WORDS + 1)).fetchall()
    if not 0 < len(found) <= MOST_WORDS:
        return f'"{beginning}"*'
    quoted = " OR ".join(f'"{term}"' for (term,) in found)
    return f"({quoted})"


def _tokens(connection: apsw.Connection, text: str) -> list[str]:
    """Split a text as the index does; nothing of what comes out needs escaping."""
    split = connection.fts5_tokenizer("unicode61", ["remove_diacritics", "2"])
    flags = apsw.FTS5_TOKENIZE_DOCUMENT
    tokens: Any = split(text.encode(), flags, None, include_offsets=False, include_colocated=False)
    return list(tokens)


def _long_words(connection: apsw.Connection, entry: Entry) -> set[tuple[str]]:
    tokens = _tokens(connection, f"{entry.text}\n{_about(entry)}")
    return {(token,) for token in tokens if len(token) > INDEXED_BEGINNING}


def _asked_marks(connection: apsw.Connection, asked: Filter) -> Iterator[str]:
    if asked.author is not None:
        yield f"a{asked.author}"
    for kind, word in (("category", asked.category), ("tag", asked.tag)):
        if word is not None:
            yield f"l{_label(connection, kind, word)}"
    yield from ["f"] * asked.attached + ["m"] * asked.amended + ["h"] * asked.hidden


def _label(connection: apsw.Connection, kind: str, word: str) -> int:
    row = connection.execute(
        "SELECT id FROM label WHERE kind = ? AND key = ?", (kind, label_key(word))
    ).fetchone()
    return 0 if row is None else int(row[0])


def _about(entry: Entry) -> str:
    return "\n".join([entry.category, *entry.tags, entry.reason, *(file.name for file in entry.attachments)])


def _marks(connection: apsw.Connection, entry: Entry) -> str:
    labels = [("category", entry.category)] if entry.category else []
    labels += [("tag", tag) for tag in entry.tags]
    marks = [f"a{entry.author.id}", f"k{entry.kind}"]
    for kind, word in labels:
        # To the end of the statement: its write is only then complete.
        ((label,),) = connection.execute(_LABEL, (kind, label_key(word), word)).fetchall()
        marks.append(f"l{label}")
    marks += ["f"] * bool(entry.attachments) + ["m"] * bool(entry.amended_by)
    marks += ["h"] * (entry.hidden is not None) + ["i"] * (entry.source is not None)
    return " ".join(MARK + mark for mark in marks)


def changes_finding(kind: EntryKind) -> bool:
    """Return whether an entry of this kind changes how the one it refers to is found."""
    return kind in {EntryKind.AMENDMENT, EntryKind.HIDING}


def forget_unused(connection: apsw.Connection, hidden: Entry) -> None:
    """Forget what no other entry has of the labels and words of a *hidden* one: it may be the secret."""
    for kind, word in [("category", hidden.category), *(("tag", tag) for tag in hidden.tags)]:
        label = _label(connection, kind, word)
        if not _is_used(connection, f"{MARK}l{label}"):
            connection.execute("DELETE FROM label WHERE id = ?", (label,))
    for (term,) in _long_words(connection, hidden):
        if not _is_used(connection, term):
            connection.execute("DELETE FROM term WHERE term = ?", (term,))


def _is_used(connection: apsw.Connection, token: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM entry_index WHERE entry_index MATCH ? LIMIT 1", (f'"{token}"',)
    ).fetchone()
    return found is not None
