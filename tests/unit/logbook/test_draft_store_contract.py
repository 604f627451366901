"""What every draft store does: the fake that other tests use, and the one that keeps the book."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import NotFound
from desktop_app.logbook.draft_decisions import Posted, Saved, SaveDecision, Saving, decide_save
from desktop_app.logbook.model import Draft, Writing, is_draft_id
from desktop_app.logbook.text import is_blank
from desktop_app.storage.accounts import SqliteAccountStore
from desktop_app.storage.drafts import SqliteDraftStore
from desktop_app.storage.entries import SqliteEntryStore
from tests.helpers.database import open_book
from tests.helpers.entries import ADA, BOB, FakeDraftStore, FakeEntryStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.logbook.model import Entry
    from desktop_app.logbook.store import DraftStore, EntryStore

NOW = 1_790_000_000
ID, OTHER = "a" * 32, "b" * 32
ASKED = Saving(
    user_id=ADA.id,
    place="new",
    draft_id=ID,
    text="Pump changed",
    selection_start=3,
    selection_end=7,
    scroll=40,
    writer="w1",
    sequence=1,
)


@dataclass
class Stores:
    """The two stores of one book."""

    entries: EntryStore
    drafts: DraftStore

    def save(self, now: int = NOW, **asked: object) -> Saved:
        """Save what differs from the usual in what is *asked*."""
        return self.drafts.save(replace(ASKED, **asked), decide_save, now)  # type: ignore[arg-type]

    def post(self, text: str, *, author_id: int = ADA.id, key: str = ID, writer: str | None = "w1") -> Entry:
        """Post under a draft's id."""
        return self.entries.add(
            author_id=author_id, key=key, writing=Writing(text), written_at=NOW, utc_offset=60, writer=writer
        )

    def texts(self, user_id: int = ADA.id) -> list[str]:
        """What the person's drafts say, saved last first."""
        return [draft.text for draft in self.drafts.of_person(user_id)]


@pytest.fixture(params=["fake", "sqlite"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    """An empty book of each kind, that Ada and Bob write in."""
    if request.param == "fake":
        entries = FakeEntryStore()
        yield Stores(entries, FakeDraftStore(entries))
        return
    database = open_book(tmp_path)
    people = SqliteAccountStore(database)
    for author in (ADA, BOB):
        people.add(
            name=author.name, key=author.name, password_hash="-", administrator=True, first=False, now=NOW
        )
    yield Stores(SqliteEntryStore(database), SqliteDraftStore(database))
    database.close()


class TestSaving:
    """save and of_person."""

    def test_keeps_every_field(self, stores: Stores) -> None:
        """Text, caret and scroll; the writer and the time."""
        draft = Draft(
            id=ID,
            user_id=ADA.id,
            place="new",
            text="Pump changed",
            selection_start=3,
            selection_end=7,
            scroll=40,
            version=1,
            writer="w1",
            sequence=1,
            saved_at=NOW,
            discarded_at=None,
        )
        assert stores.save() == Saved(SaveDecision.CREATED, draft)
        assert list(stores.drafts.of_person(ADA.id)) == [draft]
        assert list(stores.drafts.of_person(BOB.id)) == []

    def test_a_later_save_replaces_the_one_before(self, stores: Stores) -> None:
        """Its version goes up by one."""
        stores.save()
        saved = stores.save(
            NOW + 2, text="", selection_start=0, selection_end=0, scroll=0, writer="w2", base=1, sequence=0
        )
        assert saved.decision is SaveDecision.WRITTEN
        (kept,) = stores.drafts.of_person(ADA.id)
        assert kept == saved.draft
        assert (kept.text, kept.version, kept.writer, kept.sequence, kept.saved_at) == (
            "",
            2,
            "w2",
            0,
            NOW + 2,
        )
        assert (kept.selection_start, kept.selection_end, kept.scroll) == (0, 0, 0)

    def test_a_late_request_changes_nothing_and_hears_what_is_there(self, stores: Stores) -> None:
        """The row as it is."""
        kept = stores.save(sequence=2).draft
        assert stores.save(NOW + 9, sequence=1, text="old") == Saved(SaveDecision.STALE, kept)
        assert list(stores.drafts.of_person(ADA.id)) == [kept]

    def test_keeps_both_texts_of_two_writers(self, stores: Stores) -> None:
        """The second one's saves go to one draft of its own, however often it asks for the first."""
        stores.save()
        first, again = (
            stores.save(NOW + n, writer="w2", sequence=n, text=f"second {n}", base=0) for n in (1, 2)
        )
        assert first.decision is SaveDecision.CREATED
        assert again.decision is SaveDecision.WRITTEN
        assert first.draft is not None
        assert again.draft is not None
        assert first.draft.id == again.draft.id != ID
        assert stores.texts() == ["second 2", "Pump changed"]

    def test_a_fork_somebody_else_goes_on_with_is_forked_again(self, stores: Stores) -> None:
        """No words are written over, at any depth."""
        stores.save()
        fork = stores.save(writer="w2", text="second").draft
        assert fork is not None
        stores.save(writer="w3", draft_id=fork.id, base=1, text="third, over the second it had read")
        stores.save(writer="w2", base=0, sequence=7, text="fourth, as if there were no third")
        assert sorted(stores.texts()) == [
            "Pump changed",
            "fourth, as if there were no third",
            "third, over the second it had read",
        ]

    def test_without_an_id_the_current_draft_is_written(self, stores: Stores) -> None:
        """The open one that was saved last at that place, else a new one."""
        begun = stores.save(draft_id=None).draft
        assert begun is not None
        assert is_draft_id(begun.id)
        stores.save(NOW + 1, draft_id=OTHER, text="newer")
        stores.save(NOW + 2, draft_id=None, text="newest", writer=None)
        stores.save(NOW + 3, draft_id=None, place="reply-9", text="reply")
        assert stores.texts() == ["reply", "newest", "Pump changed"]
        stores.drafts.discard(ADA.id, "new", OTHER, NOW)
        stores.save(NOW + 4, draft_id=None, text="older one")
        assert stores.texts() == ["older one", "reply", "newest"]

    def test_writes_nothing_where_it_may_not(self, stores: Stores) -> None:
        """Another person, another place, discarded, posted."""
        stores.save()
        assert stores.save(user_id=BOB.id, text="Bob's").decision is SaveDecision.NOT_YOURS
        assert stores.save(place="reply-1", text="x").decision is SaveDecision.NOT_YOURS
        stores.drafts.discard(ADA.id, "new", ID, NOW)
        assert stores.save(sequence=2, text="x").decision is SaveDecision.DISCARDED
        assert stores.texts() == ["Pump changed"]
        stores.post("Pump changed")
        assert stores.save(sequence=3, text="x") == Saved(SaveDecision.POSTED, None, Posted(ADA.id, 1))
        assert stores.save(user_id=BOB.id).decision is SaveDecision.NOT_YOURS
        assert stores.texts() == stores.texts(BOB.id) == []

    def test_counts_the_open_drafts_of_person_and_place(self, stores: Stores) -> None:
        """Discarded ones, other places and other people aside."""
        for number in range(19):
            stores.save(draft_id=f"{number:032x}")
        stores.save(draft_id="c" * 32, place="reply-1")
        stores.save(draft_id="d" * 32, user_id=BOB.id)
        stores.save(draft_id="e" * 32)
        assert stores.save(by_ticket=True).decision is SaveDecision.TOO_MANY
        stores.drafts.discard(ADA.id, "new", "e" * 32, NOW)
        assert stores.save(by_ticket=True).decision is SaveDecision.CREATED

    def test_saved_last_comes_first(self, stores: Stores) -> None:
        """Of two saved in one second the greater id."""
        for draft_id, now in ((ID, NOW), ("c" * 32, NOW), (OTHER, NOW + 1)):
            stores.save(now, draft_id=draft_id)
        assert [draft.id[0] for draft in stores.drafts.of_person(ADA.id)] == ["b", "c", "a"]


class TestDiscarding:
    """discard and restore."""

    def test_a_discarded_draft_can_be_put_back(self, stores: Stores) -> None:
        """As it was."""
        kept = stores.save().draft
        assert kept is not None
        assert stores.drafts.discard(ADA.id, "new", ID, NOW + 5)
        assert list(stores.drafts.of_person(ADA.id)) == [replace(kept, discarded_at=NOW + 5)]
        assert stores.drafts.restore(ADA.id, ID) == kept
        assert list(stores.drafts.of_person(ADA.id)) == [kept]

    def test_discarding_twice_keeps_the_first_time(self, stores: Stores) -> None:
        """The answer may have been lost; its week does not begin anew."""
        stores.save()
        assert stores.drafts.discard(ADA.id, "new", ID, NOW + 5)
        assert stores.drafts.discard(ADA.id, "new", ID, NOW + 9)
        assert [draft.discarded_at for draft in stores.drafts.of_person(ADA.id)] == [NOW + 5]

    def test_nobody_elses_and_none_that_is_not_there(self, stores: Stores) -> None:
        """Nor at another place."""
        stores.save()
        assert not stores.drafts.discard(BOB.id, "new", ID, NOW)
        assert not stores.drafts.discard(ADA.id, "reply-1", ID, NOW)
        assert not stores.drafts.discard(ADA.id, "new", OTHER, NOW)
        assert stores.drafts.restore(ADA.id, ID) is None
        stores.drafts.discard(ADA.id, "new", ID, NOW)
        assert stores.drafts.restore(BOB.id, ID) is None
        assert stores.drafts.restore(ADA.id, OTHER) is None


class TestPosting:
    """EntryStore.add under a draft's id."""

    def test_the_draft_is_gone(self, stores: Stores) -> None:
        """Open or discarded."""
        for draft_id in (ID, OTHER):
            stores.save(draft_id=draft_id)
        stores.drafts.discard(ADA.id, "new", OTHER, NOW)
        assert [stores.post("Pump changed", key=key).number for key in (ID, OTHER)] == [1, 2]
        assert stores.texts() == []

    def test_another_windows_words_stay_under_a_new_id(self, stores: Stores) -> None:
        """Everything else about them is as it was."""
        kept = stores.save(writer="w2", text="Pump changed, and the seal").draft
        assert kept is not None
        stores.post("Pump changed")
        (moved,) = stores.drafts.of_person(ADA.id)
        assert moved.id != ID
        assert is_draft_id(moved.id)
        assert replace(moved, id=ID) == kept

    def test_a_retry_leaves_the_words_alone(self, stores: Stores) -> None:
        """Only the first one moves or deletes anything."""
        stores.save(writer="w2", text="other words")
        first = stores.post("Pump changed")
        assert stores.post("Pump changed") == first
        assert stores.texts() == ["other words"]

    def test_nothing_of_somebody_elses_can_be_posted_over(self, stores: Stores) -> None:
        """Neither the draft nor the entry it became."""
        stores.save()
        with pytest.raises(NotFound):
            stores.post("Pump changed", author_id=BOB.id)
        assert stores.texts() == ["Pump changed"]
        assert stores.post("Pump changed").number == 1
        with pytest.raises(NotFound):
            stores.post("Pump changed", author_id=BOB.id)
        assert stores.entries.find(2) is None


class TestPurging:
    """purge."""

    def test_takes_what_was_discarded_or_left_empty_before_then(self, stores: Stores) -> None:
        """And nothing that was discarded at that second or has words in it."""
        blank = " \n\u200b"
        for number, (text, saved_at, discarded_at) in enumerate(
            [
                ("kept, old", NOW - 99, None),
                ("kept, discarded just then", NOW - 99, NOW),
                (blank, NOW, None),
                ("gone", NOW - 99, NOW - 1),
                (blank, NOW - 1, None),
                ("", NOW - 99, NOW - 1),
            ]
        ):
            draft_id = f"{number:032x}"
            stores.save(saved_at, draft_id=draft_id, text=text)
            if discarded_at is not None:
                stores.drafts.discard(ADA.id, "new", draft_id, discarded_at)
        assert stores.drafts.purge(NOW, is_blank) == 3
        assert sorted(int(draft.id, 16) for draft in stores.drafts.of_person(ADA.id)) == [0, 1, 2]
        assert stores.drafts.purge(NOW, is_blank) == 0
