"""How far long work has come: told by whoever does it to whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[int, int], None]
"""Is told how much is done, and of how much; that is 0 while nobody knows."""


def unheard(_done: int, _total: int) -> None:
    """Be a `Tell` nobody listens to."""
