"""Request bodies: read once, checked against a declared shape, refused with a sentence."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl

import msgspec

from desktop_app.config import MAX_ATTACHMENT_BYTES, MAX_BODY_BYTES
from desktop_app.errors import Invalid, StorageFull, StorageUnavailable, TooLarge, WrongContentType

if TYPE_CHECKING:
    from desktop_app.web.context import Context

Shape = TypeVar("Shape")

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

MAX_FIELDS = 20

_FIELD = re.compile(r"at `\$\.(\w+)")
_NAMED = re.compile(r"field `(\w+)`")


def check_size(length: int, *, upload: bool = False) -> None:
    """Refuse a body that announces more bytes than a page of ours sends there, or a file that announces none.

    Raises:
        TooLarge: if it is too long.
        Invalid: if it is a file and nobody says how long it is.
    """
    limit = MAX_ATTACHMENT_BYTES if upload else MAX_BODY_BYTES
    if length > limit:
        raise TooLarge(limit)
    if upload and length < 0:
        raise Invalid("body", "Say how long this file is (Content-Length). Nothing was saved.")


def read_json(ctx: Context, shape: type[Shape]) -> Shape:
    """Return the JSON body as *shape*.

    Raises:
        WrongContentType: if it is not declared as JSON.
        Invalid: if it is not JSON, or a field is missing, unknown or of the wrong kind.
    """
    if content_type(ctx) != JSON:
        raise WrongContentType(JSON)
    try:
        return msgspec.json.decode(_read(ctx), type=shape)
    except msgspec.ValidationError as error:
        raise _invalid(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid("body", "This is not readable JSON. Nothing was saved.") from error


def read_form_or_json(ctx: Context, shape: type[Shape]) -> Shape:
    """Return a form's fields, or the same as JSON from a script, as *shape*.

    Raises:
        WrongContentType: if it is neither.
        Invalid: if a field is missing or of the wrong kind.
    """
    if content_type(ctx) != FORM:
        return read_json(ctx, shape)
    try:
        fields = dict(parse_qsl(_read(ctx).decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS))
        return msgspec.convert(fields, type=shape)
    except msgspec.ValidationError as error:
        raise _invalid(error) from error
    except ValueError as error:
        raise Invalid("body", "This form cannot be read. Nothing was saved.") from error


def is_form(ctx: Context) -> bool:
    """Return whether a page's form, not a script, has sent this."""
    return content_type(ctx) == FORM


def content_type(ctx: Context) -> str:
    """Return the body's media type without its parameters."""
    declared: str = ctx.request.environ.get("CONTENT_TYPE") or ""
    return declared.partition(";")[0].strip().lower()


def _read(ctx: Context) -> bytes:
    # Not Bottle's own reading: it spools to a temporary file and refuses long forms in its own way.
    try:
        body: bytes = ctx.request.environ["wsgi.input"].read(max(ctx.request.content_length, 0))
    except OSError as error:
        # The server had no room to put it down.
        if error.errno == errno.ENOSPC:
            raise StorageFull from error
        raise StorageUnavailable(str(error)) from error
    return body


def _invalid(error: msgspec.ValidationError) -> Invalid:
    text = str(error)
    found = _FIELD.search(text) or _NAMED.search(text)
    field = found[1] if found else "body"
    return Invalid(field, f"{text.partition(' - at')[0].replace('`', '')} ({field}). Nothing was saved.")
