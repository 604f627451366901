"""Entries as one HTML file that needs nothing else: to read, to keep, to print."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from markupsafe import Markup

from desktop_app import __version__
from desktop_app.paths import resource_path
from desktop_app.web.paper import embedded, paper_entry
from desktop_app.web.presentation import in_fours
from desktop_app.web.templates import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.logbook.exports.outline import Files, Outline, Pages

STYLES = ("assets/static/css/tokens.css", "assets/static/css/paper.css")


def html_export(outline: Outline, pages: Pages, files: Files) -> Iterator[bytes]:
    """Give the export piece by piece: images up to 2 MiB each in it, other files by name and SHA-256."""
    said = {
        "count": outline.head.number,
        "head": in_fours(outline.head.hash),
        "sentence": outline.sentence,
        "version": __version__,
    }
    style = "".join(resource_path(sheet).read_text("utf-8") for sheet in STYLES)
    yield render("export/begin.html", style=_element(style), policy=_policy(style), **said).encode()
    address, day = embedded(files), ""
    for page in pages:
        for chained in page:
            entry = paper_entry(chained.entry, address, "#entry-")
            heading, day = entry.day if entry.day != day else "", entry.day
            yield render("export/entry.html", entry=entry, heading=heading).encode()
    yield render("export/end.html", empty=not day, **said).encode()


def _element(style: str) -> Markup:
    return Markup(f"<style>{style}</style>")  # noqa: S704 - our own file


def _policy(style: str) -> str:
    """Return what lets the file show its own images and style, and do nothing at all."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
