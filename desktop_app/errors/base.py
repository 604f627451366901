"""What every error of ours is."""

from __future__ import annotations

from typing import ClassVar


class ShiftbookError(Exception):
    """Never raised itself; `code` names the case in the outside interface."""

    code: ClassVar[str] = "internal"
