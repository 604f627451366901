"""What is said of a measurement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from build_scripts import measure

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_quickest_start_counts_beside_the_bare_window() -> None:
    """Whatever else the machine does only adds."""
    bare = measure.Start("bare window", [], (0, 0, 0), [0.9, 0.5])
    ours = measure.Start("bundle", [], (0, 0, 0), [0.6, 1.2])
    assert measure.start_line(ours, bare) == (
        "start to first painted page, bundle: 0.600 s, 1.20 x the bare window"
    )
    assert measure.start_line(bare, bare) == "start to first painted page, bare window: 0.500 s"


def test_without_a_screen_it_says_why_nothing_was_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The size is told all the same."""
    monkeypatch.setattr(measure, "why_not", lambda: "there is no Xvfb here")
    (tmp_path / "shiftbook").write_bytes(bytes(2_000_000))
    assert measure.table(tmp_path / "python", tmp_path / "shiftbook") == [
        "installed: 2.0 MB",
        "start to first painted page: not measured, because there is no Xvfb here",
    ]


def test_nobodys_settings_reach_what_is_measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither ours nor the desktop's."""
    monkeypatch.setenv("SHIFTBOOK_PORT", "1")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert not {"SHIFTBOOK_PORT", "WAYLAND_DISPLAY"} & measure.environment(":9", tmp_path).keys()
