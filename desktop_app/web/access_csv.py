"""The access log as a table for spreadsheets, newest first: CSV as for entries, and as safe from formulas."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from desktop_app.logbook.exports.csv_export import BYTE_ORDER_MARK, safe
from desktop_app.logbook.exports.outline import iso
from desktop_app.web.access_sentences import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from desktop_app.accounts.access import AccessLogStore, AccessRecord, LinesAsked
    from desktop_app.clock import Clock
    from desktop_app.logbook.telling import Tell

COLUMNS = ("number", "at", "event", "person", "words", "window", "detail")
PIECE = 1000
"""So many lines are read, written and sent at a time, however many there are."""


def access_csv(
    log: AccessLogStore, asked: LinesAsked, last: int, clock: Clock, tell: Tell
) -> Iterator[bytes]:
    """Give the lines asked for up to the id *last* piece by piece; *tell* hears how far back it is."""
    yield _written([COLUMNS], BYTE_ORDER_MARK)
    before = last + 1
    while before > 1:
        tell(last + 1 - before, last)
        lines = log.newest(asked, before, PIECE)
        yield _written(_row(line, clock) for line in lines)
        before = lines[-1].id if len(lines) == PIECE else 1
    tell(last, last)


def _row(line: AccessRecord, clock: Clock) -> Sequence[object]:
    return (
        line.id,
        iso(line.at, clock.utc_offset(line.at)),
        line.event,
        safe(line.name or ""),
        safe(sentence(line)),
        safe(line.label or ""),
        safe(line.detail or ""),
    )


def _written(rows: Iterable[Sequence[object]], before: str = "") -> bytes:
    text = io.StringIO(newline="")
    text.write(before)
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
