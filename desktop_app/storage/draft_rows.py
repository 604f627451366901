"""Rows of drafts, in and out, within a transaction somebody else has opened."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop_app.logbook.draft_decisions import Found, Posted
from desktop_app.logbook.model import Draft, is_draft_id, new_draft_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

    from desktop_app.logbook.draft_decisions import Saving

COLUMNS = (
    "id, user_id, place, text, selection_start, selection_end, scroll,"
    " version, writer, sequence, saved_at, discarded_at, fields,"
    " (SELECT count(*) FROM draft_attachment WHERE draft_attachment.draft_id = draft.id)"
)
SAVED_LAST_FIRST = "ORDER BY saved_at DESC, id DESC"

_BY_ID = f"SELECT {COLUMNS} FROM draft WHERE id = ?"  # noqa: S608 - names of columns, written above
_CURRENT = (
    f"SELECT {COLUMNS} FROM draft WHERE user_id = ? AND place = ? AND discarded_at IS NULL"  # noqa: S608
    f" {SAVED_LAST_FIRST} LIMIT 1"
)
# By way of the people: keys are indexed under their author.
POSTED = """
    SELECT entry.author_id, entry.number
    FROM account
    CROSS JOIN entry ON entry.author_id = account.id AND entry.post_key = :id
    ORDER BY entry.author_id = :user_id DESC LIMIT 1
"""
_WRITE = f"""
    INSERT INTO draft (id, user_id, place, text, selection_start, selection_end, scroll,
                       version, writer, sequence, created_at, saved_at, fields)
    VALUES (:id, :user_id, :place, :text, :selection_start, :selection_end, :scroll,
            1, :writer, :sequence, :now, :now, :fields)
    ON CONFLICT (id) DO UPDATE SET
        text = excluded.text, selection_start = excluded.selection_start,
        selection_end = excluded.selection_end, scroll = excluded.scroll, version = version + 1,
        writer = excluded.writer, sequence = excluded.sequence, saved_at = excluded.saved_at,
        fields = excluded.fields
    RETURNING {COLUMNS}
"""  # noqa: S608 - names of columns, written above


def find(connection: apsw.Connection, draft_id: str, user_id: int, place: str = "") -> Found:
    """Return what lies under a draft's id, and how many open drafts the person has at *place*."""
    if not is_draft_id(draft_id):
        return Found()
    posted = connection.execute(POSTED, {"id": draft_id, "user_id": user_id}).fetchone()
    return Found(
        draft=_one(connection, _BY_ID, (draft_id,)),
        posted=None if posted is None else Posted(*posted),
        open_drafts=_open_drafts(connection, user_id, place),
    )


def current(connection: apsw.Connection, user_id: int, place: str) -> Draft | None:
    """Return the open draft of this person and place that was saved last."""
    return _one(connection, _CURRENT, (user_id, place))


def write(connection: apsw.Connection, asked: Saving, draft_id: str, now: int) -> Draft:
    """Begin a draft under *draft_id*, or write over the one that is there, and return it."""
    values = {
        "id": draft_id,
        "user_id": asked.user_id,
        "place": asked.place,
        "text": asked.text,
        "selection_start": asked.selection_start,
        "selection_end": asked.selection_end,
        "scroll": asked.scroll,
        "writer": asked.writer,
        "sequence": asked.sequence,
        "now": now,
        "fields": json.dumps(dict(asked.fields), ensure_ascii=False),
    }
    # To the end of the statement: its write is only then complete.
    (row,) = connection.execute(_WRITE, values).fetchall()
    return draft_of(row)


def found_for(connection: apsw.Connection, asked: Saving) -> Found:
    """Return what lies under the id that is asked for, or under none of the place's current draft."""
    if asked.draft_id is None:
        return Found(draft=current(connection, asked.user_id, asked.place))
    return find(connection, asked.draft_id, asked.user_id, asked.place)


def begin(connection: apsw.Connection, asked: Saving, draft_id: str, now: int) -> Draft:
    """Make the row of a draft that nobody has saved yet, and return it."""
    write(connection, asked, draft_id, now)
    connection.execute("UPDATE draft SET version = 0 WHERE id = ?", (draft_id,))
    draft = _one(connection, _BY_ID, (draft_id,))
    if draft is None:
        raise LookupError(draft_id)
    return draft


def delete(connection: apsw.Connection, draft_id: str) -> None:
    """Forget a draft."""
    connection.execute("DELETE FROM draft WHERE id = ?", (draft_id,))


def move_away(connection: apsw.Connection, draft_id: str) -> None:
    """Let a draft go on under a new id: its own has become an entry's."""
    connection.execute("UPDATE draft SET id = ? WHERE id = ?", (new_draft_id(), draft_id))


def draft_of(row: Sequence[Any]) -> Draft:
    """Read a row of `COLUMNS`."""
    *values, fields, files = row
    return Draft(*[*values, json.loads(fields), files])


def _open_drafts(connection: apsw.Connection, user_id: int, place: str) -> int:
    count: int = connection.execute(
        "SELECT count(*) FROM draft WHERE user_id = ? AND place = ? AND discarded_at IS NULL",
        (user_id, place),
    ).get
    return count


def _one(connection: apsw.Connection, query: str, bindings: tuple[int | str, ...]) -> Draft | None:
    row = connection.execute(query, bindings).fetchone()
    return None if row is None else draft_of(row)
