"""The formats of an export, for pages and the command line alike."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from desktop_app.logbook.exports.csv_export import csv_export
from desktop_app.logbook.exports.json_export import json_export
from desktop_app.logbook.exports.outline import pages
from desktop_app.web.html_export import html_export

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from desktop_app.logbook.exports.outline import Outline
    from desktop_app.logbook.proof import ProofService
    from desktop_app.logbook.service import LogbookService
    from desktop_app.logbook.telling import Tell

log = logging.getLogger(__name__)

TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
}
"""The media type of each format."""


def export(
    kind: str,
    outline: Outline,
    logbook: LogbookService,
    proof: ProofService,
    tell: Callable[[int, int], None],
) -> Iterator[bytes]:
    """Give an export of this *kind* piece by piece; *tell* hears how far it is, and when all is given."""
    written = pages(logbook.chained, outline, tell)
    if kind == "csv":
        yield from csv_export(outline, written)
    elif kind == "json":
        yield from json_export(outline, written, proof.file)
    else:
        yield from html_export(outline, written, proof.file)
    tell(outline.numbers, outline.numbers)


def watched(parts: Iterable[bytes], kind: str, tell: Tell) -> Iterator[bytes]:
    """Give the parts on; log how it ended, and let nobody wait for what has been broken off."""
    whole = False
    try:
        yield from parts
        whole = True
    finally:
        if not whole:
            tell(0, 0)
        log.info("export outcome=%s format=%s", "ok" if whole else "broken_off", kind)
