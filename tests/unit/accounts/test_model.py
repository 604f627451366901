"""What a name stands for: its key, and its initials."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.accounts.model import Account, initials, name_key


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Byron", "AB"),
        ("ada king byron", "AB"),
        ("Ada", "AD"),
        ("A", "A"),
        ("O'Brien", "OB"),
        ("(Bob) Noyce", "BN"),
        ("Ada - Byron", "AB"),
        ("1st shift", "1S"),
        ("élodie Åkesson", "ÉÅ"),
        ("e\u0301va", "ÉV"),
        ("q\u0323\u0307a", "Q\u0323\u0307A"),
        ("ßophie", "ßO"),
        ("ﬁona", "ﬁO"),
        ("ანა ბერიძე", "აბ"),
        ("王小明", "王小"),
        ("नीता की", "नीकी"),
        ("محمد علي", "مع"),
        ("🦊", "🦊"),
        ("👍🏽 up", "👍🏽U"),
        ("👨\u200d👩\u200d👧 Fox", "👨\u200d👩\u200d👧F"),
        ("🇩🇪🇫🇷🇮🇹", "🇩🇪🇫🇷"),
        ("...", "?"),
        ("", "?"),
    ],
)
def test_shows_one_or_two_whole_signs(name: str, expected: str) -> None:
    """Any script, accents and emoji come out whole, in capitals where there are any."""
    assert initials(name) == unicodedata.normalize("NFC", expected)


@given(st.text())
def test_shows_something_for_any_text(name: str) -> None:
    """A disc is never empty and never holds more than two of a name's signs."""
    shown = initials(name)
    assert shown
    assert shown == "?" or len(shown.split()) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Byron", "  ada   BYRON "),
        ("Zoë", "Zoe\u0308"),
        ("Straße", "STRASSE"),
        ("ΐota", "ΐota".upper()),
        ("Ada", "A\u200dda"),
        ("Ada", "Ａｄａ"),  # noqa: RUF001 - full-width letters are the point
        ("葛城", "葛\U000e0100城"),
    ],
)
def test_tells_no_two_spellings_of_a_name_apart(one: str, other: str) -> None:
    """Capitals, composing, width and drawing hints make no new person."""
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("Ada", "Adá"), ("Ann Ada", "Annada"), ("Bob", "Rob")])
def test_tells_different_names_apart(one: str, other: str) -> None:
    """An accent or a space does make another person."""
    assert name_key(one) != name_key(other)


@given(st.text())
def test_a_key_is_its_own_key(name: str) -> None:
    """Making the key twice changes nothing, so a key can be looked up as a name."""
    assert name_key(name_key(name)) == name_key(name)


def test_a_person_with_a_date_of_disabling_is_disabled() -> None:
    """The date is the fact, the property reads it."""
    fields = ("Ada", "hash", 0, True, 1)
    assert not Account(1, *fields, disabled_at=None).disabled
    assert Account(1, *fields, disabled_at=0).disabled
