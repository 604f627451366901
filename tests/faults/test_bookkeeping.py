"""What the matrix believes rests on the ledger and the table: a loss is seen, and printed."""

from __future__ import annotations

import pytest

from tests.helpers.fault_table import FaultTable
from tests.helpers.ledger import Found, Ledger, Row

SAVED = Row("d1", "Ada", "Pump 2")
LATER = Row("d1", "Ada", "Pump 2 is loud.")


@pytest.fixture
def ledger() -> Ledger:
    """Ada was told that her draft is saved; its next words were on their way."""
    made = Ledger()
    made.sent |= {SAVED, LATER}
    made.saved.append(SAVED)
    return made


@pytest.fixture
def posted(ledger: Ledger) -> Ledger:
    """And then that it is posted."""
    ledger.sent_to_post.add(LATER)
    ledger.posted.append(LATER)
    return ledger


class TestDrafts:
    """An answer said "saved"."""

    @pytest.mark.parametrize("kept", [SAVED, LATER], ids=["acknowledged", "later"])
    def test_the_text_or_a_later_one_is_enough(self, ledger: Ledger, kept: Row) -> None:
        """What was on its way may have arrived."""
        found = Found([kept], [])
        assert (ledger.lost(found), ledger.strange(found)) == ([], [])

    @pytest.mark.parametrize("drafts", [[], [SAVED._replace(text="Pump")], [SAVED._replace(person="Bob")]])
    def test_none_an_older_one_or_another_persons_is_a_loss(self, ledger: Ledger, drafts: list[Row]) -> None:
        """It was promised under this name."""
        assert len(ledger.lost(Found(drafts, []))) == 1

    def test_what_nobody_sent_is_strange(self, ledger: Ledger) -> None:
        """Words of nobody's, or somebody's words under another name."""
        drafts = [SAVED, SAVED._replace(person="Bob"), SAVED._replace(text="Pump 3")]
        assert len(ledger.strange(Found(drafts, []))) == 2


class TestEntries:
    """An answer said "posted"."""

    def test_the_entry_stands_for_its_draft(self, posted: Ledger) -> None:
        """The draft's row is gone then."""
        found = Found([], [LATER])
        assert (posted.lost(found), posted.strange(found)) == ([], [])

    @pytest.mark.parametrize("kept", [SAVED, LATER._replace(draft="d2"), LATER._replace(person="Bob")])
    def test_another_text_key_or_name_is_a_loss(self, posted: Ledger, kept: Row) -> None:
        """And strange besides."""
        found = Found([LATER], [kept])
        assert len(posted.lost(found)) == 1
        assert posted.strange(found) != []

    @pytest.mark.parametrize("again", [LATER, LATER._replace(draft="d2")], ids=["same key", "other key"])
    def test_an_entry_that_stands_there_twice_is_strange(self, posted: Ledger, again: Row) -> None:
        """Whatever its key."""
        assert posted.strange(Found([], [LATER, again])) != []

    def test_a_draft_left_behind_is_strange(self, posted: Ledger) -> None:
        """It would be offered for posting again."""
        assert len(posted.strange(Found([LATER], [LATER]))) == 1


class TestTable:
    """What is printed when the last test has run."""

    def test_a_fault_is_a_line(self) -> None:
        """With its numbers in the order of the heading."""
        table = FaultTable()
        table.add(fault="kill -9", n="1…3", runs=3, acknowledged=40, found=39, lost=1, signed_out=2)
        head, _, line = table.lines()
        assert head.split() == ["fault", "n", "runs", "acknowledged", "found", "lost", "signed", "out"]
        assert line.split() == ["kill", "-9", "1…3", "3", "40", "39", "1", "2"]

    def test_without_faults_there_is_none(self) -> None:
        """No heading over nothing."""
        assert FaultTable().lines() == []
