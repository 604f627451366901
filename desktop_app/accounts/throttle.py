"""The growing delay after wrong passwords."""

from __future__ import annotations

FREE_TRIES = 2
LONGEST_WAIT_SECONDS = 5 * 60
MANY_FAILURES = 100
WAIT_AFTER_MANY_SECONDS = 60 * 60


def wait_after(failures: int) -> int:
    """Return the seconds that must pass after so many wrong passwords in a row.

    Two slips cost nothing; then 2, 4, 8 ... 256 s, then 5 minutes. Somebody who never stops guessing
    at one name gets 12 tries in the first quarter of an hour and needs seven and a half hours for a
    hundred; from there it is one an hour (NIST SP 800-63B-4, 3.2.2, wants an end at a hundred). There is no
    lock for good, because anybody at the desk could lock the owner out with it: the right password
    after the wait, or a password set anew by an administrator, starts the count again.
    """
    if failures <= FREE_TRIES:
        return 0
    if failures >= MANY_FAILURES:
        return WAIT_AFTER_MANY_SECONDS
    doublings = min(failures - FREE_TRIES, LONGEST_WAIT_SECONDS.bit_length())
    return min(1 << doublings, LONGEST_WAIT_SECONDS)
