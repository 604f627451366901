"""The interface described for programs: OpenAPI 3.1, made from the route table itself."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from desktop_app import __version__
from desktop_app.web.body import FORM, JSON
from desktop_app.web.errors import PROBLEM, Problem
from desktop_app.web.route import Guard, Route
from desktop_app.web.views import json_answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bottle import HTTPResponse

    from desktop_app.web.context import Context

_PARAMETER = re.compile(r"<(\w+)(?::(\w+))?[^>]*>")
_REFERENCE = "#/components/schemas/{name}"


def description_route(routes: tuple[Route, ...]) -> Route:
    """Return the route that describes *routes*."""
    return Route("GET", "/api/openapi.json", Guard.WINDOW, partial(_show, routes=routes))


def describe_interface(routes: Iterable[Route]) -> dict[str, Any]:
    """Return the OpenAPI document of these routes."""
    listed = list(routes)
    shapes = [route.body for route in listed if route.body] + [Problem]
    _, schemas = msgspec.json.schema_components(shapes, ref_template=_REFERENCE)
    paths: dict[str, dict[str, Any]] = {}
    for route in listed:
        paths.setdefault(_PARAMETER.sub(r"{\1}", route.path), {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shiftbook", "version": __version__},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _show(ctx: Context, routes: tuple[Route, ...]) -> HTTPResponse:
    del ctx
    return json_answer(describe_interface(routes))


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": (route.view.__doc__ or "").partition("\n")[0],
        "x-guard": route.guard.name.lower(),
        "parameters": [_parameter(*found) for found in _PARAMETER.findall(route.path)],
        "responses": {
            "default": {"description": "Refused.", "content": {PROBLEM: {"schema": _reference(Problem)}}},
            "2XX": {"description": "Done."},
        },
    }
    if route.body:
        kinds = (JSON, FORM) if route.form else (JSON,)
        content = {kind: {"schema": _reference(route.body)} for kind in kinds}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameter(name: str, kind: str) -> dict[str, Any]:
    schema = {"type": "integer" if kind == "number" else "string"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _reference(shape: type[Any]) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(name=shape.__name__)}
