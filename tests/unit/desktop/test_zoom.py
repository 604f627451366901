"""The steps of the zoom."""

from __future__ import annotations

import pytest

from desktop_app.desktop.zoom import STEPS, WHOLE, larger, nearest, smaller


def test_goes_up_and_down_the_same_steps() -> None:
    """Each step there is, none twice, and the whole page is one of them."""
    assert [larger(step) for step in STEPS[:-1]] == list(STEPS[1:])
    assert [smaller(step) for step in STEPS[1:]] == list(STEPS[:-1])
    assert WHOLE in STEPS


def test_ends_at_the_last_step() -> None:
    """In both directions, from wherever one is."""
    assert (larger(STEPS[-1]), smaller(STEPS[0])) == (STEPS[-1], STEPS[0])
    assert (larger(10_000), smaller(-5)) == (STEPS[-1], STEPS[0])


@pytest.mark.parametrize(("kept", "step"), [(100, 100), (104, 100), (106, 110), (-7, 50), (10**30, 300)])
def test_finds_the_nearest(kept: int, step: int) -> None:
    """Whatever was kept somewhere is shown as one of them."""
    assert nearest(kept) == step
