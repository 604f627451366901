"""Which new passwords are accepted, and what those that are not are told."""

from __future__ import annotations

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from desktop_app.accounts import strength
from desktop_app.accounts.passwords import MAX_PASSWORD_LENGTH
from desktop_app.accounts.strength import ADVICE, JUDGED_LENGTH, check_strength
from desktop_app.config import MIN_PASSWORD_LENGTH
from desktop_app.errors import Invalid


def refusal(password: str, *context: str) -> str:
    """Return the sentence a password is refused with."""
    with pytest.raises(Invalid) as refused:
        check_strength(password, *context)
    assert refused.value.field == "password"
    return str(refused.value)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "seven grey geese",
        "rainy tuesday",
        "ein kleiner hund",
        "xkqzwvbj",
        "tr0ub4dor&3",
        "😀😃😄😁😆😅🤣😂",
        "我爱北京天安门广场",
        "a b c d e f g h",
        "x" * 20 + "correct horse battery staple",
        "correct horse battery staple" + "a" * 300,
        "p4$$w0rd is not what I would choose",
    ],
)
def test_accepts_what_takes_long_to_guess(password: str) -> None:
    """Spaces, emoji, one kind of letter, any language: there are no rules on kinds of characters."""
    check_strength(password, "Ada Byron")


@pytest.mark.parametrize("length", [64, 128, MAX_PASSWORD_LENGTH])
def test_accepts_long_passwords(length: int) -> None:
    """Password managers and poets are welcome."""
    check_strength("seven grey geese swam over the cold lake at noon. ".ljust(length, "ζ"))


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("password", "many people use"),
        ("P@ssw0rd!", "many people use"),
        ("Summer2024!", "many people use"),
        ("letmein123", "many people use"),
        ("iloveyou2", "many people use"),
        ("qwertyuiop", "many people use"),
        ("nhy6mju7", "row of keys"),
        ("aaaaaaaaaaaa", "repeats"),
        ("😀😀😀😀😀😀😀😀", "repeats"),
        ("mondaymonday", "repeats"),
        ("abcdefgh", "sequence"),
        ("31121999", "date"),
        ("microscope1", "common word"),
        ("hospital ward", "common word"),
    ],
)
def test_refuses_what_is_guessed_first_and_says_why(password: str, reason: str) -> None:
    """The refusal names what zxcvbn saw and says what to do instead."""
    sentence = refusal(password)
    assert reason in sentence
    assert sentence.endswith(ADVICE)


@pytest.mark.parametrize(
    "password",
    [
        "ada byron",
        "AdaByron",
        "adabyron1",
        "Byron2025",
        "noryB adA",
        "ada byron 1815",
        "kowalczykowna.zuzanna",
        "zuzanna-kowalczykowna",
    ],
)
def test_refuses_what_is_made_from_the_name(password: str) -> None:
    """A guesser tries the name on the tile first."""
    refusal(password, "Ada Byron", "Zuzanna Kowalczykowna")


def test_says_that_it_was_the_name() -> None:
    """The person learns which part to leave out."""
    assert "your name" in refusal("kowalczykowna", "Zuzanna Kowalczykowna")


@pytest.mark.parametrize(
    "password", ["shiftbook", "Shiftbook1", "shiftbook-2025", "$h1ftb00k!", "logbook123"]
)
def test_refuses_what_is_made_from_the_programs_name(password: str) -> None:
    """A guesser tries the name on the icon second."""
    refusal(password)


def test_counts_code_points() -> None:
    """Seven are too few however wide they are, eight are enough, and accents count once composed."""
    assert str(MIN_PASSWORD_LENGTH) in refusal("xkqzwvb"[: MIN_PASSWORD_LENGTH - 1])
    assert str(MIN_PASSWORD_LENGTH) in refusal("王小明天安门广")
    assert str(MIN_PASSWORD_LENGTH) in refusal("e\u0301x" * 3)


@pytest.mark.parametrize("password", ["", " " * 12, "\u2003\t\n" * 8])
def test_refuses_nothing_but_space(password: str) -> None:
    """A password nobody can see is one nobody can repeat."""
    assert refusal(password).startswith("Type a password.")


def test_refuses_a_password_beyond_the_limit() -> None:
    """The limit is said in the sentence."""
    assert str(MAX_PASSWORD_LENGTH) in refusal("xq" * MAX_PASSWORD_LENGTH)


def test_gives_zxcvbn_no_more_than_it_can_judge_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its search grows with the square of the length, and with every letter that may be a digit."""
    lengths: list[int] = []

    def judge(secret: str, _words: list[str]) -> dict[str, float]:
        lengths.append(len(secret))
        return {"guesses": 1e9}

    monkeypatch.setattr(strength, "_judge", judge)
    check_strength("4@8({[<369!1|70$5+%2" * 50)
    assert lengths == [JUDGED_LENGTH]


def test_knows_a_reason_for_everything_zxcvbn_recognises() -> None:
    """A new word list in a newer zxcvbn must not end in the sentence for the unexplained."""
    patterns = {"spatial", "repeat", "sequence", "date", "regex", "user_inputs"}
    assert strength._REASONS.keys() == FREQUENCY_LISTS.keys() | patterns


def test_judges_one_password_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Zxcvbn keeps the words of a call in a global: two calls at once would share somebody's name."""
    alone: list[bool] = []

    def judge(_secret: str, user_inputs: list[str]) -> dict[str, float]:
        alone.append(strength._ONE_AT_A_TIME.locked())
        assert "byron" in user_inputs
        return {"guesses": 1e9}

    monkeypatch.setattr("zxcvbn.zxcvbn", judge)
    check_strength("seven grey geese", "Ada Byron")
    assert alone == [True]
    assert not strength._ONE_AT_A_TIME.locked()
