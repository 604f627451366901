"""How far long work has come, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.web.route import Guard, Route
from desktop_app.web.views import json_answer

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context


def show_progress(ctx: Context, job: str) -> HTTPResponse:
    """Say how far the work with this id is; a total of 0 is not known yet."""
    step = ctx.services.progress.step(job)
    return json_answer({"done": step.done, "total": step.total})


ROUTES = (Route("GET", "/api/progress/<job>", Guard.WINDOW, show_progress),)
