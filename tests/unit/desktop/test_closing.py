"""The way to the closed window: what is decided from what the page says, and that it always ends."""

from __future__ import annotations

from collections import deque
from threading import Event, get_ident

import pytest

from desktop_app.desktop.closing import (
    LOOK,
    LOOK_SECONDS,
    NO_ANSWER,
    NOT_SAVED,
    PATIENCE_SECONDS,
    QUESTION,
    SAVE,
    Closing,
    ScriptedPage,
    Step,
    Words,
    next_step,
)
from tests.helpers.waiting import wait_for

SAVED, UNSAVED, SILENT = Words.SAVED, Words.UNSAVED, Words.SILENT


class TestNextStep:
    """Two looks, and the time the page has had."""

    @pytest.mark.parametrize(
        ("before", "now", "step"),
        [
            (SAVED, SAVED, Step.CLOSE),
            (SILENT, SAVED, Step.LOOK),
            (UNSAVED, SAVED, Step.LOOK),
            (SILENT, UNSAVED, Step.SAVE),
            (SAVED, UNSAVED, Step.SAVE),
            (UNSAVED, UNSAVED, Step.LOOK),
            (SAVED, SILENT, Step.LOOK),
            (UNSAVED, SILENT, Step.LOOK),
            (SILENT, SILENT, Step.LOOK),
        ],
    )
    def test_while_there_is_time(self, before: Words, now: Words, step: Step) -> None:
        """Saved is what was saved twice: keys may have been on their way. The page is told to save once."""
        assert next_step(before, now, 0.0) is step

    @pytest.mark.parametrize("before", Words)
    @pytest.mark.parametrize("now", Words)
    def test_ends_when_time_is_up(self, before: Words, now: Words) -> None:
        """Whatever the page says, or does not say."""
        last = next_step(before, now, PATIENCE_SECONDS)
        assert last is (Step.CLOSE if before is now is SAVED else Step.GIVE_UP)


class TestScriptedPage:
    """A page that is asked by script."""

    @pytest.mark.parametrize(
        ("told", "words"),
        [("saved", SAVED), ("unsaved", UNSAVED), (None, SILENT), ("", SILENT), (True, SILENT)],
    )
    def test_is_believed_only_what_it_can_say(self, told: object, words: Words) -> None:
        """An engine whose page has gone tells anything."""
        page = ScriptedPage(lambda script, tell: tell(told) if script == LOOK else None)
        assert page.look(1) is words

    def test_that_never_answers_is_silent(self) -> None:
        """And nobody waits longer than they would."""
        assert ScriptedPage(lambda _, __: None).look(0.01) is SILENT

    def test_saves_at_our_event(self) -> None:
        """The one its keeper listens to."""
        scripts: list[str] = []
        ScriptedPage(lambda script, _: scripts.append(script)).save()
        assert scripts == [SAVE]
        assert '"shiftbook:closing"' in SAVE


class Room:
    """A page that says one thing after another, the last for ever, and a person who answers questions."""

    def __init__(self, *words: Words, agrees: bool = False) -> None:
        """Begin at the time zero."""
        self.words = deque(words)
        self.agrees = agrees
        self.time = 0.0
        self.saves = 0
        self.questions: list[str] = []
        self.threads: set[int] = set()
        self.closed = Event()
        self.closing = Closing(self, self.ask, self.closed.set, clock=lambda: self.time, pause=self.pass_time)

    def look(self, within: float) -> Words:
        """Answer at once, or never."""
        self.threads.add(get_ident())
        now = self.words.popleft() if len(self.words) > 1 else self.words[0]
        if now is SILENT:
            self.pass_time(within)
        return now

    def save(self) -> None:
        """Count."""
        self.saves += 1

    def ask(self, matter: str, question: str) -> bool:
        """Note what is asked."""
        assert question == QUESTION
        self.questions.append(matter)
        return self.agrees

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self.time += seconds


class TestClosing:
    """One window's way to its end."""

    def test_a_clean_page_closes_at_once(self) -> None:
        """After two looks, which nobody notices; the window's own thread waits for neither."""
        room = Room(SAVED)
        assert not room.closing.may_close()
        assert room.closed.wait(10)
        assert room.closing.may_close()
        assert (room.time, room.saves, room.questions) == (LOOK_SECONDS, 0, [])
        assert get_ident() not in room.threads

    def test_unsaved_words_are_waited_for(self) -> None:
        """The page is told once, and nobody is asked."""
        room = Room(*[UNSAVED] * 20, SAVED)
        assert not room.closing.may_close()
        assert room.closed.wait(10)
        assert (room.saves, room.questions) == (1, [])

    def test_keys_on_their_way_are_waited_for(self) -> None:
        """They are in the page by the second look."""
        room = Room(SAVED, UNSAVED, SAVED)
        assert not room.closing.may_close()
        assert room.closed.wait(10)
        assert (room.saves, room.questions) == (1, [])

    @pytest.mark.parametrize(("words", "matter"), [(UNSAVED, NOT_SAVED), (SILENT, NO_ANSWER)])
    def test_after_three_seconds_a_person_decides(self, words: Words, matter: str) -> None:
        """And is told what is known: not more."""
        room = Room(words, agrees=True)
        assert not room.closing.may_close()
        assert room.closed.wait(10)
        assert room.questions == [matter]
        assert PATIENCE_SECONDS <= room.time < PATIENCE_SECONDS + 2 * LOOK_SECONDS

    def test_a_window_that_was_kept_can_be_closed_again(self) -> None:
        """And its page gets another chance to save."""
        room = Room(UNSAVED)
        assert not room.closing.may_close()
        wait_for(lambda: not room.closing._under_way.locked(), "the answered question")
        assert not room.closed.is_set()
        room.words = deque([UNSAVED, SAVED])
        assert not room.closing.may_close()
        assert room.closed.wait(10)
        assert (room.saves, len(room.questions)) == (2, 1)

    def test_is_under_way_once(self) -> None:
        """Whoever presses the button again and again is asked one question."""
        room, answer = Room(UNSAVED), Event()

        def ask(matter: str, _: str) -> bool:
            room.questions.append(matter)
            return answer.wait(10)

        room.closing._ask = ask
        for _ in range(3):
            assert not room.closing.may_close()
        answer.set()
        assert room.closed.wait(10)
        assert len(room.questions) == 1

    @pytest.mark.parametrize("words", Words)
    def test_a_program_that_must_end_asks_nobody(self, words: Words) -> None:
        """But the page has its time."""
        room = Room(words)
        room.closing.end()
        assert room.closed.is_set()
        assert room.closing.may_close()
        assert room.questions == []
        assert room.saves == (words is UNSAVED)

    def test_a_program_that_must_end_does_not_wait_for_an_answer(self) -> None:
        """Somebody has left the question open, and logs out."""
        room, asked, answer = Room(UNSAVED), Event(), Event()

        def ask(_: str, __: str) -> bool:
            asked.set()
            return not answer.wait(10)

        room.closing._ask = ask
        assert not room.closing.may_close()
        assert asked.wait(10)
        room.closing.end()
        assert room.closed.is_set()
        answer.set()
