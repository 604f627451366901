"""Errors about who somebody is: sessions, names and passwords."""

from __future__ import annotations

from desktop_app.errors.base import ShiftbookError


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
