"""The lines of the access log in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.accounts.access import AccessRecord

_DONE = {
    "person_added": "{} was added",
    "person_disabled": "{} can no longer sign in",
    "person_enabled": "{} can sign in again",
    "password_changed": "{} has a new password",
    "sign_in": "{} signed in",
    "sign_in_failed": "A sign-in as {} was refused",
    "unlock_failed": "A wrong password for {} at the lock",
    "password_change_failed": "A wrong password for {} while changing it",
    "restore_refused": "A wrong password for {} while going back to a backup",
    "sign_out": "{} signed out",
    "session_locked": "{}’s session was locked",
    "session_unlocked": "{} unlocked",
    "session_ended": "{}’s session ended",
    "session_expired": "{}’s session ran out",
    "session_reused": "{}’s session was ended: somebody used a copy of it",
    "exported": "{} exported entries",
    "printed": "{} printed entries",
    "imported": "{} imported entries",
    "backed_up": "The book was backed up",
    "restored": "A backup was restored",
    "setting_changed": "{} changed a setting",
    "chain_verified": "{} verified the record",
    "chain_head": "The head of the chain",
    "entry_hidden": "{} hid an entry",
    "preset_changed": "{} changed a template",
}
_WHY = {
    "signed_out": "signed out",
    "signed_in_again": "signed in anew in the same window",
    "switched": "somebody else signed in with Switch",
    "ended_elsewhere": "ended from another window",
    "password_changed": "a new password",
    "account_disabled": "barred by an administrator",
    "key": "with a key",
    "idle": "nobody was there",
}
_BY = {
    "person_added": "{} added {}",
    "person_disabled": "{} barred {}",
    "person_enabled": "{} let {} sign in again",
    "password_changed": "{} set a new password for {}",
}
"""What somebody has done to somebody else, where that is known."""

NOBODY = "Somebody at the command line"
NO_SUCH_PERSON = "somebody who is not in this book"


def event_words(event: str) -> str:
    """Name a kind of line, for a list to choose from."""
    return (
        _DONE.get(event, event)
        .replace("{}’s session", "Session")
        .replace(" as {}", "")
        .replace("{} ", "")
        .capitalize()
    )


def sentence(record: AccessRecord) -> str:
    """Say what happened; a word from a later Shiftbook is shown as it is."""
    if record.event == "password_changed" and record.detail == "own":
        return f"{record.name} changed their password"
    if record.event in _BY and record.detail:
        said = _BY[record.event].format(record.detail.removeprefix("by "), record.name)
        return said[0].upper() + said[1:]
    nobody = NO_SUCH_PERSON if record.event in {"sign_in_failed", "restore_refused"} else NOBODY
    said = _DONE.get(record.event, f"{{}}: {record.event}").format(record.name or nobody)
    detail = _WHY.get(record.detail, record.detail) if record.detail else None
    return f"{said}: {detail}" if detail else said
