"""Starting, checking, refreshing, locking and ending sessions."""

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
    SessionLocked,
    SessionReused,
)
from desktop_app.sessions.decisions import (
    AccessDecision,
    RefreshDecision,
    RefreshStep,
    decide_access,
    decide_refresh,
)
from desktop_app.sessions.locking import Locking
from desktop_app.sessions.model import Claims, EndReason, Held, Session, SignedIn, TokenType
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
    from desktop_app.sessions.idle_lock import IdleLock
    from desktop_app.sessions.model import LiveState, RefreshState
    from desktop_app.sessions.store import SessionStore

log = logging.getLogger(__name__)

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

    def __init__(self, store: SessionStore, key: bytes, lifetimes: Lifetimes, idle_lock: IdleLock) -> None:
        """Sign tokens with a key derived from *key*, so that no other use of it can forge one."""
        self._store = store
        self._key = derived_key(key, "session tokens")
        self._lifetimes = lifetimes
        self._locking = Locking(store, idle_lock)
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
        if replaced is not None:
            self._locking.forget(replaced)
        log.info("session_started user_id=%d session_id=%s", user_id, session_id)
        return self._issue(first, RefreshDecision.ROTATED, now)

    def check(self, token: str | None, now: int, idle: int | None = 0) -> SignedIn:
        """Tell who is asking, from the access token and its session's row.

        *idle* is how many seconds ago somebody last touched a key or the mouse; None: nobody knows.

        Raises:
            AuthRequired: if the token is missing, garbled, expired or from the future.
            SessionEnded: if the session is over whatever its tokens say.
            SessionLocked: if its holder has to give the password first.
            StorageError: if the row cannot be read.
        """
        claims = self._read(token, TokenType.ACCESS)
        if claims is None:
            raise AuthRequired
        state = self._store.find(claims.session_id)
        locked = None if state is None else self._locking.since(state.session, now)
        decision = decide_access(claims, state, now, locked)
        if decision is AccessDecision.ENDED:
            self._locking.forget(claims.session_id)
            raise SessionEnded(_end_reason(state))
        if state is not None and locked is not None and decision is AccessDecision.LOCKED:
            if state.session.locked_at is None:
                self._locking.notice(claims.session_id, locked, now)
            raise SessionLocked(locked)
        if decision is not AccessDecision.LIVE or state is None:
            raise AuthRequired
        last_input = self._locking.note_use(state.session, claims.generation, idle, now)
        return SignedIn(
            session=state.session,
            holder=state.holder,
            access_expires_at=claims.expires_at,
            refresh_expires_at=state.expires_at,
            last_input=last_input,
            locks_at=self._locking.locks_at(last_input),
        )

    def refresh(self, token: str | None, now: int) -> IssuedTokens:
        """Answer a refresh token with a new pair, or with the last pair's refresh token again.

        Nobody need have touched a key for it: it does not keep a session from locking.

        Raises:
            AuthRequired: if there is no token, or none this database knows.
            SessionExpired, SessionEnded, SessionReused: if the session is over.
            SessionLocked: if its holder has to give the password first; the token is as good as before.
            StorageError: if nothing could be decided; the token is as good as before.
        """
        claims = self._read(token, TokenType.REFRESH)
        if claims is None:
            self._count(RefreshDecision.INVALID)
            raise AuthRequired
        step = self._store.refresh(claims, partial(self._judge, claims, now=now), now)
        self._count(step.decision)
        if step.locked is not None:
            self._locking.notice(claims.session_id, step.locked, now)
            raise SessionLocked(step.locked)
        if step.granted is None:
            raise _refusal(step, claims)
        log.debug("session_refreshed outcome=%s session_id=%s", step.decision.name, claims.session_id)
        return self._issue(step.granted, step.decision, now)

    def sign_out(self, refresh_token: str | None, access_token: str | None, now: int) -> None:
        """End the session either token belongs to; a token that has run out still says which."""
        claims = self._either(refresh_token, access_token)
        if claims is not None:
            self._store.end(claims.user_id, claims.session_id, EndReason.SIGNED_OUT, now)
            self._locking.forget(claims.session_id)
            log.info("session_ended because=signed_out session_id=%s", claims.session_id)

    def held(self, refresh_token: str | None, access_token: str | None, now: int) -> Held:
        """Return the living session either token names, locked or not; one that locks now is locked by this.

        It is no proof of who is asking: whoever shows it shows a name and nothing more.

        Raises:
            AuthRequired: if neither is a token of ours.
            SessionExpired, SessionEnded: if the session is over.
        """
        claims = self._either(refresh_token, access_token)
        if claims is None:
            raise AuthRequired
        state = self._store.find(claims.session_id)
        if state is None or state.session.ended_at is not None or state.holder.disabled:
            raise SessionEnded(_end_reason(state))
        if state.expires_at <= now:
            raise SessionExpired
        locked = self._locking.since(state.session, now)
        if locked is not None:
            self._locking.notice(claims.session_id, locked, now)
        return Held(state.session, state.holder, locked)

    def lock(self, refresh_token: str | None, access_token: str | None, now: int) -> int:
        """Lock the session either token names; return since when it is locked: twice is no error.

        Raises:
            AuthRequired: if neither is a token of ours.
            SessionExpired, SessionEnded: if the session is over.
        """
        held = self.held(refresh_token, access_token, now)
        if held.locked_since is not None:
            return held.locked_since
        self._locking.lock(held.session.id, now)
        log.info("session_locked session_id=%s", held.session.id)
        return now

    def unlock(self, token: str | None, now: int, *, verified_hash: str) -> IssuedTokens:
        """Open the session for its holder, whose password has just been right, and answer as `refresh`.

        One that is open already gets the same: the answer before may have been lost. *verified_hash* is
        what the password was checked against.

        Raises:
            AuthRequired: if there is no token, or none this database knows.
            SessionExpired, SessionEnded, SessionReused: if the session is over.
            BadCredentials: if the password was changed since that check.
            StorageError: if nothing could be decided; the session stays locked.
        """
        claims = self._read(token, TokenType.REFRESH)
        if claims is None:
            raise AuthRequired
        judge = partial(decide_refresh, claims, now=now, lifetimes=self._lifetimes)
        step = self._store.unlock(claims, judge, verified_hash, now)
        if step.granted is None:
            raise _refusal(step, claims)
        self._locking.forget(claims.session_id)
        log.info("session_unlocked session_id=%s", claims.session_id)
        return self._issue(step.granted, step.decision, now)

    def session_of(self, refresh_token: str | None, access_token: str | None) -> str | None:
        """Return the session id either token of ours names, even when its time is over."""
        claims = self._either(refresh_token, access_token)
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
        self._locking.forget_before(now - self._lifetimes.refresh_seconds)
        return self._store.purge(now)

    def _judge(self, presented: Claims, state: RefreshState | None, now: int) -> RefreshStep:
        locked = None if state is None else self._locking.since(state.session, now)
        return decide_refresh(presented, state, now, self._lifetimes, locked)

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

    def _either(self, refresh_token: str | None, access_token: str | None) -> Claims | None:
        return self._read(refresh_token, TokenType.REFRESH) or self._read(access_token, TokenType.ACCESS)


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
