"""Tickets: narrow tokens that let a page save one draft and read nothing, whoever is signed in by then."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from desktop_app.config import DRAFT_TICKET_EXPIRY
from desktop_app.errors import TicketRefused
from desktop_app.sessions.service import derived_key
from desktop_app.sessions.tokens import TOKEN_ID_BYTES, TokenRefused, read_signed, sign

TYPE = "draft"

HOLDER_DIGITS = 16

_LIFETIME = int(DRAFT_TICKET_EXPIRY.total_seconds())


@dataclass(frozen=True, slots=True)
class TicketClaims:
    """What a ticket says: this person may save this draft at this place, and do nothing else.

    *id* is 128 random bits in hex (`jti`); times are whole seconds since the epoch, UTC. *holder* tells the
    person from whoever has their number once another book has been restored.
    """

    id: str
    draft_id: str
    place: str
    user_id: int
    holder: str
    issued_at: int
    expires_at: int

    def check_covers(self, place: str, draft_id: str | None) -> None:
        """Make sure that this ticket is for the draft somebody is about to save; None: the one it names.

        Raises:
            TicketRefused: if it is for another place or another draft.
        """
        if place != self.place or draft_id not in {None, self.draft_id}:
            raise TicketRefused

    def check_is_of(self, name: str) -> None:
        """Make sure that the person with this ticket's number, whose *name* this is, is the one it was for.

        Raises:
            TicketRefused: if it is somebody else.
        """
        if self.holder != _holder(name):
            raise TicketRefused


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it is handed out, and when it ends, in epoch seconds."""

    text: str
    expires_at: int


class Tickets:
    """Issues tickets and reads them back; every `now` is the caller's."""

    def __init__(self, key: bytes) -> None:
        """Sign with a key derived from *key*, so that no other use of it can forge a ticket."""
        self._key = derived_key(key, "draft tickets")

    def issue(self, *, user_id: int, name: str, draft_id: str, place: str, now: int) -> Ticket:
        """Return a ticket for this draft of the person of this *name* that lasts its full time from *now*."""
        return self._issue(user_id, _holder(name), draft_id, place, now, now + _LIFETIME)

    def pass_on(self, presented: TicketClaims, draft_id: str, now: int) -> Ticket:
        """Return a ticket for the draft in which a save with *presented* ended up; it lasts no longer."""
        user_id, holder = presented.user_id, presented.holder
        return self._issue(user_id, holder, draft_id, presented.place, now, presented.expires_at)

    def check(self, ticket: str, now: int) -> TicketClaims:
        """Return what a ticket says that counts at *now*.

        Raises:
            TicketRefused: if it is not one of ours, has run out, or was issued a day or more from now.
        """
        try:
            claims = read_signed(ticket, self._key, read=_claims, write=_payload)
        except TokenRefused as error:
            raise TicketRefused from error
        # A clock set back must not cost the last words; one wrong for once must not make a lasting ticket.
        if claims.expires_at <= now or claims.issued_at - now >= _LIFETIME:
            raise TicketRefused
        return claims

    def _issue(
        self, user_id: int, holder: str, draft_id: str, place: str, now: int, expires_at: int
    ) -> Ticket:
        ticket_id = secrets.token_hex(TOKEN_ID_BYTES)
        claims = TicketClaims(ticket_id, draft_id, place, user_id, holder, now, expires_at)
        return Ticket(sign(_payload(claims), self._key), expires_at)


def _holder(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:HOLDER_DIGITS]


def _payload(claims: TicketClaims) -> dict[str, Any]:
    return {
        "typ": TYPE,
        "jti": claims.id,
        "did": claims.draft_id,
        "place": claims.place,
        "sub": str(claims.user_id),
        "who": claims.holder,
        "iat": claims.issued_at,
        "exp": claims.expires_at,
    }


def _claims(payload: dict[str, Any]) -> TicketClaims:
    return TicketClaims(
        id=str(payload["jti"]),
        draft_id=str(payload["did"]),
        place=str(payload["place"]),
        user_id=int(payload["sub"]),
        holder=str(payload["who"]),
        issued_at=int(payload["iat"]),
        expires_at=int(payload["exp"]),
    )
