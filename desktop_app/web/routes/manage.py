"""Where administrators look after the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.web.route import Guard, Route
from desktop_app.web.views import page

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context


def show(ctx: Context) -> HTTPResponse:
    """Show a card for each thing they can do."""
    warning = ctx.services.backups.warning
    return page(ctx, "manage.html", title="Look after this book", backup_warning=warning)


ROUTES = (Route("GET", "/manage", Guard.ADMINISTRATOR, show),)
