"""What is known of files, in and out, within a transaction somebody else has opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.logbook.model import Attachment

if TYPE_CHECKING:
    from collections.abc import Sequence

    import apsw

_OF_DRAFT = """
    SELECT sha256, name, size, media_type FROM draft_attachment JOIN attachment USING (sha256)
    WHERE draft_id = ? ORDER BY draft_attachment.id
"""
_VISIBLE = """
    SELECT sha256, name, size, media_type FROM attachment JOIN (
        SELECT name, 0 AS rank, sha256 FROM entry_attachment
        WHERE sha256 = :sha256 AND NOT EXISTS (
            SELECT 1 FROM entry WHERE entry.refers_to = entry_attachment.number AND entry.kind = 'hiding')
        UNION ALL
        SELECT draft_attachment.name, 1, sha256 FROM draft_attachment JOIN draft ON draft.id = draft_id
        WHERE sha256 = :sha256 AND draft.user_id = :user_id
    ) USING (sha256)
    ORDER BY rank LIMIT 1
"""
_UNUSED = """
    SELECT sha256 FROM attachment WHERE stored_at < ?
    AND NOT EXISTS (SELECT 1 FROM entry_attachment WHERE entry_attachment.sha256 = attachment.sha256)
    AND NOT EXISTS (SELECT 1 FROM draft_attachment WHERE draft_attachment.sha256 = attachment.sha256)
"""
_DELETE_UNUSED = f"DELETE FROM attachment WHERE sha256 IN ({_UNUSED}) RETURNING sha256"  # noqa: S608 - ours


def register(connection: apsw.Connection, file: Attachment, now: int) -> None:
    """Note a file that lies in its place."""
    connection.execute(
        "INSERT INTO attachment (sha256, size, media_type, stored_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (file.sha256, file.size, file.media_type, now),
    )


def is_registered(connection: apsw.Connection, sha256: str) -> bool:
    """Return whether there is such a file."""
    return connection.execute("SELECT 1 FROM attachment WHERE sha256 = ?", (sha256,)).fetchone() is not None


def of_draft(connection: apsw.Connection, draft_id: str) -> Sequence[Attachment]:
    """Return a draft's files in the order they came."""
    return [Attachment(*row) for row in connection.execute(_OF_DRAFT, (draft_id,))]


def add_to_draft(connection: apsw.Connection, draft_id: str, file: Attachment, now: int) -> None:
    """Let a draft have a registered file, once under each name."""
    connection.execute(
        "INSERT INTO draft_attachment (draft_id, sha256, name, added_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (draft_id, file.sha256, file.name, now),
    )


def copy_to_draft(connection: apsw.Connection, draft_id: str, other_id: str) -> None:
    """Let another draft have all files of this one too."""
    connection.execute(
        "INSERT INTO draft_attachment (draft_id, sha256, name, added_at)"
        " SELECT ?, sha256, name, added_at FROM draft_attachment WHERE draft_id = ? ORDER BY id"
        " ON CONFLICT DO NOTHING",
        (other_id, draft_id),
    )


def clear_draft(connection: apsw.Connection, draft_id: str) -> None:
    """Take all files away from a draft: they have become an entry's."""
    connection.execute("DELETE FROM draft_attachment WHERE draft_id = ?", (draft_id,))


def remove_from_draft(
    connection: apsw.Connection, user_id: int, draft_id: str, sha256: str, name: str | None
) -> bool:
    """Take a file away from a person's draft, under one name or all; return whether it was there."""
    connection.execute(
        "DELETE FROM draft_attachment WHERE draft_id = :draft_id AND sha256 = :sha256"
        " AND (:name IS NULL OR name = :name)"
        " AND EXISTS (SELECT 1 FROM draft WHERE draft.id = :draft_id AND user_id = :user_id)",
        {"draft_id": draft_id, "sha256": sha256, "name": name, "user_id": user_id},
    )
    return connection.changes() > 0


def visible(connection: apsw.Connection, user_id: int, sha256: str) -> Attachment | None:
    """Return a file that an entry shows, or a draft of this person has."""
    row = connection.execute(_VISIBLE, {"sha256": sha256, "user_id": user_id}).fetchone()
    return None if row is None else Attachment(*row)


def delete_unused(connection: apsw.Connection, then: int) -> Sequence[str]:
    """Forget the files from before *then* that nothing refers to; return their SHA-256s."""
    return [str(sha256) for (sha256,) in connection.execute(_DELETE_UNUSED, (then,)).fetchall()]
