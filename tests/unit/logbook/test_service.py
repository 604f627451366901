"""Posting entries, and reading them page by page."""

from __future__ import annotations

import logging

import pytest

from desktop_app.errors import AlreadyPosted, Invalid, NotFound
from desktop_app.logbook.finding import Filter
from desktop_app.logbook.model import Entry, Page, Writing
from desktop_app.logbook.service import MAX_PAGE_LENGTH, LogbookService
from desktop_app.logbook.text import MAX_TEXT_LENGTH
from tests.helpers.entries import ADA, BOB, FakeEntryStore

NOW = 1_790_000_000
BEYOND_SQLITE = 2**63


@pytest.fixture
def service() -> LogbookService:
    """An empty book."""
    return LogbookService(FakeEntryStore())


def post(service: LogbookService, text: str = "Pump changed", key: str | None = None) -> Entry:
    """Post as Ada."""
    return service.post(ADA.id, Writing(text), key, NOW, 60)


class TestPost:
    """One entry more."""

    def test_an_entry_says_who_when_and_what(self, service: LogbookService) -> None:
        """The time and the offset are the ones handed in."""
        entry = service.post(BOB.id, Writing("Pump *3* changed"), None, NOW, -210)
        assert entry == Entry(number=1, author=BOB, written_at=NOW, utc_offset=-210, text="Pump *3* changed")
        assert service.entry(1) == entry

    def test_line_ends_become_line_feeds(self, service: LogbookService) -> None:
        """Forms send carriage returns; the same text has one spelling whatever sent it."""
        assert post(service, "a\r\nb\rc\nd\r\n\re").text == "a\nb\nc\nd\n\ne"

    @pytest.mark.parametrize(
        "text",
        [
            "    indented code\n",
            "\n\nafter two lines",
            "trailing  \nspace ",
            "\x1b[31mred",
            "e\u0301",
            "👩\u200d🔬",
            "-",
        ],
    )
    def test_nothing_else_is_touched(self, service: LogbookService, text: str) -> None:
        """What was typed is what is kept."""
        assert post(service, text).text == text

    @pytest.mark.parametrize("text", ["", " ", "\n\t \r\n", "\u200b\u2003", "\ufeff", "\u202e\u2069"])
    def test_refuses_a_text_with_nothing_to_see(self, service: LogbookService, text: str) -> None:
        """Enter on an empty field posts nothing."""
        with pytest.raises(Invalid) as refused:
            post(service, text)
        assert refused.value.field == "text"
        assert str(refused.value) == "Write something first."

    @pytest.mark.parametrize("text", ["a\0b", "a\ud83d", "\udc00a", "\ud83d \ude00"])
    def test_refuses_what_is_not_text(self, service: LogbookService, text: str) -> None:
        """A zero byte cuts a text short in many programs, half a character cannot be written at all."""
        with pytest.raises(Invalid) as refused:
            post(service, text)
        assert refused.value.field == "text"

    def test_a_million_characters_are_the_limit(self, service: LogbookService) -> None:
        """The limit itself is inside, and the refusal names both numbers."""
        assert len(post(service, "é" * MAX_TEXT_LENGTH).text) == MAX_TEXT_LENGTH
        with pytest.raises(Invalid, match=r"1,000,000 characters; this has 1,000,001") as refused:
            post(service, "x" * (MAX_TEXT_LENGTH + 1))
        assert refused.value.field == "text"

    def test_a_retry_finds_the_entry_it_posted(self, service: LogbookService) -> None:
        """The answer was lost, not the entry, even if the form sent other line ends the second time."""
        first = post(service, "Pump\nchanged", "key-1")
        assert service.post(ADA.id, Writing("Pump\r\nchanged"), "key-1", NOW + 60, 0) == first
        assert service.find(Filter(), None, 10).entries == (first,)

    def test_another_text_under_a_used_key_is_not_swallowed(self, service: LogbookService) -> None:
        """Answering with the first entry would say "posted" of words that are nowhere."""
        post(service, "Pump changed", "key-1")
        with pytest.raises(AlreadyPosted, match="posted already, as entry 1") as refused:
            post(service, "Pump changed, and the seal", "key-1")
        assert refused.value.number == 1
        assert post(service, "Pump changed, and the seal", "key-2").number == 2

    def test_without_a_key_every_post_is_its_own(self, service: LogbookService) -> None:
        """The same words twice are two entries."""
        assert [post(service).number, post(service).number] == [1, 2]

    @pytest.mark.parametrize("key", ["a", "A-z_09", "x" * 64, "6f1c0a8e-5f5b-4b7e-9a53-0a4c2a1d9c11"])
    def test_accepts_the_keys_clients_make(self, service: LogbookService, key: str) -> None:
        """A UUID is one."""
        assert post(service, key=key).number == 1

    @pytest.mark.parametrize("key", ["", "x" * 65, "a b", "a\n", "é", "٣", "a/b", "a\0"])
    def test_refuses_other_keys(self, service: LogbookService, key: str) -> None:
        """Short, plain text only."""
        with pytest.raises(Invalid) as refused:
            post(service, key=key)
        assert refused.value.field == "key"

    def test_logs_the_number_and_never_the_text(
        self, service: LogbookService, caplog: pytest.LogCaptureFixture
    ) -> None:
        """What people write is theirs."""
        caplog.set_level(logging.DEBUG)
        post(service, "Pump changed", "key-1")
        assert caplog.messages == ["post outcome=ok number=1 kind=entry author_id=1 characters=12"]


class TestEntry:
    """One entry."""

    @pytest.mark.parametrize("number", [-1, 0, 2, BEYOND_SQLITE, 10**40])
    def test_a_number_without_an_entry_is_not_found(self, service: LogbookService, number: int) -> None:
        """However large: an address somebody typed is not a fault of ours."""
        post(service)
        with pytest.raises(NotFound) as refused:
            service.entry(number)
        assert str(refused.value) == "There is no such entry."


class TestTimeline:
    """Page by page."""

    def test_an_empty_book_has_one_empty_page(self, service: LogbookService) -> None:
        """There is nothing before it either."""
        assert service.find(Filter(), None, 10) == Page(entries=(), next_before=None)

    def test_pages_join_without_gap_or_overlap(self, service: LogbookService) -> None:
        """Following next_before shows every entry once, newest first."""
        for _ in range(7):
            post(service)
        numbers: list[int] = []
        before: int | None = None
        for length in (3, 3, 1):
            page = service.find(Filter(), before, 3)
            assert len(page.entries) == length
            numbers += [entry.number for entry in page.entries]
            before = page.next_before
        assert numbers == [7, 6, 5, 4, 3, 2, 1]
        assert before is None

    def test_a_page_that_is_just_full_is_the_last(self, service: LogbookService) -> None:
        """Nobody is sent to an empty page."""
        for _ in range(3):
            post(service)
        assert service.find(Filter(), None, 3).next_before is None
        assert service.find(Filter(), None, 2).next_before == 2

    def test_new_entries_do_not_move_older_pages(self, service: LogbookService) -> None:
        """A page is named by a number, not by a distance from the newest."""
        for _ in range(4):
            post(service)
        older = service.find(Filter(), 3, 2)
        post(service)
        assert service.find(Filter(), 3, 2) == older

    @pytest.mark.parametrize("limit", [-1, 0, MAX_PAGE_LENGTH + 1, BEYOND_SQLITE])
    def test_refuses_a_page_of_no_or_too_many_entries(self, service: LogbookService, limit: int) -> None:
        """The sentence names the limits."""
        with pytest.raises(Invalid, match="1 to 200") as refused:
            service.find(Filter(), None, limit)
        assert refused.value.field == "limit"

    @pytest.mark.parametrize("limit", [1, MAX_PAGE_LENGTH])
    def test_accepts_the_limits_themselves(self, service: LogbookService, limit: int) -> None:
        """They are inside."""
        post(service)
        assert len(service.find(Filter(), None, limit).entries) == 1

    @pytest.mark.parametrize("before", [-1, 0])
    def test_refuses_to_start_where_no_entry_can_be(self, service: LogbookService, before: int) -> None:
        """A mistyped address is told so."""
        with pytest.raises(Invalid) as refused:
            service.find(Filter(), before, 10)
        assert refused.value.field == "before"
