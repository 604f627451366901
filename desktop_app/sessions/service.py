"""Starting, checking, refreshing and ending sessions."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections import Counter
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.errors import (
    AuthRequired,
    NotFound,
    SessionEnded,
    SessionExpired,
    SessionReused,
    StorageError,
)
from desktop_app.sessions.decisions import (
    AccessDecision,
    RefreshDecision,
    RefreshStep,
    decide_access,
    decide_refresh,
)
from desktop_app.sessions.model import Claims, EndReason, Session, SignedIn, TokenType
from desktop_app.sessions.tokens import (
    TOKEN_ID_BYTES,
    TokenRefused,
    create_access_token,
    create_refresh_token,
    decode_token,
    encode_token,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.config import Lifetimes
    from desktop_app.sessions.model import LiveState
    from desktop_app.sessions.store import SessionStore

log = logging.getLogger(__name__)

ACTIVITY_STEP = 60
"""Seconds between two notes of `last_active_at`: a note is a durable write."""

MAX_LABEL_LENGTH = 120


@dataclass(frozen=True, slots=True)
class IssuedTokens:
    """A pair of tokens and the claims they carry; cookies are made from nothing else.

    *now* is the instant they were handed out at: a cookie's Max-Age is `expires_at - now`.
    """

    access: str
    refresh: str
    access_claims: Claims
    refresh_claims: Claims
    now: int
    decision: RefreshDecision = RefreshDecision.ROTATED


class SessionService:
    """The session system: every `now` is the caller's, every decision a pure function's."""

    def __init__(self, store: SessionStore, key: bytes, lifetimes: Lifetimes) -> None:
        """Sign tokens with a key derived from *key*, so that no other use of it can forge one."""
        self._store = store
        self._key = derived_key(key, "session tokens")
        self._lifetimes = lifetimes
        self._outcomes: Counter[str] = Counter()
        self._outcomes_lock = Lock()

    def start(
        self, user_id: int, label: str, now: int, *, verified_hash: str, replaced: str | None = None
    ) -> IssuedTokens:
        """Begin a session for somebody whose password has just been right.

        A session id is never taken over from before sign-in (ASVS 7.2.4); session *replaced*,
        the one this browser held until now, ends in the same transaction. *verified_hash* is
        what the password was checked against.

        Raises:
            BadCredentials: if the password was changed, or the person barred, since that check.
        """
        session_id = secrets.token_hex(TOKEN_ID_BYTES)
        session = Session.beginning(session_id, user_id, label[:MAX_LABEL_LENGTH], now)
        first = create_refresh_token(
            user_id=user_id, session_id=session_id, generation=1, now=now, lifetimes=self._lifetimes
        )
        self._store.start(session, first, verified_hash, replaced)
        log.info("session_started user_id=%d session_id=%s", user_id, session_id)
        return self._issue(first, RefreshDecision.ROTATED, now)

    def check(self, token: str | None, now: int) -> SignedIn:
        """Tell who is asking, from the access token and its session's row.

        Raises:
            AuthRequired: if the token is missing, garbled, expired or from the future.
            SessionEnded: if the session is over whatever its tokens say.
            StorageError: if the row cannot be read.
        """
        claims = self._read(token, TokenType.ACCESS)
        if claims is None:
            raise AuthRequired
        state = self._store.find(claims.session_id)
        decision = decide_access(claims, state, now)
        if decision is AccessDecision.ENDED:
            raise SessionEnded(_end_reason(state))
        if decision is not AccessDecision.LIVE or state is None:
            raise AuthRequired
        self._note_use(state.session, claims.generation, now)
        return SignedIn(
            session=state.session,
            holder=state.holder,
            access_expires_at=claims.expires_at,
            refresh_expires_at=state.expires_at,
        )

    def refresh(self, token: str | None, now: int) -> IssuedTokens:
        """Answer a refresh token with a new pair, or with the last pair's refresh token again.

        Raises:
            AuthRequired: if there is no token, or none this database knows.
            SessionExpired, SessionEnded, SessionReused: if the session is over.
            StorageError: if nothing could be decided; the token is as good as before.
        """
        claims = self._read(token, TokenType.REFRESH)
        if claims is None:
            self._count(RefreshDecision.INVALID)
            raise AuthRequired
        judge = partial(decide_refresh, claims, now=now, lifetimes=self._lifetimes)
        step = self._store.refresh(claims, judge, now)
        self._count(step.decision)
        if step.granted is None:
            raise _refusal(step, claims)
        log.debug("session_refreshed outcome=%s session_id=%s", step.decision.name, claims.session_id)
        return self._issue(step.granted, step.decision, now)

    def sign_out(self, refresh_token: str | None, access_token: str | None, now: int) -> None:
        """End the session either token belongs to; a token that has run out still says which."""
        claims = self._read(refresh_token, TokenType.REFRESH) or self._read(access_token, TokenType.ACCESS)
        if claims is not None:
            self._store.end(claims.user_id, claims.session_id, EndReason.SIGNED_OUT, now)
            log.info("session_ended because=signed_out session_id=%s", claims.session_id)

    def session_of(self, access_token: str | None) -> str | None:
        """Return the session id an access token of ours names, even when its time is over."""
        claims = self._read(access_token, TokenType.ACCESS)
        return claims.session_id if claims else None

    def end(self, user_id: int, session_id: str, now: int) -> None:
        """End one of a person's own sessions.

        Raises:
            NotFound: if they have no such living session.
        """
        if not self._store.end(user_id, session_id, EndReason.ENDED_ELSEWHERE, now):
            raise NotFound("session")

    def end_others(self, user_id: int, keep: str, now: int) -> int:
        """End all of a person's sessions but *keep*; return how many."""
        return self._store.end_others(user_id, keep, EndReason.ENDED_ELSEWHERE, now)

    def living(self, user_id: int, now: int) -> Sequence[Session]:
        """Return a person's sessions that still live, last used first."""
        return self._store.living(user_id, now)

    def refreshes_by_outcome(self) -> dict[str, int]:
        """Return how many refreshes this run has answered, by decision."""
        with self._outcomes_lock:
            return {decision.name.lower(): self._outcomes[decision.name] for decision in RefreshDecision}

    def purge(self, now: int) -> int:
        """Delete rows no decision can need any more; return how many refresh tokens went."""
        return self._store.purge(now)

    def _count(self, decision: RefreshDecision) -> None:
        with self._outcomes_lock:
            self._outcomes[decision.name] += 1

    def _issue(self, refresh: Claims, decision: RefreshDecision, now: int) -> IssuedTokens:
        access = create_access_token(
            user_id=refresh.user_id,
            session_id=refresh.session_id,
            generation=refresh.generation,
            now=now,
            lifetimes=self._lifetimes,
            refresh_expires_at=refresh.expires_at,
        )
        return IssuedTokens(
            access=encode_token(access, self._key),
            refresh=encode_token(refresh, self._key),
            access_claims=access,
            refresh_claims=refresh,
            now=now,
            decision=decision,
        )

    def _read(self, token: str | None, expected: TokenType) -> Claims | None:
        if not token:
            return None
        try:
            return decode_token(token, self._key, expected)
        except TokenRefused:
            log.info("token_refused expected=%s", expected.value)
            return None

    def _note_use(self, session: Session, generation: int, now: int) -> None:
        unconfirmed = session.confirmed_generation < generation == session.generation
        if not unconfirmed and abs(now - session.last_active_at) < ACTIVITY_STEP:
            return
        try:
            self._store.note_use(session.id, generation, now)
        except StorageError:
            # Reading must go on with a full or busy disk; an unnoted use only makes a repeat possible.
            log.warning("session_use_not_noted session_id=%s", session.id, exc_info=True)


def derived_key(key: bytes, purpose: str) -> bytes:
    """Return 256 bits for one *purpose*; knowing them tells nothing about *key* or another purpose."""
    return hmac.digest(key, f"shiftbook/{purpose}".encode(), hashlib.sha256)


def _end_reason(state: LiveState | None) -> str:
    if state is None or state.session.ended_because is None:
        return "gone"
    return state.session.ended_because.value


def _refusal(
    step: RefreshStep, claims: Claims
) -> AuthRequired | SessionExpired | SessionEnded | SessionReused:
    log.warning("session_refused decision=%s session_id=%s", step.decision.name, claims.session_id)
    match step.decision:
        case RefreshDecision.EXPIRED:
            return SessionExpired()
        case RefreshDecision.ENDED:
            return SessionEnded("ended")
        case RefreshDecision.REUSED:
            return SessionReused()
        case _:
            return AuthRequired()
