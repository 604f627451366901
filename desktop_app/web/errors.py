"""The one map from errors to answers (RFC 9457): a clear sentence outside, everything else in the log."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from desktop_app import errors
from desktop_app.web.route import speaks_json
from desktop_app.web.templates import render
from desktop_app.web.views import json_answer, page

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context

log = logging.getLogger(__name__)

PROBLEM = "application/problem+json"
RETRY_SECONDS = 2


class Kind(NamedTuple):
    """How one class of error is answered."""

    status: HTTPStatus
    title: str
    type: str = "about:blank"
    """What scripts tell a case by where the code is shared (RFC 9457, section 3.1.1)."""


KINDS: dict[type[errors.ShiftbookError], Kind] = {
    errors.AuthRequired: Kind(HTTPStatus.UNAUTHORIZED, "Not signed in"),
    errors.SessionExpired: Kind(HTTPStatus.UNAUTHORIZED, "Session expired"),
    errors.SessionEnded: Kind(HTTPStatus.UNAUTHORIZED, "Session ended"),
    errors.SessionReused: Kind(HTTPStatus.UNAUTHORIZED, "Session used twice"),
    errors.SessionLocked: Kind(HTTPStatus.LOCKED, "Locked"),
    errors.TicketRefused: Kind(HTTPStatus.UNAUTHORIZED, "Not saved", "urn:shiftbook:ticket-refused"),
    errors.AlreadyPosted: Kind(HTTPStatus.CONFLICT, "Already posted", "urn:shiftbook:already-posted"),
    errors.DraftDiscarded: Kind(HTTPStatus.CONFLICT, "Draft discarded", "urn:shiftbook:draft-discarded"),
    errors.TooManyDrafts: Kind(HTTPStatus.CONFLICT, "Too many drafts"),
    errors.BadCredentials: Kind(HTTPStatus.UNAUTHORIZED, "Not signed in"),
    errors.WrongCurrentPassword: Kind(HTTPStatus.FORBIDDEN, "Password does not match"),
    errors.TooManyAttempts: Kind(HTTPStatus.TOO_MANY_REQUESTS, "Wait a moment"),
    errors.SignInBusy: Kind(HTTPStatus.TOO_MANY_REQUESTS, "Wait a moment"),
    errors.NameTaken: Kind(HTTPStatus.CONFLICT, "Name already in use"),
    errors.AlreadySetUp: Kind(HTTPStatus.CONFLICT, "Already set up"),
    errors.LastAdministrator: Kind(HTTPStatus.CONFLICT, "Last administrator"),
    errors.Invalid: Kind(HTTPStatus.BAD_REQUEST, "Please check this"),
    errors.Forbidden: Kind(HTTPStatus.FORBIDDEN, "Not allowed"),
    errors.AnotherPerson: Kind(
        HTTPStatus.CONFLICT, "Somebody else is signed in", "urn:shiftbook:another-person"
    ),
    errors.EntryHidden: Kind(HTTPStatus.CONFLICT, "Entry hidden", "urn:shiftbook:entry-hidden"),
    errors.NotImportable: Kind(HTTPStatus.BAD_REQUEST, "Not imported"),
    errors.NotRestorable: Kind(HTTPStatus.BAD_REQUEST, "Not restored"),
    errors.CrossSite: Kind(HTTPStatus.FORBIDDEN, "Refused"),
    errors.WrongHost: Kind(HTTPStatus.FORBIDDEN, "Refused"),
    errors.NoWindowKey: Kind(HTTPStatus.FORBIDDEN, "Open Shiftbook from its icon"),
    errors.NotFound: Kind(HTTPStatus.NOT_FOUND, "Not found"),
    errors.WrongMethod: Kind(HTTPStatus.METHOD_NOT_ALLOWED, "Not possible here"),
    errors.WrongContentType: Kind(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Not readable"),
    errors.TooLarge: Kind(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Too large"),
    errors.StorageBusy: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "Busy"),
    errors.StorageFull: Kind(HTTPStatus.INSUFFICIENT_STORAGE, "Disk full"),
    errors.StorageUnavailable: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "Storage not reachable"),
    errors.BackupNoRoom: Kind(HTTPStatus.INSUFFICIENT_STORAGE, "Disk full"),
    errors.BackupNotMade: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "No backup"),
    errors.BackupCalledOff: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "No backup"),
    errors.AttachmentDamaged: Kind(HTTPStatus.GONE, "File damaged"),
    errors.DatabaseDamaged: Kind(HTTPStatus.SERVICE_UNAVAILABLE, "Storage damaged"),
}

INTERNAL = Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal error")


class Problem(NamedTuple):
    """What the outside is told."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    number: int | None = None
    """The entry a draft was posted as."""

    def document(self) -> dict[str, str | int]:
        """Return the JSON object: what is not known is left out."""
        return {name: value for name, value in self._asdict().items() if value is not None}


def error_answer(ctx: Context, error: Exception) -> HTTPResponse:
    """Answer any exception: as a page to a person, as problem+json to a program."""
    problem = describe(error)
    _log(ctx, error, problem)
    wants_page = not speaks_json(ctx.request.path) and "text/html" in (ctx.header("Accept") or "")
    answer = (_page(ctx, error, problem) if wants_page else None) or _json(problem)
    if isinstance(error, errors.WrongMethod):
        answer.set_header("Allow", error.allowed)
    wait = _retry_after(error)
    if wait is not None:
        answer.set_header("Retry-After", str(wait))
    return answer


def describe(error: Exception) -> Problem:
    """Say what may be said of an error outside: of an unknown one nothing but "Internal error"."""
    kind = KINDS.get(type(error)) if isinstance(error, errors.ShiftbookError) else None
    if kind is None:
        detail = "Internal error. Nothing was lost; the details are in the log."
        return Problem(INTERNAL.type, INTERNAL.title, INTERNAL.status.value, detail, "internal")
    code = getattr(error, "code", "internal")
    return Problem(kind.type, kind.title, kind.status.value, str(error), code, getattr(error, "number", None))


def _json(problem: Problem) -> HTTPResponse:
    return json_answer(problem.document(), problem.status, content_type=PROBLEM)


def _page(ctx: Context, error: Exception, problem: Problem) -> HTTPResponse | None:
    try:
        if isinstance(error, errors.NoWindowKey | errors.WrongHost):
            return _plain_page(problem)
        return _error_page(ctx, problem)
    except Exception:
        log.exception("error_page_failed path=%s", ctx.request.path)
        return None


def _error_page(ctx: Context, problem: Problem) -> HTTPResponse:
    return page(
        ctx,
        "error.html",
        title=problem.title,
        status=problem.status,
        heading=problem.title,
        detail=problem.detail,
        next_step={"label": "Back to the book", "url": "/"},
    )


def _plain_page(problem: Problem) -> HTTPResponse:
    answer = json_answer(None, problem.status)
    answer.body = render("no_window_key.html", title=problem.title, detail=problem.detail)
    answer.set_header("Content-Type", "text/html; charset=utf-8")
    return answer


def _retry_after(error: Exception) -> int | None:
    if isinstance(
        error,
        errors.TooManyAttempts | errors.SignInBusy | errors.BadCredentials | errors.WrongCurrentPassword,
    ):
        return error.wait or None
    return RETRY_SECONDS if isinstance(error, errors.StorageBusy | errors.StorageUnavailable) else None


def _log(ctx: Context, error: Exception, problem: Problem) -> None:
    where = f"method={ctx.request.method} path={ctx.request.path} status={problem.status} code={problem.code}"
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("request_failed %s", where, exc_info=error)
    else:
        evidence = getattr(error, "evidence", None) or getattr(error, "host", None) or ""
        log.info("request_refused %s %s", where, evidence)
