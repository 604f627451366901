"""What pages and JSON show of a person, a session and an entry: times as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

from desktop_app.accounts.model import initials
from desktop_app.web.markdown import render as render_markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from markupsafe import Markup

    from desktop_app.clock import Clock
    from desktop_app.logbook.model import Attachment, Entry

    Mark = Callable[[Markup], Markup]

# Not strftime's names: the window's toolkit sets the process's locale.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEK = timedelta(days=7)


class Named(Protocol):
    """Anybody with a name and a colour."""

    @property
    def id(self) -> int:
        """The person's number."""
        ...

    @property
    def name(self) -> str:
        """The name they chose."""
        ...

    @property
    def colour(self) -> int:
        """Their place in the palette."""
        ...


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as tiles, discs and JSON show them."""

    id: int
    name: str
    initials: str
    colour: int
    administrator: bool = False
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as the timeline shows it, in the local time it was written in."""

    number: int
    author: PersonView
    day: str
    time: str
    written: str
    iso: str
    html: Markup
    entry: Entry
    happened: str
    happened_iso: str
    clock_back: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the timeline."""

    heading: str
    entries: tuple[EntryView, ...]


def as_it_is(html: Markup) -> Markup:
    """Mark nothing."""
    return html


def person_view(person: Named) -> PersonView:
    """Show a holder, an author or an account."""
    return PersonView(
        id=person.id,
        name=person.name,
        initials=initials(person.name),
        colour=person.colour,
        administrator=getattr(person, "administrator", False),
        disabled=getattr(person, "disabled", False),
    )


def author_json(person: Named) -> dict[str, Any]:
    """Return what an entry says of its author."""
    return {"id": person.id, "name": person.name, "initials": initials(person.name), "colour": person.colour}


def entry_json(entry: Entry) -> dict[str, Any]:
    """Return an entry as the interface shows it; `utc_offset` in minutes east."""
    return {
        "number": entry.number,
        "author": author_json(entry.author),
        "written_at": entry.written_at,
        "utc_offset": entry.utc_offset,
        "text": entry.text,
        "kind": entry.kind,
        "refers_to": entry.refers_to,
        "happened_at": entry.happened_at,
        "happened_offset": entry.happened_offset,
        "clock_back": entry.clock_back,
        "source": entry.source,
        "category": entry.category,
        "tags": entry.tags,
        "reason": entry.reason,
        "attachments": entry.attachments,
        "amended_by": entry.amended_by,
        "replies": entry.replies,
        "hidden": {"number": entry.hidden.number, "reason": entry.hidden.reason} if entry.hidden else None,
    }


def entry_view(entry: Entry, mark: Mark = as_it_is) -> EntryView:
    """Show an entry in the local time of its writing; *mark* marks what was sought."""
    written = local(entry.written_at, entry.utc_offset)
    happened = written
    if entry.happened_at is not None and entry.happened_offset is not None:
        happened = local(entry.happened_at, entry.happened_offset)
    return EntryView(
        number=entry.number,
        author=person_view(entry.author),
        day=long_date(written),
        time=written.strftime("%H:%M"),
        written=f"{written:%Y-%m-%d %H:%M:%S} {written.isoformat()[-6:]}",
        iso=written.isoformat(),
        html=mark(render_markdown(entry.text)),
        entry=entry,
        happened=f"{happened.day} {MONTHS[happened.month - 1]} {happened.year} {happened:%H:%M}",
        happened_iso=happened.isoformat(),
        clock_back=_duration(entry.clock_back),
        attachments=entry.attachments,
    )


def _duration(seconds: int) -> str:
    """Say how long something is in the largest unit that fits: "40 s", "12 min", "3 h", "2 days"."""
    for unit, size in (("days", 2 * 86400), ("h", 2 * 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // {'days': 86400, 'h': 3600, 'min': 60}[unit]} {unit}"
    return f"{seconds} s"


def days(entries: Iterable[Entry], mark: Mark = as_it_is) -> list[Day]:
    """Group entries, newest first, under the days they were written on; *mark* marks what was sought."""
    views = (entry_view(entry, mark) for entry in entries)
    return [Day(heading, tuple(group)) for heading, group in groupby(views, key=lambda view: view.day)]


def moment(at: int, clock: Clock, now: int) -> str:
    """Say when something was, as one says it: "today 14:03", "Tuesday 14:03", "3 October 2026 14:03"."""
    then, today = local(at, clock.utc_offset(at)), local(now, clock.utc_offset(now))
    if then.date() == today.date():
        return f"today {then:%H:%M}"
    if timedelta(0) < today.date() - then.date() < WEEK:
        return f"{WEEKDAYS[then.weekday()]} {then:%H:%M}"
    return f"{then.day} {MONTHS[then.month - 1]} {then.year} {then:%H:%M}"


def in_fours(digest: bytes) -> str:
    """Return a hash as people compare it: four hexadecimal digits at a time."""
    return digest.hex(" ", 2)


def long_date(day: datetime) -> str:
    """Return "Monday 23 November 2026"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def local(at: int, utc_offset: int) -> datetime:
    """Return the instant *at* in a zone *utc_offset* minutes east of UTC."""
    return datetime.fromtimestamp(at, timezone(timedelta(minutes=utc_offset)))
