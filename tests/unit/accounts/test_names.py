"""Which names are accepted, and how they are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.accounts.names import MAX_NAME_LENGTH, clean_name, typed_name_key
from desktop_app.errors import Invalid


@pytest.mark.parametrize(
    "name",
    [
        "Ada Byron",
        "A",
        "O'Brien-Smith, Jr.",
        "王小明",
        "محمد",
        "می\u200cخواهم",  # noqa: RUF001 - Persian
        "नीता",
        "🦊",
        "👨\u200d👩\u200d👧",
        "Bench 4",
        "1",
        "x" * MAX_NAME_LENGTH,
        "e\u0301" * MAX_NAME_LENGTH,
    ],
)
def test_accepts_names_of_any_script(name: str) -> None:
    """People are called many things."""
    assert clean_name(name)


def test_keeps_a_name_composed_and_with_single_spaces() -> None:
    """However it was typed, it is shown in one way."""
    assert clean_name("  Zoe\u0308 \t\n van  Dyck ") == "Zoë van Dyck"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "\u2003\n",
        "x" * (MAX_NAME_LENGTH + 1),
        "x" * 1_000_000,
        " " * 1_000_000,
        "...",
        "-_-'",
        "+",
        "\u0301",
        "Ada\x00",
        "Ada\x1b[31m",
        "Ada\x7f",
        "\u202eadA",
        "Ada\u2066",
        "A\u200bda",
        "A\u00adda",
        "\ufeffAda",
        "\u3164",
        "Ada\u2800",
        "Ada\ue000",
        "Ada\ud800",
    ],
)
def test_refuses_names_nobody_could_read(name: str) -> None:
    """Too long, nothing to see, or made to look like something else: a sentence says so."""
    with pytest.raises(Invalid) as refused:
        clean_name(name)
    assert refused.value.field == "name"
    assert str(refused.value).endswith(".")


@given(st.text(max_size=80))
def test_a_cleaned_name_is_clean(name: str) -> None:
    """What was accepted once is accepted again, unchanged, and can be looked up and written down."""
    try:
        cleaned = clean_name(name)
    except Invalid:
        return
    assert clean_name(cleaned) == cleaned
    assert typed_name_key(name) == typed_name_key(cleaned)
    assert cleaned.encode()


@pytest.mark.parametrize("typed", ["\u202eadA", "...", "x" * (MAX_NAME_LENGTH + 1), "Ada\x00"])
def test_looks_up_even_a_name_no_new_person_could_have(typed: str) -> None:
    """Rules for new names may become stricter; nobody who has an older one is locked out."""
    assert typed_name_key(typed)


@pytest.mark.parametrize("typed", ["", " \t", "x" * 1_000_000, "Ada\udfff"])
def test_refuses_to_look_up_what_never_was_a_name(typed: str) -> None:
    """Nothing, a megabyte and half a character never reach the store."""
    with pytest.raises(Invalid) as refused:
        typed_name_key(typed)
    assert refused.value.field == "name"
