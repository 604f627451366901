"""How large the pages are shown: the steps browsers use, in per cent."""

from __future__ import annotations

STEPS = (50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300)
WHOLE = 100


def larger(percent: int) -> int:
    """Return the next step up, or the largest."""
    return min((step for step in STEPS if step > percent), default=STEPS[-1])


def smaller(percent: int) -> int:
    """Return the next step down, or the smallest."""
    return max((step for step in STEPS if step < percent), default=STEPS[0])


def nearest(percent: float) -> int:
    """Return the step closest to *percent*, whatever was kept somewhere."""
    return min(STEPS, key=lambda step: abs(step - percent))
