"""Errors about what was asked, and by whom."""

from __future__ import annotations

from desktop_app.errors.base import ShiftbookError


class RequestError(ShiftbookError):
    """Never raised itself: the request cannot be served as it was asked."""


class Invalid(RequestError):
    """A value is missing or not of the right kind; *field* names it, *why* is a whole sentence."""

    code = "invalid"

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


class Forbidden(RequestError):
    """The person is signed in but may not do this."""

    code = "forbidden"

    def __init__(self) -> None:
        super().__init__("Only an administrator can do this.")


class AnotherPerson(RequestError):
    """The page asking was made for somebody else; *name* is who is signed in now."""

    code = "conflict"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has signed in meanwhile. Sign in again as yourself to go on.")
        self.name = name


class SessionLocked(RequestError):
    """Somebody is signed in and has locked up, or was away too long; *since* is when, in epoch seconds."""

    code = "session_locked"

    def __init__(self, since: int) -> None:
        super().__init__("Shiftbook is locked. Type your password to go on where you were.")
        self.since = since


class CrossSite(RequestError):
    """An unsafe request came from a page that is not ours; *evidence* says which header told so."""

    code = "cross_site"

    def __init__(self, evidence: str) -> None:
        super().__init__("This request came from another page and was not carried out.")
        self.evidence = evidence


class WrongHost(RequestError):
    """The request names a *host* that is not ours (DNS rebinding)."""

    code = "cross_site"

    def __init__(self, host: str) -> None:
        super().__init__("Shiftbook does not answer under this address.")
        self.host = host


class NoWindowKey(RequestError):
    """The request does not come from a window this run has opened."""

    code = "no_window_key"

    def __init__(self) -> None:
        super().__init__("Open Shiftbook from its icon. Nothing was changed or lost.")


class EntryHidden(RequestError):
    """Nothing can be added to entry *number*, which is hidden."""

    code = "conflict"

    def __init__(self, number: int) -> None:
        super().__init__(f"Entry {number} is hidden; nothing can be added to it. Write a new entry.")
        self.number = number


class NotImportable(RequestError):
    """A file cannot be imported as it is; *why* is a whole sentence. Nothing of it was kept."""

    code = "invalid"

    def __init__(self, why: str) -> None:
        super().__init__(f"This file was not imported. {why}")
        self.why = why


class NotRestorable(RequestError):
    """A backup cannot be restored; *why* is a whole sentence. The book was left as it is."""

    code = "invalid"

    def __init__(self, why: str) -> None:
        super().__init__(f"Nothing was restored. {why} The logbook is as it was.")
        self.why = why


class NotFound(RequestError):
    """There is nothing under this address."""

    code = "not_found"

    def __init__(self, what: str = "page") -> None:
        super().__init__(f"There is no such {what}.")
        self.what = what


class WrongMethod(RequestError):
    """The address exists, but not for this method."""

    code = "invalid"

    def __init__(self, method: str, allowed: str) -> None:
        super().__init__(f"{method} is not possible here.")
        self.allowed = allowed


class WrongContentType(RequestError):
    """The body is of a kind this address does not read (cross-site forms cannot send JSON)."""

    code = "invalid"

    def __init__(self, expected: str) -> None:
        super().__init__(f"Send this as {expected}.")
        self.expected = expected


class TooLarge(RequestError):
    """The body is longer than *limit* bytes."""

    code = "too_large"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"This is too large: at most {limit // 1024**2} MiB can be sent at once. Nothing was saved."
        )
        self.limit = limit
