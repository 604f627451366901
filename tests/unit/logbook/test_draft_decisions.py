"""What a save and a post mean for a draft: every branch, in the order that is the contract."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.logbook.draft_decisions import (
    MAX_DRAFTS_BY_TICKET,
    Found,
    PostDecision,
    Posted,
    SaveDecision,
    Saving,
    decide_post,
    decide_save,
)
from desktop_app.logbook.model import Draft, is_draft_id

ME, STRANGER = 1, 2
ID = "a" * 32
ASKED = Saving(user_id=ME, place="new", draft_id=ID, text="Pump changed", writer="w1", sequence=5, base=3)
ROW = replace(
    Draft.fresh(ME, "new"), id=ID, text="Pump", version=3, writer="w1", sequence=4, saved_at=1_790_000_000
)


def saved(row: Draft | None = ROW, posted: Posted | None = None, **asked: object) -> SaveDecision:
    """Judge a save that differs from the usual one in what is *asked*."""
    return decide_save(replace(ASKED, **asked), Found(row, posted))  # type: ignore[arg-type]


class TestSaving:
    """decide_save."""

    def test_the_first_save_begins_the_draft(self) -> None:
        """Nothing lies under that id."""
        assert saved(None) is SaveDecision.CREATED

    @pytest.mark.parametrize("draft_id", [ID, None])
    def test_somebody_elses_draft_does_not_exist(self, draft_id: str | None) -> None:
        """Open or discarded, and posted by them or by me."""
        for row in (replace(ROW, user_id=STRANGER), replace(ROW, user_id=STRANGER, discarded_at=1)):
            assert saved(row, draft_id=draft_id) is SaveDecision.NOT_YOURS
            assert saved(row, Posted(ME, 9), draft_id=draft_id) is SaveDecision.NOT_YOURS

    def test_somebody_elses_entry_does_not_exist(self) -> None:
        """Its key reveals nothing."""
        assert saved(None, Posted(STRANGER, 9)) is SaveDecision.NOT_YOURS

    def test_a_draft_stays_at_its_place(self) -> None:
        """A reply's words never turn into a new entry's."""
        assert saved(place="reply-9") is SaveDecision.NOT_YOURS

    def test_a_posted_draft_is_done_with(self) -> None:
        """Whatever is left of it."""
        assert saved(None, Posted(ME, 9)) is SaveDecision.POSTED
        assert saved(ROW, Posted(ME, 9)) is SaveDecision.POSTED

    def test_a_discarded_draft_takes_nothing(self) -> None:
        """Not even the same words."""
        row = replace(ROW, discarded_at=1)
        assert saved(row) is SaveDecision.DISCARDED
        assert saved(row, text=ROW.text) is SaveDecision.DISCARDED

    @pytest.mark.parametrize("base", [0, 1, 3, 99])
    def test_the_same_writer_goes_on(self, base: int) -> None:
        """A lost answer leaves it behind with its version, and that does not matter."""
        assert saved(base=base) is SaveDecision.WRITTEN

    @pytest.mark.parametrize("sequence", [0, 3, 4])
    def test_an_old_request_that_comes_late_writes_nothing(self, sequence: int) -> None:
        """Nor does the same one twice."""
        assert saved(sequence=sequence) is SaveDecision.STALE

    def test_another_writer_that_has_seen_this_version_takes_over(self) -> None:
        """Its sequence counts from anew."""
        assert saved(writer="w2", sequence=1) is SaveDecision.WRITTEN

    def test_another_writer_with_the_same_words_takes_over(self) -> None:
        """Nothing can be lost."""
        assert saved(writer="w2", base=1, text=ROW.text) is SaveDecision.WRITTEN

    @pytest.mark.parametrize("base", [0, 2, 4])
    def test_another_writer_that_has_not_seen_it_gets_a_draft_of_its_own(self, base: int) -> None:
        """Both texts are kept, also where a simple client has saved in between."""
        assert saved(writer="w2", base=base) is SaveDecision.FORKED
        assert saved(replace(ROW, writer=None), base=base) is SaveDecision.FORKED

    def test_a_simple_client_writes_what_it_says(self) -> None:
        """It names no writer, or not even a draft."""
        assert saved(writer=None, base=0) is SaveDecision.WRITTEN
        assert saved(writer="w2", base=0, draft_id=None) is SaveDecision.WRITTEN

    def test_tickets_begin_so_many_drafts_and_no_more(self) -> None:
        """A session may always begin one, and what is there can always be written."""
        for by_ticket, crowd, expected in [
            (True, MAX_DRAFTS_BY_TICKET - 1, SaveDecision.CREATED),
            (True, MAX_DRAFTS_BY_TICKET, SaveDecision.TOO_MANY),
            (False, MAX_DRAFTS_BY_TICKET, SaveDecision.CREATED),
        ]:
            asked = replace(ASKED, by_ticket=by_ticket)
            assert decide_save(asked, Found(open_drafts=crowd)) is expected
            assert decide_save(asked, Found(ROW, open_drafts=crowd)) is SaveDecision.WRITTEN


class TestForking:
    """Saving.fork."""

    def test_the_same_writer_forks_to_the_same_draft(self) -> None:
        """SHA-256 of "<id> <writer>": a repeated save needs no answer to find its way."""
        fork = replace(ASKED, draft_id="cc8e796211d5cb84c92646e634168116", base=0)
        assert ASKED.fork() == fork
        assert replace(ASKED, sequence=9, text="x").fork().draft_id == fork.draft_id

    def test_other_writers_and_drafts_fork_elsewhere(self) -> None:
        """Each of them to a draft's id."""
        ids = {
            replace(ASKED, draft_id=draft_id * 32, writer=writer).fork().draft_id
            for draft_id in "ab"
            for writer in ("w1", "w2")
        }
        assert len(ids) == 4
        assert all(draft_id is not None and is_draft_id(draft_id) for draft_id in ids)

    def test_a_version_of_the_first_draft_says_nothing_about_the_fork(self) -> None:
        """Else another window's words in a fork of the same version would be overwritten."""
        row = replace(ROW, writer="w3", version=ASKED.base)
        assert decide_save(ASKED.fork(), Found(row)) is SaveDecision.FORKED


class TestPosting:
    """decide_post."""

    def test_without_a_draft_there_is_nothing_to_do(self) -> None:
        """Simple clients post with any key."""
        assert decide_post(ME, "Pump", None, Found()) is PostDecision.NO_DRAFT

    def test_somebody_elses_draft_or_entry_does_not_exist(self) -> None:
        """Nobody's draft goes because somebody else posts under its id."""
        for found in (Found(replace(ROW, user_id=STRANGER)), Found(None, Posted(STRANGER, 3))):
            assert decide_post(ME, ROW.text, "w1", found) is PostDecision.NOT_YOURS

    @pytest.mark.parametrize(
        ("text", "writer", "kept"),
        [
            ("Pump", "w2", "Pump"),
            ("Pump changed", None, "Pump"),
            ("Pump", "w1", "quite other words"),
            ("Pump", None, " \n\u200b"),
            ("Pump", None, ""),
        ],
    )
    def test_a_draft_whose_words_are_posted_is_deleted(
        self, text: str, writer: str | None, kept: str
    ) -> None:
        """They are the entry's beginning, or the same composer's, or there are none."""
        assert decide_post(ME, text, writer, Found(replace(ROW, text=kept))) is PostDecision.DELETED

    @pytest.mark.parametrize("writer", ["w2", None])
    @pytest.mark.parametrize("kept", ["Pump changed, and the seal", "quite other words", "pump"])
    def test_another_windows_words_stay(self, writer: str | None, kept: str) -> None:
        """They are not in the entry, so that they would be nowhere."""
        row = replace(ROW, text=kept)
        assert decide_post(ME, "Pump", writer, Found(row)) is PostDecision.KEPT
        assert decide_post(ME, "Pump", writer, Found(replace(row, discarded_at=1))) is PostDecision.KEPT

    def test_nobody_is_no_writer(self) -> None:
        """Two simple clients that name none are not the same one."""
        row = replace(ROW, text="quite other words", writer=None)
        assert decide_post(ME, "Pump", None, Found(row)) is PostDecision.KEPT

    def test_what_the_same_composer_has_saved_beyond_the_entry_stays_a_draft(self) -> None:
        """It typed on while it posted, and only the page would still have those words."""
        row = replace(ROW, writer="w1", text="Pump 3 failed. Valve")
        assert decide_post(ME, "Pump 3 failed.", "w1", Found(row)) is PostDecision.KEPT
        assert decide_post(ME, "Pump 4 failed.", "w1", Found(row)) is PostDecision.DELETED
