"""The service of drafts: what it takes, what it refuses, and what it finds again."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from desktop_app.config import DISCARDED_DRAFT_KEPT
from desktop_app.errors import AlreadyPosted, DraftDiscarded, Invalid, NotFound, TooManyDrafts
from desktop_app.logbook.draft_decisions import MAX_DRAFTS_BY_TICKET, Saving
from desktop_app.logbook.drafts import DraftService
from desktop_app.logbook.model import Draft, Writing, is_draft_id
from desktop_app.logbook.service import LogbookService
from desktop_app.logbook.text import MAX_TEXT_LENGTH
from tests.helpers.entries import ADA, BOB, FakeDraftStore, FakeEntryStore

NOW = 1_790_000_000
KEPT = int(DISCARDED_DRAFT_KEPT.total_seconds())
ID, OTHER = "a" * 32, "b" * 32
NO_PLACES = ["", "old", "new-1", "amend", "amend-", "amend-0", "amend-01", "reply--1", "New", "new\n"]


@pytest.fixture
def entries() -> FakeEntryStore:
    """An empty book."""
    return FakeEntryStore()


@pytest.fixture
def service(entries: FakeEntryStore) -> DraftService:
    """Its drafts."""
    return DraftService(FakeDraftStore(entries))


def save(service: DraftService, text: str = "Pump", *, now: int = NOW, **asked: object) -> Draft:
    """Save as Ada."""
    usual = Saving(user_id=ADA.id, place="new", draft_id=ID, text=text)
    return service.save(replace(usual, **asked), now)  # type: ignore[arg-type]


class TestSave:
    """One save."""

    @pytest.mark.parametrize("place", ["new", "amend-1", "reply-9", "amend-999999999999999999"])
    def test_takes_every_place(self, service: DraftService, place: str) -> None:
        """A number is one that an entry can have."""
        assert save(service, place=place).place == place

    @pytest.mark.parametrize("place", [*NO_PLACES, "amend-99999999999999999999", "amend-٣", "reply-1 "])
    def test_there_are_no_other_places(self, service: DraftService, place: str) -> None:
        """To look there is no more use than to write there."""
        for refused in (
            lambda: save(service, place=place),
            lambda: service.composing(ADA.id, place),
            lambda: service.discard(ADA.id, place, None, NOW),
        ):
            with pytest.raises(NotFound):
                refused()

    @pytest.mark.parametrize("text", ["", " \n", "x" * MAX_TEXT_LENGTH, "👩\u200d🔬", "\n\nlines\n"])
    def test_takes_any_text_that_an_entry_could_become(self, service: DraftService, text: str) -> None:
        """Nothing at all, too: somebody has cleared the field."""
        assert save(service, text).text == text

    def test_line_ends_are_an_entrys(self, service: DraftService) -> None:
        """So that what is posted can be told from what is not."""
        assert save(service, "a\r\nb\rc").text == "a\nb\nc"

    @pytest.mark.parametrize("text", ["a\0b", "\0", "a\ud83d", "x" * (MAX_TEXT_LENGTH + 1)])
    def test_refuses_what_no_entry_could_be(self, service: DraftService, text: str) -> None:
        """And leaves what was saved before."""
        save(service, "before")
        with pytest.raises(Invalid) as refused:
            save(service, text)
        assert refused.value.field == "text"
        assert service.composing(ADA.id, "new").draft.text == "before"

    @pytest.mark.parametrize("draft_id", ["", "a" * 31, "a" * 33, "A" * 32, "g" * 32, "a" * 32 + "\n"])
    def test_refuses_a_malformed_id(self, service: DraftService, draft_id: str) -> None:
        """Before anything is looked up."""
        with pytest.raises(Invalid) as refused:
            save(service, draft_id=draft_id)
        assert refused.value.field == "id"

    @pytest.mark.parametrize("writer", ["", "x" * 65, "a b", "é", "a\n"])
    def test_refuses_a_malformed_writer(self, service: DraftService, writer: str) -> None:
        """Short, plain text only."""
        with pytest.raises(Invalid) as refused:
            save(service, writer=writer)
        assert refused.value.field == "writer"

    def test_says_why_nothing_was_written(self, service: DraftService, entries: FakeEntryStore) -> None:
        """One error for each reason; a stranger hears only that there is nothing."""
        save(service)
        with pytest.raises(NotFound):
            save(service, user_id=BOB.id)
        service.discard(ADA.id, "new", ID, NOW)
        with pytest.raises(DraftDiscarded):
            save(service)
        LogbookService(entries).post(ADA.id, Writing("Pump"), ID, NOW, 60)
        with pytest.raises(AlreadyPosted) as posted:
            save(service)
        assert posted.value.number == 1
        for number in range(MAX_DRAFTS_BY_TICKET):
            save(service, draft_id=f"{number:032x}", by_ticket=True)
        with pytest.raises(TooManyDrafts) as many:
            save(service, draft_id=OTHER, by_ticket=True)
        assert many.value.limit == MAX_DRAFTS_BY_TICKET

    def test_logs_no_text_and_no_id(self, service: DraftService, caplog: pytest.LogCaptureFixture) -> None:
        """What people write is theirs."""
        caplog.set_level(logging.DEBUG)
        save(service, "secret words")
        assert caplog.messages == ["draft_saved decision=CREATED user_id=1"]


class TestComposing:
    """What a composer opens with."""

    def test_a_fresh_draft_has_an_id_and_no_row(self, service: DraftService) -> None:
        """Asking is not writing: the next one asking gets another."""
        first, second = (service.composing(ADA.id, "new").draft for _ in range(2))
        assert first == replace(Draft.fresh(ADA.id, "new"), id=first.id)
        assert is_draft_id(first.id)
        assert first.id != second.id
        assert (first.version, first.text, first.saved_at) == (0, "", None)

    def test_the_current_draft_is_the_open_one_saved_last_here(self, service: DraftService) -> None:
        """Discarded ones, other places and other people aside."""
        save(service, "first")
        save(service, "second", draft_id=OTHER, now=NOW + 1)
        save(service, "reply", draft_id="c" * 32, place="reply-9", now=NOW + 2)
        save(service, "Bob's", draft_id="d" * 32, user_id=BOB.id, now=NOW + 3)
        assert service.composing(ADA.id, "new").draft.text == "second"
        service.discard(ADA.id, "new", OTHER, NOW)
        assert service.composing(ADA.id, "new").draft.text == "first"
        assert service.composing(BOB.id, "reply-9").draft.version == 0

    def test_a_draft_can_be_asked_for_by_its_id(self, service: DraftService) -> None:
        """If it is open, this person's, and of this place."""
        save(service, "first")
        save(service, "second", draft_id=OTHER, now=NOW + 1)
        assert service.composing(ADA.id, "new", ID).draft.text == "first"
        for user_id, place, draft_id in [
            (BOB.id, "new", ID),
            (ADA.id, "reply-9", ID),
            (ADA.id, "new", "c" * 32),
            (ADA.id, "new", ""),
        ]:
            with pytest.raises(NotFound):
                service.composing(user_id, place, draft_id)
        service.discard(ADA.id, "new", ID, NOW)
        with pytest.raises(NotFound):
            service.composing(ADA.id, "new", ID)

    def test_counts_the_others_with_words_in_them(self, service: DraftService) -> None:
        """Wherever they were begun."""
        save(service, "current", now=NOW + 9)
        save(service, "reply", draft_id="1" * 32, place="reply-9")
        save(service, "discarded", draft_id="2" * 32)
        save(service, " \n", draft_id="3" * 32)
        save(service, "Bob's", draft_id="4" * 32, user_id=BOB.id)
        service.discard(ADA.id, "new", "2" * 32, NOW)
        assert service.composing(ADA.id, "new").others == 1
        assert service.composing(ADA.id, "amend-3").others == 2
        assert service.composing(BOB.id, "new").others == 0


class TestDiscarding:
    """discard, restore, with_words."""

    def test_without_an_id_the_current_one_goes(self, service: DraftService) -> None:
        """Until there is none."""
        save(service)
        assert service.discard(ADA.id, "new", None, NOW) == ID
        with pytest.raises(NotFound):
            service.discard(ADA.id, "new", None, NOW)

    def test_nobody_discards_or_restores_somebody_elses(self, service: DraftService) -> None:
        """It is not there for them."""
        save(service)
        with pytest.raises(NotFound):
            service.discard(BOB.id, "new", ID, NOW)
        with pytest.raises(NotFound):
            service.restore(ADA.id, ID)
        service.discard(ADA.id, "new", ID, NOW)
        with pytest.raises(NotFound):
            service.restore(BOB.id, ID)
        assert service.restore(ADA.id, ID).text == "Pump"

    def test_lists_what_has_words(self, service: DraftService) -> None:
        """Discarded ones among it."""
        save(service, "first")
        save(service, "", draft_id=OTHER)
        save(service, "second", draft_id="c" * 32, now=NOW + 1)
        service.discard(ADA.id, "new", ID, NOW)
        assert [draft.text for draft in service.with_words(ADA.id)] == ["second", "first"]
        assert service.with_words(BOB.id) == []


def test_a_discarded_draft_is_kept_for_a_week(service: DraftService) -> None:
    """To the second; after that it is gone."""
    save(service)
    service.discard(ADA.id, "new", ID, NOW)
    assert service.purge(NOW + KEPT) == 0
    assert service.purge(NOW + KEPT + 1) == 1
    with pytest.raises(NotFound):
        service.restore(ADA.id, ID)
