"""Templates: everybody starts entries from them, administrators make them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from desktop_app.logbook.presets import MAX_NAME_LENGTH, Preset
from desktop_app.web.preset_examples import EXAMPLES
from desktop_app.web.route import Guard, Route
from desktop_app.web.views import json_answer, page

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.web.context import Context


class PresetBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an entry can start from."""

    name: str
    category: str = ""
    tags: tuple[str, ...] = ()
    text: str = ""

    def preset(self, preset_id: int = 0) -> Preset:
        """Return it as a new template, or as the change of one."""
        return Preset(self.name, self.category, self.tags, self.text, preset_id)


def show(ctx: Context) -> HTTPResponse:
    """Show every template and the form to add one; where there is none, examples to begin with."""
    return page(
        ctx,
        "presets.html",
        title="Templates",
        presets=ctx.services.presets.all(),
        examples=EXAMPLES,
        max_name_length=MAX_NAME_LENGTH,
    )


def list_presets(ctx: Context) -> HTTPResponse:
    """List every template with what is in it."""
    return json_answer({"presets": ctx.services.presets.all()})


def add(ctx: Context, body: PresetBody) -> HTTPResponse:
    """Add a template."""
    kept = ctx.services.presets.put(body.preset(), ctx.signed_in.holder.id, ctx.now)
    return json_answer(kept, 201)


def change(ctx: Context, preset_id: int, body: PresetBody) -> HTTPResponse:
    """Change a template; entries that were started from it stay as they are."""
    return json_answer(ctx.services.presets.put(body.preset(preset_id), ctx.signed_in.holder.id, ctx.now))


def remove(ctx: Context, preset_id: int) -> HTTPResponse:
    """Remove a template; entries that were started from it stay as they are."""
    ctx.services.presets.remove(preset_id, ctx.signed_in.holder.id, ctx.now)
    return json_answer({"id": preset_id})


ROUTES = (
    Route("GET", "/presets", Guard.ADMINISTRATOR, show),
    Route("GET", "/api/presets", Guard.SESSION, list_presets),
    Route("POST", "/api/presets", Guard.ADMINISTRATOR, add, body=PresetBody),
    Route("PUT", "/api/presets/<preset_id:number>", Guard.ADMINISTRATOR, change, body=PresetBody),
    Route("DELETE", "/api/presets/<preset_id:number>", Guard.ADMINISTRATOR, remove),
)
