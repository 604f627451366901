"""When a package counts as made, which decides whether two builds are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from build_scripts import release

if TYPE_CHECKING:
    from pathlib import Path

CHANGELOG = "## [Unreleased]\n\n## [0.2.0] - 2026-12-01\n\n## [0.1.0] - 2026-11-01\n"
FIRST_OF_DECEMBER = 1796083200


@pytest.fixture(autouse=True)
def _no_date_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def test_without_history_the_newest_release_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who builds from an archive of the source gets what we got."""
    monkeypatch.setattr(release, "ROOT", tmp_path)
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    assert release.epoch() == FIRST_OF_DECEMBER
    assert release.day() == "2026-12-01"


def test_without_any_date_it_asks_for_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Today's date would make every build another."""
    monkeypatch.setattr(release, "ROOT", tmp_path)
    (tmp_path / "CHANGELOG.md").write_text("## [Unreleased]\n")
    with pytest.raises(release.UndatedSource, match="SOURCE_DATE_EPOCH"):
        release.epoch()


def test_a_date_from_outside_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """As reproducible-builds.org asks; tools we start are told the same."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert release.epoch() == 1790000000
    assert release.reproducible()["SOURCE_DATE_EPOCH"] == "1790000000"


def test_this_tree_has_a_date() -> None:
    """Of its last commit, or of its last release."""
    assert release.epoch() > 1_700_000_000
