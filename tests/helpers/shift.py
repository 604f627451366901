"""A shift's work at one window: drafts, entries, a refresh, the lock, and two people taking turns.

What fails is asked for again as the page asks again: the same draft and key, the next sequence number, and
whatever was typed since.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from http import HTTPStatus
from itertools import chain, repeat
from typing import TYPE_CHECKING

from tests.helpers.composer import Composer
from tests.helpers.ledger import Ledger
from tests.helpers.machine import ADA, BOB
from tests.web.conftest import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.helpers.client import Answer
    from tests.helpers.machine import Machine

DONE = {HTTPStatus.OK, HTTPStatus.CREATED}
REFUSALS_BORNE = 2
"""Somebody sees the second refusal and does something about the trouble."""

MOST_REQUESTS = 100
"""Several times as many as the work takes with any one thing the matter."""

TICKET_REFUSED = "urn:shiftbook:ticket-refused"
BEGINNING = "The pump"


class Shift:
    """Ada's and Bob's work at a *machine* on which Ada is signed in."""

    def __init__(self, machine: Machine) -> None:
        """Begin with an empty ledger."""
        self.machine = machine
        self.client = machine.client
        self.ledger = Ledger()
        self.composers: list[Composer] = []
        self.person = ADA
        self.locked = False
        self.refusals: list[tuple[int, str | None]] = []
        """Status and code of each answer that failed."""

        self.lost: list[str] = []
        self.strange: list[str] = []
        """What was to be said of the book when something had just failed, and nothing was sent again yet."""

        self.cut_off = 0
        self.signed_out = 0
        self._refused_in_a_row = 0

    def work(self) -> None:
        """Do all of it, to the end."""
        self._first_entry()
        ada = self._begin_another()
        self._bobs_turn()
        self._adas_return(ada)

    def look(self) -> None:
        """Hold what was acknowledged until now against the book."""
        found = self.machine.look()
        self.lost += self.ledger.lost(found)
        self.strange += self.ledger.strange(found)

    def come_back(self) -> None:
        """Use the session as a window does that was left alone; it must still be there."""
        self._do(self._refresh)

    def who(self) -> str:
        """Return whose window it is by now."""
        name: str = self._do(lambda: self.client.get("/api/session")).json["person"]["name"]
        return name

    def read_draft(self) -> str:
        """Return what stands in the composer of a page just loaded."""
        return self._composer().text

    def _first_entry(self) -> None:
        ada = self._composer()
        self._type(ada, "Pump 2", " is loud", " since 6")
        self._do(self._refresh)
        self._do(ada.post)

    def _begin_another(self) -> Composer:
        ada = self._composer()
        self._type(ada, BEGINNING)
        self._do(self._lock)
        self._type(ada, " stands")
        self._do(self._try_to_read)
        self._do(self._unlock)
        self._type(ada, " since 7")
        self._do(self._lock)
        self._type(ada, " and Jo is on her way")
        self._do(self._try_to_read)
        return ada

    def _bobs_turn(self) -> None:
        self._sign_in(BOB)
        bob = self._composer()
        assert bob.text == "", "Bob sees what Ada writes"
        self._type(bob, "Valve 4", " closed")
        self._do(bob.post)

    def _adas_return(self, before: Composer) -> None:
        self._sign_in(ADA)
        ada, other = self._composer(), self._composer()
        for window in (ada, other):
            assert (window.draft, window.text) == (before.draft, before.text), "Ada's draft did not wait"
        self._type(ada, ", she is here")
        self._type(other, ", she has called", " again")
        self._do(self._refresh)
        assert other.forks == sum(composer.forks for composer in self.composers) == 1, "one draft too many"

    def _composer(self) -> Composer:
        composer = Composer(self.person, self.client, self.ledger)
        self.composers.append(composer)
        self._do(composer.open)
        return composer

    def _type(self, composer: Composer, *parts: str) -> None:
        for words in parts:
            typed_on = chain([words], repeat("."))
            self._do(partial(_save_next, composer, typed_on), composer)

    def _sign_in(self, name: str) -> None:
        self.person = name
        self._do(lambda: self.client.post("/login", {"name": name, "password": PASSWORD}))
        self.locked = False

    def _refresh(self) -> Answer:
        return self.client.post("/session/refresh")

    def _lock(self) -> Answer:
        answer = self.client.post("/session/lock")
        self.locked |= answer.status == HTTPStatus.OK
        return answer

    def _unlock(self) -> Answer:
        answer = self.client.post("/session/unlock", {"password": PASSWORD})
        self.locked &= answer.status != HTTPStatus.OK
        return answer

    def _try_to_read(self) -> Answer:
        """Ask for what the lock must cover, whatever has happened since; being turned away is right."""
        answer = self.client.get("/api/entries")
        if answer.status == HTTPStatus.OK and self.locked:
            self.strange.append("an acknowledged lock is open")
        turned_away = answer.status in {HTTPStatus.LOCKED, HTTPStatus.UNAUTHORIZED}
        return replace(answer, status=HTTPStatus.OK) if turned_away else answer

    def _do(self, ask: Callable[[], Answer], composer: Composer | None = None) -> Answer:
        while True:
            assert self.machine.requests < MOST_REQUESTS, "the work goes round in circles"
            try:
                answer = ask()
            except ConnectionError:
                self.cut_off += 1
                self.look()
                continue
            if answer.status in DONE:
                self._refused_in_a_row = 0
                return answer
            self._see_to(answer, ask, composer)

    def _see_to(self, answer: Answer, ask: Callable[[], Answer], composer: Composer | None) -> None:
        """Do what the page does about an answer that is none."""
        match answer.status, answer.code:
            case (503 | 507, _) | (403, "no_window_key"):
                self._bear(answer)
            case 423, "session_locked":
                self._do(self._unlock)
            case 401, "auth_required" if answer.json["type"] == TICKET_REFUSED:
                assert composer is not None
                composer.ticket = ""
            case 401, "auth_required" if ask != self._refresh:
                self._do(self._refresh)
            case 401, _:
                self.signed_out += 1
                self._sign_in(self.person)
            case _:
                raise AssertionError(answer)

    def _bear(self, answer: Answer) -> None:
        self.refusals.append((answer.status, answer.code))
        self.look()
        self._refused_in_a_row += 1
        if self._refused_in_a_row >= REFUSALS_BORNE:
            self.machine.trouble.end(self.machine)
        assert self._refused_in_a_row <= 2 * REFUSALS_BORNE, f"the trouble is over, and still: {answer}"


def _save_next(composer: Composer, typed_on: Iterator[str]) -> Answer:
    return composer.save(next(typed_on))
