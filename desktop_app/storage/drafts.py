"""Drafts in SQLite: one durable commit for each save that is acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.logbook.draft_decisions import Found, Saved, SaveDecision
from desktop_app.logbook.model import new_draft_id
from desktop_app.storage import attachment_rows, draft_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.logbook.draft_decisions import Saving
    from desktop_app.logbook.model import Draft
    from desktop_app.storage.database import Database

_OF_PERSON = f"SELECT {draft_rows.COLUMNS} FROM draft WHERE user_id = ? {draft_rows.SAVED_LAST_FIRST}"  # noqa: S608
_DELETE_BLANK = """
    DELETE FROM draft WHERE id = ? AND version = ?
    AND NOT EXISTS (SELECT 1 FROM draft_attachment WHERE draft_attachment.draft_id = draft.id)
"""


class SqliteDraftStore:
    """Keeps drafts in the book's database (`desktop_app.logbook.store.DraftStore`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, asked: Saving, judge: Callable[[Saving, Found], SaveDecision], now: int) -> Saved:
        """Find what *asked* is about, let *judge* decide, write what it decided: one transaction."""
        with self._database.write() as connection:
            found = draft_rows.found_for(connection, asked)
            asked_first = asked.draft_id
            while (decision := judge(asked, found)) is SaveDecision.FORKED:
                asked = asked.fork()
                found = draft_rows.found_for(connection, asked)
            draft = found.draft
            if decision in {SaveDecision.CREATED, SaveDecision.WRITTEN}:
                draft_id = draft.id if draft else asked.draft_id or new_draft_id()
                draft = draft_rows.write(connection, asked, draft_id, now)
                if decision is SaveDecision.CREATED and asked_first not in {None, draft_id}:
                    attachment_rows.copy_to_draft(connection, str(asked_first), draft_id)
        return Saved(decision, draft, found.posted)

    def of_person(self, user_id: int) -> Sequence[Draft]:
        """Return all of a person's drafts, saved last first, discarded ones included."""
        with self._database.read() as connection:
            return [draft_rows.draft_of(row) for row in connection.execute(_OF_PERSON, (user_id,))]

    def discard(self, user_id: int, place: str, draft_id: str, now: int) -> bool:
        """Mark this person's draft at *place* as discarded, if it is not yet; return whether it is there."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE draft SET discarded_at = coalesce(discarded_at, ?)"
                " WHERE id = ? AND user_id = ? AND place = ?",
                (now, draft_id, user_id, place),
            )
            return connection.changes() == 1

    def restore(self, user_id: int, draft_id: str) -> Draft | None:
        """Take a person's draft back and return it; None if they have no such discarded draft."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE draft SET discarded_at = NULL"
                " WHERE id = ? AND user_id = ? AND discarded_at IS NOT NULL",
                (draft_id, user_id),
            )
            return draft_rows.find(connection, draft_id, user_id).draft if connection.changes() else None

    def purge(self, then: int, is_blank: Callable[[str], bool]) -> int:
        """Delete drafts discarded before *then*, and blank ones last saved before; return how many went.

        What is blank is looked up beside the writer, and deleted only if nobody has saved there since.
        """
        with self._database.read() as connection:
            old = connection.execute(
                "SELECT id, version, text FROM draft WHERE saved_at < ? AND discarded_at IS NULL", (then,)
            )
            blank = [(draft_id, version) for draft_id, version, text in old if is_blank(text)]
        with self._database.write() as connection:
            connection.execute("DELETE FROM draft WHERE discarded_at < ?", (then,))
            gone = connection.changes()
            for draft in blank:
                connection.execute(_DELETE_BLANK, draft)
                gone += connection.changes()
        return gone
