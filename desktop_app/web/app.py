"""The application: every route on one screen, and the way each request takes.

Host check, then routing, then per route: size, origin check, guard, body, view. Whatever is
raised on the way becomes an answer in `errors`; the server stamps the security headers on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bottle import Bottle, HTTPError, HTTPResponse, request

from desktop_app.errors import (
    NotFound,
    NoWindowKey,
    RequestError,
    SessionError,
    SessionLocked,
    StorageError,
    WrongMethod,
)
from desktop_app.web.body import check_size, read_form_or_json, read_json
from desktop_app.web.context import Context
from desktop_app.web.cookies import set_flash_cookie
from desktop_app.web.errors import error_answer
from desktop_app.web.flash import FLASH_SECONDS, seal_flash
from desktop_app.web.guards import admit, check_window, recognise
from desktop_app.web.origin import check_host, check_origin
from desktop_app.web.route import NUMBER
from desktop_app.web.routes import (
    access_log,
    account,
    attachments,
    backups,
    book,
    chain,
    charts,
    drafts,
    export,
    filters,
    guide,
    importing,
    instance,
    manage,
    opening,
    people,
    presets,
    printing,
    progress,
    restoring,
    session,
    set_up,
    sign_in,
    static,
    test_mode,
    timeline,
    writing,
)
from desktop_app.web.routes.description import description_route

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.web.context import Services
    from desktop_app.web.route import Route

_DESCRIBED: tuple[Route, ...] = (
    *opening.ROUTES,
    *instance.ROUTES,
    *static.ROUTES,
    *set_up.ROUTES,
    *sign_in.ROUTES,
    *session.ROUTES,
    *timeline.ROUTES,
    *filters.ROUTES,
    *book.ROUTES,
    *drafts.ROUTES,
    *attachments.ROUTES,
    *writing.ROUTES,
    *presets.ROUTES,
    *account.ROUTES,
    *people.ROUTES,
    *access_log.ROUTES,
    *guide.ROUTES,
    *charts.ROUTES,
    *progress.ROUTES,
    *chain.ROUTES,
    *export.ROUTES,
    *importing.ROUTES,
    *manage.ROUTES,
    *backups.ROUTES,
    *restoring.ROUTES,
    *printing.ROUTES,
)

ROUTES = (*_DESCRIBED, description_route(_DESCRIBED))


def create_app(services: Services) -> Bottle:
    """Build the WSGI application for these services; test endpoints exist in test mode only."""
    bottle = Bottle()
    bottle.router.add_filter("number", lambda _: (NUMBER, int, str))
    bottle.add_hook("before_request", lambda: _check_door(services))
    bottle.default_error_handler = lambda error: _unrouted(services, error)
    for route in (*ROUTES, *(test_mode.ROUTES if services.test_mode else ())):
        bottle.route(route.path, route.method, _served(services, route), guard=route.guard)
    return bottle


def _check_door(services: Services) -> None:
    try:
        check_host(request.environ.get("HTTP_HOST"), services.host)
    except RequestError as error:
        raise error_answer(Context(services, request), error) from error


def _served(services: Services, route: Route) -> Callable[..., HTTPResponse]:
    def serve(**arguments: Any) -> HTTPResponse:
        ctx = Context(services, request)
        try:
            answer = _answer(ctx, route, arguments)
        except Exception as error:  # noqa: BLE001 - the one net under every view
            answer = error_answer(ctx, error)
        if ctx.flashes:
            sealed = seal_flash(services.flash_key, ctx.flashes, ctx.now)
            set_flash_cookie(answer, services.cookies, sealed, FLASH_SECONDS)
        return answer

    return serve


def _answer(ctx: Context, route: Route, arguments: dict[str, Any]) -> HTTPResponse:
    environ = ctx.request.environ
    check_size(ctx.request.content_length, upload=route.upload)
    check_origin(
        ctx.request.method, environ.get("HTTP_SEC_FETCH_SITE"), environ.get("HTTP_ORIGIN"), ctx.services.host
    )
    elsewhere = admit(ctx, route.guard)
    if elsewhere is not None:
        return elsewhere
    if route.body is not None:
        arguments["body"] = (read_form_or_json if route.form else read_json)(ctx, route.body)
    return route.view(ctx, **arguments)


def _unrouted(services: Services, refused: HTTPError) -> HTTPResponse:
    ctx = Context(services, request)
    try:
        check_window(ctx)
        recognise(ctx)
    except NoWindowKey as error:
        return error_answer(ctx, error)
    except (SessionError, SessionLocked, StorageError):
        pass  # A page that does not exist is told to anybody; the name stands on it where it is known.
    return error_answer(ctx, _meaning(refused))


def _meaning(refused: HTTPError) -> Exception:
    match refused.status_code:
        case 404:
            return NotFound()
        case 405:
            return WrongMethod(request.method, refused.get_header("Allow", ""))
        case _:
            return RuntimeError(refused.body)
