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


class RefreshDecision(Enum):
    """What a presented refresh token means at this moment."""

    INVALID = auto()
    ENDED = auto()
    EXPIRED = auto()
    ROTATED = auto()
    REPEATED = auto()
    REUSED = auto()


@dataclass(frozen=True, slots=True)
class RefreshStep:
    """A decision together with what it writes and hands out.

    *successor* is a new row to insert; *granted* the refresh token the answer carries;
    *end* why the session ends with this step.
    """

    decision: RefreshDecision
    successor: Claims | None = None
    granted: Claims | None = None
    end: EndReason | None = None


def decide_access(presented: Claims, state: LiveState | None, now: int) -> AccessDecision:
    """Judge an access token by the clock and by its session's row.

    A token from the future means the clock went back. It is not honoured, lest a clock set
    wrong once made tokens that last for years; one refresh replaces it.
    """
    if presented.expires_at <= now:
        return AccessDecision.EXPIRED
    if presented.issued_at > now:
        return AccessDecision.FROM_THE_FUTURE
    if state is None or state.session.ended_at is not None or state.holder.disabled:
        return AccessDecision.ENDED
    return AccessDecision.LIVE


def decide_refresh(
    presented: Claims, state: RefreshState | None, now: int, lifetimes: Lifetimes
) -> RefreshStep:
    """Judge a refresh token: rotate it, repeat the last answer, or end the session.

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
