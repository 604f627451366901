"""What a view is given: the services, this request, its one `now`, and who is asking."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.errors import AuthRequired
from desktop_app.web.cookies import Cookie, Cookies, read_cookies
from desktop_app.web.failures import CountedFailures
from desktop_app.web.flash import FLASH_CODES, open_flash
from desktop_app.web.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from bottle import LocalRequest

    from desktop_app.accounts.access import AccessLogStore
    from desktop_app.accounts.service import AccountService
    from desktop_app.clock import Clock
    from desktop_app.instance import Front
    from desktop_app.logbook.attachments import AttachmentService
    from desktop_app.logbook.backups import BackupService
    from desktop_app.logbook.drafts import DraftService
    from desktop_app.logbook.imports.service import ImportService
    from desktop_app.logbook.model import Draft
    from desktop_app.logbook.presets import PresetService
    from desktop_app.logbook.proof import ProofService
    from desktop_app.logbook.saved_filters import SavedFilterService
    from desktop_app.logbook.service import LogbookService
    from desktop_app.sessions.idle_lock import IdleLock
    from desktop_app.sessions.model import SignedIn
    from desktop_app.sessions.service import SessionService
    from desktop_app.sessions.tickets import Ticket, TicketClaims, Tickets
    from desktop_app.web.flash import Message
    from desktop_app.web.window_key import WindowKeys


@dataclass(frozen=True, slots=True)
class Services:
    """Everything the web layer works with; made once by the composition."""

    clock: Clock
    sessions: SessionService
    idle_lock: IdleLock
    accounts: AccountService
    logbook: LogbookService
    drafts: DraftService
    proof: ProofService
    attachments: AttachmentService
    access_log: AccessLogStore
    presets: PresetService
    saved_filters: SavedFilterService
    backups: BackupService
    imports: ImportService
    tickets: Tickets
    window_keys: WindowKeys
    cookies: Cookies
    flash_key: bytes
    host: str
    data_folder: str
    test_mode: bool
    instance_secret: str
    bring_to_front: Callable[[str], Front]
    progress: Progress = field(default_factory=Progress)
    failures: CountedFailures = field(default_factory=CountedFailures)


class Context:
    """One request."""

    __slots__ = ("_sent", "flashes", "now", "request", "services", "signed_in_or_none", "ticket_or_none")

    def __init__(self, services: Services, request: LocalRequest) -> None:
        """Read the clock; everything this request does happens at that instant."""
        self.services = services
        self.request = request
        self.now = services.clock.now()
        self.signed_in_or_none: SignedIn | None = None
        self.ticket_or_none: TicketClaims | None = None
        self.flashes: list[Message] = []
        self._sent: dict[str, str] | None = None

    @property
    def signed_in(self) -> SignedIn:
        """Who is asking, on a route whose guard has made sure of it.

        Raises:
            AuthRequired: on any other route.
        """
        if self.signed_in_or_none is None:
            raise AuthRequired
        return self.signed_in_or_none

    def cookie(self, cookie: Cookie) -> str | None:
        """Return the value the browser sent, or None."""
        if self._sent is None:
            self._sent = read_cookies(self.request.environ.get("HTTP_COOKIE", ""))
        return self._sent.get(cookie.name)

    def header(self, name: str) -> str | None:
        """Return a header's bytes as Latin-1, or None; Bottle's own way fails on what is not UTF-8."""
        value: str | None = self.request.environ.get(f"HTTP_{name.upper().replace('-', '_')}")
        return value

    def query(self, name: str) -> str | None:
        """Return a query parameter as text, or None."""
        value: str | None = self.request.query.getunicode(name)
        return value

    def ticket_for(self, draft: Draft) -> Ticket:
        """Return a ticket with which a page can save *draft* for a day, whoever is signed in by then."""
        return self.services.tickets.issue(
            user_id=draft.user_id,
            name=self.signed_in.holder.name,
            draft_id=draft.id,
            place=draft.place,
            now=self.now,
        )

    def flash(self, message: Message) -> None:
        """Show *message* on the next page this person sees, this one included."""
        self.flashes.append(message)

    def take_flashes(self) -> list[Message]:
        """Hand over every message waiting to be shown, each once."""
        waiting = open_flash(self.services.flash_key, self.cookie(self.services.cookies.flash), self.now)
        asked = FLASH_CODES.get(self.query("flash") or "")
        shown = list(dict.fromkeys([*waiting, *([asked] if asked else []), *self.flashes]))
        self.flashes.clear()
        return shown
