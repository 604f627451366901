"""Whether a new password would be guessed: by its length, and by what zxcvbn thinks of it."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

from desktop_app.accounts.passwords import normalised
from desktop_app.config import MIN_PASSWORD_LENGTH
from desktop_app.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable

MIN_GUESSES = 10**8
"""What eight characters nobody can predict are worth to zxcvbn, so that the shortest password
allowed counts as much as its length promises. A hundred times less would let "Summer2024!",
"London2024!" and a name with a year through; a hundred times more would refuse two odd words."""

JUDGED_LENGTH = 32
"""Code points zxcvbn is shown. What is strong by then stays strong; its search for letters written
as digits takes 3 s for the worst 72 characters, 0.7 s for the worst 32, and 10 ms for what people type."""

OWN_WORDS = ("shiftbook", "logbook")

ADVICE = "Make it longer: three or four words that do not belong together are easy to remember."

_SHORTEST_WORD = 3
_JOINTS = ("", " ", "-", "_", ".")
_ONE_AT_A_TIME = Lock()

_REASONS = {
    "user_inputs": "This password is made from your name or the name of this program.",
    "passwords": "This password is, or nearly is, one that many people use.",
    "male_names": "This password is little more than a name.",
    "female_names": "This password is little more than a name.",
    "surnames": "This password is little more than a name.",
    "english_wikipedia": "This password is little more than a common word.",
    "us_tv_and_film": "This password is little more than a common word.",
    "spatial": "This password follows a row of keys on the keyboard.",
    "repeat": "This password repeats the same characters.",
    "sequence": "This password follows a sequence such as abcd or 4321.",
    "date": "This password is little more than a date.",
    "regex": "This password is little more than a year.",
}
_GUESSED_SOON = "This password would be guessed soon."


def check_strength(password: str, *context: str) -> None:
    """Accept a new password that would take long to guess; any characters, no rules on their kinds.

    *context* is what a guesser would try first, such as the person's name.

    Raises:
        Invalid: with a sentence that says why, and one that says what to do.
    """
    secret = normalised(password)
    if not secret.strip():
        raise Invalid("password", f"Type a password. {ADVICE}")
    if len(secret) < MIN_PASSWORD_LENGTH:
        raise Invalid("password", f"A password needs at least {MIN_PASSWORD_LENGTH} characters. {ADVICE}")
    judged = _judge(secret[:JUDGED_LENGTH], _words((*context, *OWN_WORDS)))
    if judged["guesses"] < MIN_GUESSES:
        raise Invalid("password", f"{_reason(judged['sequence'])} {ADVICE}")


def _judge(secret: str, words: list[str]) -> dict[str, Any]:
    # Imported here because it takes 30 ms; locked because it keeps *words* in a global of its own.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    with _ONE_AT_A_TIME:
        judged: dict[str, Any] = zxcvbn(secret, user_inputs=words)
    return judged


def _words(context: Iterable[str]) -> list[str]:
    """Return every way to write the words of each phrase alone and, forwards and backwards, together."""
    spellings: list[str] = []
    for phrase in context:
        words = phrase.lower().split()
        spellings += words
        spellings += [joint.join(order) for joint in _JOINTS for order in (words, words[::-1])]
    return [word for word in dict.fromkeys(spellings) if len(word) >= _SHORTEST_WORD]


def _reason(sequence: list[dict[str, Any]]) -> str:
    """Say what the longest part is, unless that is one zxcvbn has no name for."""
    longest = max(sequence, key=lambda match: len(match["token"]))
    return _REASONS.get(longest.get("dictionary_name", longest["pattern"]), _GUESSED_SOON)
