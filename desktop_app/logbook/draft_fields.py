"""What stands beside the text in a composer: kept as it was typed, understood only when it is posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import Invalid
from desktop_app.logbook.text import is_text

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = {"happened": "Happened at", "category": "Category", "tags": "Tags", "reason": "Reason"}
"""What each is called on the page."""

MAX_FIELD_LENGTH = 1000
"""Code points: more than any of them may have in an entry, so that it is kept until it is made right."""


def checked_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """Return *fields* without those in which nothing stands.

    Raises:
        Invalid: if there is no such field, or one is too long or not text.
    """
    for name, typed in fields.items():
        if name not in FIELDS:
            raise Invalid("fields", f"A draft has no field of that name; it has {', '.join(FIELDS)}.")
        if len(typed) > MAX_FIELD_LENGTH:
            why = f"{FIELDS[name]}: at most {MAX_FIELD_LENGTH:,} characters; this has {len(typed):,}."
            raise Invalid(name, why)
        if not is_text(typed):
            raise Invalid(name, f"{FIELDS[name]}: this contains bytes that are no characters. Type it anew.")
    return {name: typed for name, typed in fields.items() if typed}
