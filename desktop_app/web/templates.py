"""Jinja2 over assets/templates: everything escaped, nothing undefined."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from desktop_app.logbook.model import counted_entries
from desktop_app.paths import resource_path
from desktop_app.web.own_files import edition, static

_KILO, _TEN = 1000, 10


def render(template: str, **values: Any) -> str:
    """Return the page *template* makes of *values*.

    Raises:
        jinja2.UndefinedError: if the template names a value it was not given.
    """
    return _environment().get_template(template).render(**values)


def compile_templates() -> None:
    """Compile every template now: while the window's engine starts there is time, at the first page none."""
    environment = _environment()
    edition()
    for name in environment.list_templates():
        environment.get_template(name)


def file_size(size: int) -> str:
    """Return a number of bytes in words: "1 byte", "3.2 MB"."""
    if size < _KILO:
        return f"{size} byte{'' if size == 1 else 's'}"
    power = 1 if size < _KILO**2 else 2 if size < _KILO**3 else 3
    shown, unit = size / _KILO**power, ("KB", "MB", "GB")[power - 1]
    return f"{shown:.1f} {unit}" if shown < _TEN else f"{shown:.0f} {unit}"


@cache
def icon(name: str) -> Markup:
    """Return a vendored icon's SVG, to stand in the page itself; the words stand beside it."""
    svg = resource_path(f"assets/static/icons/{name}.svg").read_text("utf-8")
    drawing = svg[svg.index("<svg") :].replace("<svg", '<svg aria-hidden="true"', 1)
    return Markup(drawing)  # noqa: S704 - our own file, not a person's text


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(resource_path("assets/templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(icon=icon, static=static, file_size=file_size, counted_entries=counted_entries)
    return environment
