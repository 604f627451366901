"""Everything that can go wrong and that somebody is told about.

ShiftbookError                     `code` is the word the outside interface uses for it
├── SessionError
│   ├── AuthRequired               no live access token; one refresh may answer it
│   ├── SessionExpired             the refresh token's time is over
│   ├── SessionEnded               signed out, ended elsewhere, account disabled
│   └── SessionReused              an old refresh token came back; somebody copied it
├── AccountError
│   ├── BadCredentials             that name and password do not belong together
│   ├── WrongCurrentPassword       the password that confirms a change does not match
│   ├── TooManyAttempts            wait before trying again
│   ├── SignInBusy                 many people are signing in at this moment
│   ├── NameTaken
│   ├── AlreadySetUp               the first person exists
│   └── LastAdministrator          somebody must be able to add people
├── RequestError
│   ├── Invalid                    a field is missing, too long, too weak, of the wrong kind
│   ├── Forbidden                  signed in, but not an administrator
│   ├── AnotherPerson              the page asking was made for somebody else
│   ├── CrossSite                  asked by a page that is not ours
│   ├── WrongHost                  asked under a name that is not ours
│   ├── NoWindowKey                asked by a program we did not open
│   ├── NotFound
│   ├── WrongMethod
│   ├── WrongContentType           an API body that is not JSON
│   └── TooLarge
├── StorageError                   the environment's faults; our own bugs stay apsw errors
│   ├── StorageBusy                somebody else holds the database
│   ├── StorageFull
│   ├── StorageUnavailable         unreadable, read-only, failing disk
│   ├── DatabaseDamaged
│   └── DatabaseNewer              written by a later Shiftbook
└── StartError                     the program cannot start, and this sentence says why
    ├── DataFolderUnusable
    ├── KeyFileDamaged             the file holds no signing key; never replaced silently
    ├── PortTaken
    ├── AlreadyOpen                another Shiftbook has this data folder and does not answer
    └── SettingRefused             a setting, or a combination of settings, makes no sense
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path


class ShiftbookError(Exception):
    """Never raised itself; `code` names the case in the outside interface."""

    code: ClassVar[str] = "internal"


class SessionError(ShiftbookError):
    """Never raised itself: the request is not, or no longer, signed in."""


class AuthRequired(SessionError):
    """The access token is missing, expired or not ours: one and the same case to a client."""

    code = "auth_required"

    def __init__(self) -> None:
        super().__init__("Sign in to go on.")


class SessionExpired(SessionError):
    """The refresh token's own expiry has passed."""

    code = "session_expired"

    def __init__(self) -> None:
        super().__init__("Session expired. Please sign in again.")


class SessionEnded(SessionError):
    """The session was ended on purpose; *reason* is the word kept in its row."""

    code = "session_ended"

    def __init__(self, reason: str) -> None:
        super().__init__("This session was ended. Please sign in again.")
        self.reason = reason


class SessionReused(SessionError):
    """A refresh token older than the last one was presented; the session has been ended."""

    code = "session_reused"

    def __init__(self) -> None:
        super().__init__(
            "This session was used from a second place and has been ended. Please sign in again."
        )


class AccountError(ShiftbookError):
    """Never raised itself: something about a person or a password."""


class BadCredentials(AccountError):
    """Name and password do not belong together; *wait* seconds must pass before the next try."""

    code = "bad_credentials"

    def __init__(self, wait: int) -> None:
        again = f"Try again in {wait} s." if wait else "Try again."
        super().__init__(f"That password does not match. {again}")
        self.wait = wait


class WrongCurrentPassword(AccountError):
    """The password that should confirm a change does not match."""

    code = "bad_credentials"

    def __init__(self, wait: int) -> None:
        again = f" Try again in {wait} s." if wait else ""
        super().__init__(f"Your current password does not match; nothing was changed.{again}")
        self.wait = wait


class TooManyAttempts(AccountError):
    """The delay after wrong passwords still runs for *wait* seconds."""

    code = "too_many_attempts"

    def __init__(self, wait: int) -> None:
        super().__init__(f"Several passwords did not match. Try again in {wait} s.")
        self.wait = wait


class SignInBusy(AccountError):
    """More people are signing in than passwords can be checked at once; nothing was counted."""

    code = "too_many_attempts"

    def __init__(self) -> None:
        super().__init__("Several people are signing in at this moment. Try again in 1 s.")
        self.wait = 1


class NameTaken(AccountError):
    """Somebody already has this *name*."""

    code = "conflict"

    def __init__(self, name: str) -> None:
        super().__init__(f"Somebody is already called {name}. Choose a name that tells you apart.")
        self.name = name


class AlreadySetUp(AccountError):
    """The first person has been made; everybody else is added by an administrator."""

    code = "conflict"

    def __init__(self) -> None:
        super().__init__("This logbook is already set up. Sign in instead.")


class LastAdministrator(AccountError):
    """Disabling this person would leave nobody who can add people."""

    code = "conflict"

    def __init__(self) -> None:
        super().__init__("This is the last administrator. Make another person administrator first.")


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


class StorageError(ShiftbookError):
    """Never raised itself: the disk or the database file stands in the way."""

    code = "storage_busy"


class StorageBusy(StorageError):
    """Another program or request holds the database; trying again helps."""

    def __init__(self) -> None:
        super().__init__("The logbook is busy at this moment. Nothing was lost; try again.")


class StorageFull(StorageError):
    """The disk is full."""

    code = "storage_full"

    def __init__(self) -> None:
        super().__init__("The disk is full, so this was not saved. Free some space and try again.")


class StorageUnavailable(StorageError):
    """The file cannot be read or written; *cause* is the system's own words, for the log."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            "The logbook's file cannot be reached at this moment. Nothing new was saved; try again."
        )
        self.cause = cause


class DatabaseDamaged(StorageError):
    """The file is not a sound database; it is never replaced or repaired behind anybody's back."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            "The logbook's file is damaged. It was left as it is; restore a backup or ask for help."
        )
        self.cause = cause


class DatabaseNewer(StorageError):
    """The file was written by a later Shiftbook: schema *found*, this program knows *known*."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"This logbook was written by a newer Shiftbook (schema {found}; this one knows {known}). "
            "It was left as it is. Install the newer Shiftbook to open it."
        )
        self.found = found
        self.known = known


class StartError(ShiftbookError):
    """Never raised itself: the program cannot start, and the message says why and what to do."""


class DataFolderUnusable(StartError):
    """The data *folder* cannot be made, read or written."""

    def __init__(self, folder: Path, cause: str) -> None:
        super().__init__(f"The data folder {folder} cannot be used: {cause}. Choose another with --data-dir.")
        self.folder = folder
        self.cause = cause


class KeyFileDamaged(StartError):
    """The key file at *path* holds *size* bytes that are no key; a new one would sign everybody out."""

    def __init__(self, path: Path, size: int) -> None:
        super().__init__(
            f"The key file {path} is damaged ({size} bytes). It was left as it is. Put it back from a "
            "backup, or move it away: a new one is made then, and everybody signs in once more."
        )
        self.path = path
        self.size = size


class PortTaken(StartError):
    """The *port* somebody asked for belongs to another program."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Port {port} is used by another program. Choose another, or leave --port out.")
        self.port = port


class AlreadyOpen(StartError):
    """The Shiftbook that has this data folder, *process*, has not answered for *seconds*."""

    def __init__(self, process: int | None, seconds: int) -> None:
        named = f"process {process}" if process else "its process"
        super().__init__(
            f"Shiftbook is already open but has not answered for {seconds} s. Give it a moment and open it "
            f"again. If that does not help, end {named} first; what was saved stays."
        )
        self.process = process


class SettingRefused(StartError):
    """A setting makes no sense; *why* is a whole sentence naming it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
