"""Which names a person can have: any script, as long as others can see and tell apart what they read."""

from __future__ import annotations

import unicodedata

from desktop_app.accounts.model import can_stand_for_a_name, name_key
from desktop_app.errors import Invalid

MAX_NAME_LENGTH = 64
"""Code points, after composing and after collapsing white space."""

_LONGEST_TYPED = 4 * MAX_NAME_LENGTH
"""Enough for a name typed in parts and with many spaces; composing much more takes quadratic time."""

_JOINERS = "\u200c\u200d"
"""Zero-width (non-)joiners: Persian and Indic names need them, and emoji families."""

_BLANKS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters, marks and symbols that show nothing."""

_UNSEEN = {"Cc", "Cf", "Cs", "Co"}
"""Control and format characters (the ones that turn text round among them), halves, private use."""


def clean_name(name: str) -> str:
    """Return *name* as it is kept and shown: composed (NFC), with single spaces.

    Raises:
        Invalid: if nobody could be called that.
    """
    spaced = _typed(name)
    cleaned = unicodedata.normalize("NFC", spaced)
    if len(cleaned) > MAX_NAME_LENGTH:
        raise Invalid("name", f"A name can have at most {MAX_NAME_LENGTH} characters. Shorten it.")
    if any(_hidden(character) for character in cleaned):
        raise Invalid("name", "This name contains characters nobody can see. Type it again without them.")
    if not any(map(can_stand_for_a_name, cleaned)):
        raise Invalid("name", "A name needs at least one letter or number.")
    return cleaned


def typed_name_key(name: str) -> str:
    """Return the key to look up a name by that somebody typed to sign in.

    Only what no name ever was is refused, so that stricter rules for new names lock nobody out.

    Raises:
        Invalid: if it is empty, far too long, or not text.
    """
    return name_key(_typed(name))


def _typed(name: str) -> str:
    spaced = " ".join(name[: _LONGEST_TYPED + 1].split())
    if not spaced:
        raise Invalid("name", "Type your name.")
    if len(name) > _LONGEST_TYPED:
        raise Invalid("name", f"A name can have at most {MAX_NAME_LENGTH} characters. Shorten it.")
    if any(unicodedata.category(character) == "Cs" for character in spaced):
        raise Invalid("name", "This name contains half a character. Type it again.")
    return spaced


def _hidden(character: str) -> bool:
    if character in _BLANKS:
        return True
    return unicodedata.category(character) in _UNSEEN and character not in _JOINERS
