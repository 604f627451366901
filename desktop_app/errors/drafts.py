"""Errors about what somebody is writing: each says that the words are not saved, and what keeps them."""

from __future__ import annotations

from desktop_app.errors.base import ShiftbookError


class DraftError(ShiftbookError):
    """Never raised itself: the draft cannot be written as it was asked."""


class TicketRefused(DraftError):
    """The ticket is not ours, not for this draft or person, or older than its day."""

    code = "auth_required"

    def __init__(self) -> None:
        super().__init__(
            "This page may not save this draft any more. Your text is still in the page; sign in again."
        )


class AlreadyPosted(DraftError):
    """The draft was posted as entry *number*, and what came now differs from it."""

    code = "conflict"

    def __init__(self, number: int) -> None:
        super().__init__(
            f"This draft is posted already, as entry {number}. What you wrote since can be posted anew."
        )
        self.number = number


class DraftDiscarded(DraftError):
    """The draft was discarded, perhaps in another window."""

    code = "conflict"

    def __init__(self) -> None:
        super().__init__("This draft was discarded. Put it back under Drafts, or write a new one.")


class TooManyDrafts(DraftError):
    """A page without a session may not begin ever more drafts; there are *limit* at this place."""

    code = "conflict"

    def __init__(self, limit: int) -> None:
        super().__init__(f"There are {limit} drafts here already. Post or discard some, then save this one.")
        self.limit = limit
