"""Going back to a backup, from the sign-in page: an administrator says so with their password.

In a book nobody has begun there is nothing to protect, and nobody who could be asked.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from desktop_app.errors import Forbidden
from desktop_app.web.presentation import moment
from desktop_app.web.route import Guard, Route
from desktop_app.web.routes.backups import backup_views
from desktop_app.web.views import json_answer, page

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.logbook.backups import Backup
    from desktop_app.web.context import Context

NOBODY = "somebody, before there was anybody in the book"


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which backup, and who says so; the *folder* it lies in counts only while nobody is in the book."""

    backup: str
    name: str = ""
    password: str = ""
    folder: str = ""


def show(ctx: Context) -> HTTPResponse:
    """Show every backup there is, and ask who wants one back."""
    people = ctx.services.accounts.all()
    folder = None if people else _folder(ctx.query("folder") or "")
    return page(
        ctx,
        "restore.html",
        title="Go back to a backup",
        backups=backup_views(ctx, ctx.services.backups.all(folder)),
        folder=str(folder or ctx.services.backups.folder()),
        administrators=[account.name for account in people if account.administrator and not account.disabled],
        begun=bool(people),
    )


def examine(ctx: Context, body: Asked) -> HTTPResponse:
    """Say what restoring it would change; nothing is changed."""
    _, backup = _admitted(ctx, body)
    change = ctx.services.backups.change(backup, ctx.services.progress.begin(ctx.query("job")))
    made = moment(int(backup.made_at.timestamp()), ctx.services.clock, ctx.now)
    return json_answer({"made": made, "sentences": change.sentences()})


def restore(ctx: Context, body: Asked) -> HTTPResponse:
    """Put the book back to it."""
    by, backup = _admitted(ctx, body)
    tell = ctx.services.progress.begin(ctx.query("job"))
    kept = ctx.services.backups.restore(backup, by, ctx.now, tell)
    return json_answer({"restored": body.backup, "kept": kept.path.name if kept else None})


def _admitted(ctx: Context, asked: Asked) -> tuple[str, Backup]:
    """Return the name of the administrator whose password this is, and the backup they mean."""
    if not ctx.services.accounts.any():
        return NOBODY, ctx.services.backups.called(asked.backup, _folder(asked.folder))
    account = ctx.services.accounts.confirm_restoring(asked.name, asked.password, ctx.now)
    if not account.administrator:
        raise Forbidden
    return account.name, ctx.services.backups.called(asked.backup)


def _folder(typed: str) -> Path | None:
    return Path(typed) if typed.strip() else None


ROUTES = (
    Route("GET", "/restore", Guard.WINDOW, show),
    Route("POST", "/api/restore/examine", Guard.WINDOW, examine, body=Asked),
    Route("POST", "/api/restore", Guard.WINDOW, restore, body=Asked),
)
