"""What a second start asks of this one: come to the front, or say where you can be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from desktop_app.instance import RING_PATH, Front
from desktop_app.web.route import Guard, Route
from desktop_app.web.views import json_answer

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context


class Ring(msgspec.Struct, frozen=True):
    """Whether a window is wanted, and what the desktop gave the second start to show for it."""

    window: bool
    startup: str = ""


def ring(ctx: Context, body: Ring) -> HTTPResponse:
    """Bring the window to the front; without one, or if only that is wanted, hand out a fresh address."""
    front = ctx.services.bring_to_front(body.startup) if body.window else Front.NO_WINDOW
    opens = front is Front.NO_WINDOW
    address = ctx.services.window_keys.open_url(ctx.services.host, ctx.now) if opens else None
    return json_answer({"front": front.value, "address": address})


ROUTES = (Route("POST", RING_PATH, Guard.SECOND_START, ring, body=Ring),)
