"""What a presented token means: pure functions from state and time to a closed set (design: sessions)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from desktop_app.config import REPEAT_WINDOW
from desktop_app.sessions.model import EndReason
from desktop_app.sessions.tokens import create_refresh_token

if TYPE_CHECKING:
    from desktop_app.config import Lifetimes
    from desktop_app.sessions.model import Claims, LiveState, RefreshState, Session


class AccessDecision(Enum):
    """What an access token with a good signature means at this moment."""

    LIVE = auto()
    EXPIRED = auto()
    FROM_THE_FUTURE = auto()
    ENDED = auto()
    LOCKED = auto()


class RefreshDecision(Enum):
    """What a presented refresh token means at this moment."""

    INVALID = auto()
    ENDED = auto()
    EXPIRED = auto()
    LOCKED = auto()
    ROTATED = auto()
    REPEATED = auto()
    REUSED = auto()


@dataclass(frozen=True, slots=True)
class RefreshStep:
    """A decision together with what it writes and hands out.

    *successor* is a new row to insert; *granted* the refresh token the answer carries;
    *end* why the session ends with this step; *locked* since when it is locked.
    """

    decision: RefreshDecision
    successor: Claims | None = None
    granted: Claims | None = None
    end: EndReason | None = None
    locked: int | None = None


def locked_since(session: Session, last_input: int, idle_lock: int | None, now: int) -> int | None:
    """Tell since when a session is locked, None while it is open.

    *last_input* is its last key or mouse, *idle_lock* the seconds without one that lock it; None: none do.
    """
    if session.locked_at is not None:
        return session.locked_at
    # The distance, not the difference: a clock set back must not keep a session open for hours.
    if idle_lock is None or abs(now - last_input) < idle_lock:
        return None
    return min(last_input + idle_lock, now)


def decide_access(
    presented: Claims, state: LiveState | None, now: int, locked: int | None = None
) -> AccessDecision:
    """Judge an access token by the clock and by its session's row; *locked* is since when that is locked.

    A token from the future means the clock went back. It is not honoured, lest a clock set
    wrong once made tokens that last for years; one refresh replaces it.
    """
    if presented.expires_at <= now:
        return AccessDecision.EXPIRED
    if presented.issued_at > now:
        return AccessDecision.FROM_THE_FUTURE
    if state is None or state.session.ended_at is not None or state.holder.disabled:
        return AccessDecision.ENDED
    return AccessDecision.LIVE if locked is None else AccessDecision.LOCKED


def decide_refresh(
    presented: Claims, state: RefreshState | None, now: int, lifetimes: Lifetimes, locked: int | None = None
) -> RefreshStep:
    """Judge a refresh token: rotate it, repeat the last answer, or end the session.

    *locked* is since when the session is locked: then its living token is as good as before, and no better.

    The order of the branches is the contract. A lost answer, two windows at once or a
    reload in the middle present the generation before the current one and get the current
    one again; anything older can only be a copy (RFC 9700, section 4.14.2).
    """
    if state is None or state.presented != presented:
        return RefreshStep(RefreshDecision.INVALID)
    session = state.session
    if session.ended_at is not None or state.holder.disabled:
        return RefreshStep(RefreshDecision.ENDED)
    if presented.expires_at <= now:
        return RefreshStep(RefreshDecision.EXPIRED, end=EndReason.EXPIRED)
    if locked is not None:
        return RefreshStep(RefreshDecision.LOCKED, locked=locked)
    return _by_generation(presented, state, now, lifetimes)


def _by_generation(presented: Claims, state: RefreshState, now: int, lifetimes: Lifetimes) -> RefreshStep:
    session = state.session
    if presented.generation == session.generation:
        successor = create_refresh_token(
            user_id=session.user_id,
            session_id=session.id,
            generation=session.generation + 1,
            now=now,
            lifetimes=lifetimes,
        )
        return RefreshStep(RefreshDecision.ROTATED, successor=successor, granted=successor)
    if presented.generation == session.generation - 1 and _may_repeat(session, now):
        return RefreshStep(RefreshDecision.REPEATED, granted=state.current)
    return RefreshStep(RefreshDecision.REUSED, end=EndReason.REUSED)


def _may_repeat(session: Session, now: int) -> bool:
    if session.confirmed_generation < session.generation:
        return True
    # The distance, not the difference: a clock set back must not widen the window for hours.
    return abs(now - session.confirmed_at) <= REPEAT_WINDOW.total_seconds()
