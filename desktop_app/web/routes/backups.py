"""Backups, for administrators: which there are, one more now, where they go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from desktop_app.web.presentation import moment
from desktop_app.web.route import Guard, Route
from desktop_app.web.selection import who
from desktop_app.web.views import json_answer, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bottle import HTTPResponse

    from desktop_app.logbook.backups import Backup
    from desktop_app.web.context import Context


class Folder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where backups are to go; empty: beside the book."""

    folder: str


def show(ctx: Context) -> HTTPResponse:
    """Show every backup, and what is to be known of them."""
    service = ctx.services.backups
    return page(
        ctx,
        "backups.html",
        title="Backups",
        backups=backup_views(ctx, service.own()),
        folder=str(service.folder()),
        warning=service.warning,
    )


def make(ctx: Context) -> HTTPResponse:
    """Make a backup now."""
    tell = ctx.services.progress.begin(ctx.query("job"))
    made = ctx.services.backups.make(who(ctx), ctx.now, tell)
    told = {
        "name": made.backup.path.name,
        "sentence": made.verdict.sentence(),
        "intact": not made.verdict.faults,
        "elsewhere": made.elsewhere,
    }
    return json_answer(told, 201)


def choose_folder(ctx: Context, body: Folder) -> HTTPResponse:
    """Let backups go to a folder from now on."""
    chosen = body.folder.strip()
    ctx.services.backups.choose_folder(Path(chosen) if chosen else None, who(ctx), ctx.now)
    return json_answer({"folder": str(ctx.services.backups.folder())})


def backup_views(ctx: Context, backups: Sequence[Backup]) -> list[dict[str, Any]]:
    """Return backups as pages show them."""
    return [
        {
            "name": backup.path.name,
            "folder": str(backup.path.parent),
            "made": moment(int(backup.made_at.timestamp()), ctx.services.clock, ctx.now),
            "entries": backup.entries,
            "head": backup.head,
            "before_upgrade": backup.before_schema is not None,
            "size": backup.path.stat().st_size if backup.path.exists() else 0,
        }
        for backup in backups
    ]


ROUTES = (
    Route("GET", "/backups", Guard.ADMINISTRATOR, show),
    Route("POST", "/api/backups", Guard.ADMINISTRATOR, make),
    Route("PUT", "/api/backups/folder", Guard.ADMINISTRATOR, choose_folder, body=Folder),
)
