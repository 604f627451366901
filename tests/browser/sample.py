"""A book as it looks after three days of work: people of many names, entries of every kind."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from desktop_app.accounts.model import name_key
from desktop_app.clock import SystemClock
from desktop_app.logbook.model import Writing
from desktop_app.storage.accounts import SqliteAccountStore
from desktop_app.storage.entries import SqliteEntryStore
from desktop_app.storage.migrate import open_book
from tests.helpers.database import sign_in

if TYPE_CHECKING:
    from tests.helpers.browser import Book

PEOPLE = (
    "Ada Byron",
    "Grace Hopper",
    "José Ñíguez",
    "陳美玲",
    "Björk Guðmundsdóttir",
    "Олена Шевченко",
    "Maximiliane Freifrau von und zu Hohenstein-Waldeck",
    "محمد الخوارزمي",
)
ADA, GRACE, JOSE, MEILING, BJORK, OLENA, MAXIMILIANE, MUHAMMAD = PEOPLE

VACUUM = """Chamber vented and opened for the **new sample holder**. Order of work:

1. Turbo pump off, waited for 0 Hz
2. Vent with dry nitrogen, *not* with air
3. Copper gasket replaced (batch 2211-B)

Pumping again since 10:40; leak test this afternoon."""

READINGS = """Bearing temperatures, pump 2:

| Time  | Drive side | Far side | Flow      |
|:------|-----------:|---------:|----------:|
| 08:00 |    61.2 °C |  58.0 °C | 12.1 m³/h |
| 09:00 |    66.8 °C |  58.4 °C | 12.0 m³/h |
| 10:00 |    78.1 °C |  58.9 °C | 11.2 m³/h |

Drive side is **too hot**. Taken off line at 10:05, pump 3 has taken over."""

TRACE = """The controller lost its network again. From its own log:

```
2026-11-22T03:14:07Z plc1 net: link down (eth0), carrier lost, last state FORWARDING, retry in 5 s, attempt 1
2026-11-22T03:14:12Z plc1 net: link up (eth0), 1000 Mbit/s full duplex, flow control rx/tx
2026-11-22T03:14:13Z plc1 io: 3 inputs stale for 6.1 s: TI-201, TI-202, FI-7
```

No alarm was raised; the values were held. See <https://example.org/manuals/plc/stale-inputs>."""

HANDOVER = """### Handover to the night shift

- Reactor 1 holds 180 °C until 02:00, then ramps down by itself
- Valve V-12 is **locked out**: tag 0417, key with me
- ~~Refill the dewar~~ done

> If TI-202 climbs above 75 °C, stop pump 2 and call me."""

ENTRIES: tuple[tuple[int, str, str, str], ...] = (
    (2, "07:02", ADA, "Shift begins. Everything is as the night left it; no alarms."),
    (2, "08:15", JOSE, "Calibrated the balance with the 200 g weight: 200.0003 g. Next due in four weeks."),
    (2, "10:41", ADA, VACUUM),
    (2, "13:30", MEILING, "漏氣測試完成。2 × 10⁻⁹ mbar·l/s。可以開始烘烤。"),
    (2, "16:55", OLENA, "Заміна фільтра на вході повітря. Старий дуже забруднений, фото на стенді."),
    (1, "03:20", BJORK, TRACE),
    (1, "10:07", GRACE, READINGS),
    (1, "10:09", GRACE, "Work order 88123 for the bearing of pump 2. Spare is on shelf C4."),
    (1, "14:12", MUHAMMAD, "تم تغيير زيت المضخة ٣. المستوى طبيعي."),
    (1, "18:00", MAXIMILIANE, HANDOVER),
    (1, "23:48", BJORK, "Reactor 1 at 180.2 °C, steady for four hours."),
    (0, "06:12", BJORK, "V-12 still locked out, tag checked."),
    (0, "08:40", JOSE, "Bearing of pump 2 changed, turned by hand, no play. Test run: 45 °C after 20 min."),
    (0, "09:05", GRACE, "Pump 2 back on line, pump 3 on standby."),
    (0, "11:31", ADA, "Who has the **torque wrench**? It is not on its hook."),
    (0, "11:58", JOSE, "Found it: `bench 4`, left drawer. Back on its hook."),
)
"""Days before the last, time, author, text."""

LAST_DAY_IS_TODAY_FROM = 12
"""Before this hour the last day of the sample is yesterday, lest entries come from the future."""


def fill(book: Book) -> None:
    """Put these people and entries into a new book; the first looks after it, and all have one password.

    Each signed in to write each entry, so that their sessions say when they were last here.
    """
    book.add(*PEOPLE)
    now = SystemClock().now()
    utc_offset = SystemClock().utc_offset(now)
    last_day = _last_day(now, utc_offset)
    with closing(open_book(book.database)) as database:
        people, entries = SqliteAccountStore(database), SqliteEntryStore(database)
        for number, (days_before, time, author, text) in enumerate(ENTRIES):
            hours, minutes = map(int, time.split(":"))
            written = last_day - timedelta(days=days_before) + timedelta(hours=hours, minutes=minutes)
            at, key = int(written.timestamp()), f"sample-{number}"
            person = people.find_by_name(name_key(author))
            assert person is not None
            entries.add(
                author_id=person.id, key=key, writing=Writing(text), written_at=at, utc_offset=utc_offset
            )
            sign_in(database, person, key, now=at)


def _last_day(now: int, utc_offset: int) -> datetime:
    here = datetime.fromtimestamp(now, timezone(timedelta(minutes=utc_offset)))
    began = here.replace(hour=0, minute=0, second=0)
    return began if here.hour >= LAST_DAY_IS_TODAY_FROM else began - timedelta(days=1)
