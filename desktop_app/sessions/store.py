"""What the session service asks of storage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop_app.sessions.decisions import RefreshStep
    from desktop_app.sessions.model import Claims, EndReason, LiveState, RefreshState, Session


class ComputerStore(Protocol):
    """Keeps what was said of the computer the book is on; each method may raise `StorageError`."""

    def shared(self) -> bool | None:
        """Return whether people share the computer; None: nobody was asked."""
        ...

    def say_shared(self, *, shared: bool, by: int | None, now: int) -> None:
        """Keep the answer."""
        ...


class SessionStore(Protocol):
    """Keeps sessions and refresh tokens; every method is one transaction.

    Each may raise `StorageError`; what was not committed then has not happened.
    """

    def start(self, session: Session, first: Claims, verified_hash: str, replaced: str | None) -> None:
        """Keep a new session with its first refresh token, ending session *replaced* if it lives.

        The old one has been signed in to again, or switched from, if it was somebody else's. Records
        `sign_in` in the access log.

        Raises:
            BadCredentials: if *verified_hash* is not the person's any more, or they are barred.
        """
        ...

    def find(self, session_id: str) -> LiveState | None:
        """Return the session with its holder and current expiry, ended or not; None if unknown."""
        ...

    def note_use(self, session_id: str, generation: int, last_input: int, now: int) -> None:
        """Move `last_active_at` to *last_input*; confirm *generation* at *now* if it is the current one."""
        ...

    def lock(self, session_id: str, since: Callable[[Session], int | None]) -> None:
        """Load the session and lock it at the second *since* names, if any: all in one transaction.

        Records `session_locked` in the access log; one that is locked or over stays as it is.
        """
        ...

    def refresh(
        self, presented: Claims, judge: Callable[[RefreshState | None], RefreshStep], now: int
    ) -> RefreshStep:
        """Load the state of *presented*, let *judge* decide, write what it decided; all in one transaction.

        A step with a `successor` inserts that row, makes its generation the session's current
        one and confirms the one before; a step with `end` ends the session and records
        `session_reused` or `session_expired` in the access log. The state is None when no row has the
        presented token's id.
        """
        ...

    def unlock(
        self,
        presented: Claims,
        judge: Callable[[RefreshState | None], RefreshStep],
        verified_hash: str,
        now: int,
    ) -> RefreshStep:
        """Do as `refresh`; a step that grants a token also opens a locked session, used at *now*.

        Records `session_unlocked` in the access log if it was locked.

        Raises:
            BadCredentials: if *verified_hash* is not the holder's any more; nothing is written then.
        """
        ...

    def end(self, user_id: int, session_id: str, because: EndReason, now: int) -> bool:
        """End one living session of this person; return whether there was one."""
        ...

    def end_others(self, user_id: int, keep: str, because: EndReason, now: int) -> int:
        """End every living session of this person but *keep*; return how many."""
        ...

    def living(self, user_id: int, now: int) -> Sequence[Session]:
        """Return this person's sessions that are neither ended nor expired, last used first."""
        ...

    def purge(self, now: int) -> int:
        """Delete what no decision can need any more; return how many refresh tokens went.

        Sessions over for a week go with their tokens; one that ran out and was never presented again is
        told of in the access log, at the second it ran out. In living sessions every row
        stays, because an old one is how a copied token is recognised.
        """
        ...
