"""The nouns of the session system: claims, sessions, their holders, and why they end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TokenType(StrEnum):
    """The `typ` claim: a token of one type never stands in for another."""

    ACCESS = "access"
    REFRESH = "refresh"


class EndReason(StrEnum):
    """Why a session ended; the word kept in `session.ended_because`."""

    SIGNED_OUT = "signed_out"
    SIGNED_IN_AGAIN = "signed_in_again"
    SWITCHED = "switched"
    ENDED_ELSEWHERE = "ended_elsewhere"
    EXPIRED = "expired"
    REUSED = "reused"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a reason, not a password
    ACCOUNT_DISABLED = "account_disabled"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says; a refresh token's claims are also its row in `refresh_token`.

    *id* is 128 random bits in hex (`jti`); times are whole seconds since the epoch, UTC.
    """

    type: TokenType
    id: str
    user_id: int
    session_id: str
    generation: int
    issued_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in on one browser or window, from password to end.

    *generation* counts refreshes. A generation is confirmed once its refresh token was
    presented or its access token used: the proof that the answer carrying them arrived.
    *last_active_at* is the last key or mouse anybody has noted down, seldom the very last one.
    """

    id: str
    user_id: int
    label: str
    created_at: int
    last_active_at: int
    generation: int
    confirmed_generation: int
    confirmed_at: int
    locked_at: int | None
    ended_at: int | None
    ended_because: EndReason | None

    @classmethod
    def beginning(cls, session_id: str, user_id: int, label: str, now: int) -> Session:
        """Return a session in its first generation, which nothing has confirmed yet."""
        return cls(
            id=session_id,
            user_id=user_id,
            label=label,
            created_at=now,
            last_active_at=now,
            generation=1,
            confirmed_generation=0,
            confirmed_at=now,
            locked_at=None,
            ended_at=None,
            ended_because=None,
        )


@dataclass(frozen=True, slots=True)
class Holder:
    """What the session system and every page need to know of the person signed in."""

    id: int
    name: str
    colour: int
    administrator: bool
    disabled: bool


@dataclass(frozen=True, slots=True)
class LiveState:
    """What one look-up by session id finds; *expires_at* is the current refresh token's."""

    session: Session
    holder: Holder
    expires_at: int


@dataclass(frozen=True, slots=True)
class RefreshState:
    """What a presented refresh token is judged by: its own row, and the session's current one."""

    presented: Claims
    current: Claims
    session: Session
    holder: Holder


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A request's proof of who is asking; the session locks at *locks_at*, or never by itself (None)."""

    session: Session
    holder: Holder
    access_expires_at: int
    refresh_expires_at: int
    last_input: int
    locks_at: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """The living session a browser holds, and since when it is locked: None while it is open."""

    session: Session
    holder: Holder
    locked_since: int | None
