"""What a view can answer: a page, JSON, or the way to another page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from bottle import HTTPResponse

from desktop_app import __version__
from desktop_app.web.cookies import clear_flash_cookie
from desktop_app.web.presentation import person_view
from desktop_app.web.templates import render

if TYPE_CHECKING:
    from desktop_app.sessions.model import Holder
    from desktop_app.web.context import Context


def page(
    ctx: Context, template: str, *, title: str, status: int = 200, shown: Holder | None = None, **values: Any
) -> HTTPResponse:
    """Render a template with what every page shows, and show the waiting messages on it.

    Its person is who is signed in, else whoever is *shown* by name and colour alone: then messages wait
    until they are.
    """
    cookies = ctx.services.cookies
    signed_in = ctx.signed_in_or_none
    person = signed_in.holder if signed_in else shown
    body = render(
        template,
        title=title,
        person=person_view(person) if person else None,
        flashes=[] if shown else ctx.take_flashes(),
        session_cookie=cookies.session.name,
        test_mode=ctx.services.test_mode,
        path=ctx.request.path,
        status=status,
        version=__version__,
        **values,
    )
    answer = HTTPResponse(body, status, {"Content-Type": "text/html; charset=utf-8"})
    if shown is None and ctx.cookie(cookies.flash) is not None:
        clear_flash_cookie(answer, cookies)
    return answer


def json_answer(value: object, status: int = 200, *, content_type: str = "application/json") -> HTTPResponse:
    """Answer with *value* as JSON; dataclasses and structs are written field by field."""
    return HTTPResponse(msgspec.json.encode(value), status, {"Content-Type": content_type})


def see_other(path: str) -> HTTPResponse:
    """Send the browser to another page of ours, with GET."""
    return HTTPResponse("", 303, {"Location": path})
