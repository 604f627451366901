"""The session service on real storage and a clock that only moves when told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.config import Lifetimes
from desktop_app.errors import (
    AuthRequired,
    BadCredentials,
    NotFound,
    SessionEnded,
    SessionExpired,
    SessionLocked,
    SessionReused,
    StorageFull,
)
from desktop_app.sessions.idle_lock import ACTIVITY_STEP, IdleLock
from desktop_app.sessions.model import EndReason
from desktop_app.sessions.service import MAX_LABEL_LENGTH, SessionService, derived_key
from desktop_app.storage.accounts import SqliteAccountStore
from desktop_app.storage.instance import SqliteComputerStore
from desktop_app.storage.sessions import SqliteSessionStore
from tests.helpers.database import open_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = bytes(range(32))
NOW = 1_790_000_000
HASH = "-"
LIFETIMES = Lifetimes(access=timedelta(minutes=30), refresh=timedelta(days=90))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SessionService]:
    """A service whose one person has the id 1."""
    database = open_book(tmp_path)
    SqliteAccountStore(database).add(
        name="Ada", key="ada", password_hash=HASH, administrator=True, first=True, now=NOW
    )
    never = IdleLock(timedelta(0), SqliteComputerStore(database))
    yield SessionService(SqliteSessionStore(database), KEY, LIFETIMES, never)
    database.close()


def test_a_started_session_is_live_until_the_second_its_access_token_ends(service: SessionService) -> None:
    """And says whose it is."""
    issued = service.start(1, "window", NOW, verified_hash=HASH)
    assert service.check(issued.access, NOW + 1799).holder.name == "Ada"
    with pytest.raises(AuthRequired):
        service.check(issued.access, NOW + 1800)


def test_knows_nothing_without_a_token(service: SessionService) -> None:
    """Absent, empty and garbled are one case."""
    for token in (None, "", "garbage"):
        with pytest.raises(AuthRequired):
            service.check(token, NOW)
        with pytest.raises(AuthRequired):
            service.refresh(token, NOW)


def test_refuses_a_token_from_the_future(service: SessionService) -> None:
    """The clock went back; a refresh makes a token of the present."""
    issued = service.start(1, "window", NOW, verified_hash=HASH)
    with pytest.raises(AuthRequired):
        service.check(issued.access, NOW - 1)
    again = service.refresh(issued.refresh, NOW - 1)
    assert service.check(again.access, NOW - 1).session.generation == 2


def test_another_installations_tokens_are_nothing_here(tmp_path: Path, service: SessionService) -> None:
    """The same database with another key knows nobody."""
    issued = service.start(1, "window", NOW, verified_hash=HASH)
    stranger = SessionService(service._store, bytes(32), LIFETIMES, service._locking._idle_lock)
    with pytest.raises(AuthRequired):
        stranger.refresh(issued.refresh, NOW)
    assert tmp_path.exists()


def test_says_why_a_refresh_is_refused(service: SessionService) -> None:
    """Expired, ended and reused are three different things."""
    expired = service.start(1, "a", NOW, verified_hash=HASH)
    with pytest.raises(SessionExpired):
        service.refresh(expired.refresh, NOW + LIFETIMES.refresh_seconds)
    ended = service.start(1, "b", NOW, verified_hash=HASH)
    service.sign_out(ended.refresh, None, NOW)
    with pytest.raises(SessionEnded):
        service.refresh(ended.refresh, NOW)
    copied = service.start(1, "c", NOW, verified_hash=HASH)
    token = copied.refresh
    for _ in range(2):
        token = service.refresh(token, NOW).refresh
    with pytest.raises(SessionReused):
        service.refresh(copied.refresh, NOW)
    with pytest.raises(SessionEnded) as refusal:
        service.check(copied.access, NOW)
    assert refusal.value.reason == EndReason.REUSED


def test_counts_refreshes_by_outcome(service: SessionService) -> None:
    """What test mode shows."""
    issued = service.start(1, "window", NOW, verified_hash=HASH)
    for token in (issued.refresh, issued.refresh, "garbage"):
        try:
            service.refresh(token, NOW)
        except AuthRequired:
            continue
    counts = service.refreshes_by_outcome()
    assert {name: count for name, count in counts.items() if count} == {
        "rotated": 1,
        "repeated": 1,
        "invalid": 1,
    }


def test_sign_out_needs_only_one_of_the_two_tokens(service: SessionService) -> None:
    """Either says which session it was, long after its time."""
    for use_access in (True, False):
        issued = service.start(1, "window", NOW, verified_hash=HASH)
        refresh, access = (None, issued.access) if use_access else (issued.refresh, None)
        service.sign_out(refresh, access, NOW + 10**8)
        with pytest.raises(SessionEnded):
            service.check(issued.access, NOW)


def test_signing_out_with_garbage_is_no_error(service: SessionService) -> None:
    """There is nothing to end."""
    service.sign_out("garbage", None, NOW)


def test_a_person_ends_only_living_sessions_of_their_own(service: SessionService) -> None:
    """Anything else is not found."""
    issued = service.start(1, "window", NOW, verified_hash=HASH)
    session_id = issued.refresh_claims.session_id
    for user_id, wanted in ((2, session_id), (1, "unknown")):
        with pytest.raises(NotFound):
            service.end(user_id, wanted, NOW)
    service.end(1, session_id, NOW)
    with pytest.raises(NotFound):
        service.end(1, session_id, NOW)


def test_activity_is_noted_in_steps(service: SessionService) -> None:
    """A note is a durable write, so there is one a minute and not one a request."""
    issued = service.start(1, "window", NOW, verified_hash=HASH)
    for later in (0, ACTIVITY_STEP - 1, ACTIVITY_STEP, ACTIVITY_STEP + 1):
        service.check(issued.access, NOW + later)
    assert service.check(issued.access, NOW + ACTIVITY_STEP + 2).session.last_active_at == NOW + ACTIVITY_STEP


def test_activity_is_noted_as_often_as_the_idle_lock_asks(
    service: SessionService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next run must not take somebody who is there for somebody who left."""
    monkeypatch.setattr(service._locking._idle_lock, "step", 10)
    issued = service.start(1, "window", NOW, verified_hash=HASH)
    noted = []
    for later in (0, 9, 10, 19, 20):
        service.check(issued.access, NOW + later)
        noted += [session.last_active_at - NOW for session in service.living(1, NOW)]
    assert noted == [0, 0, 10, 10, 20]


def test_locks_before_a_busy_disk_has_answered(
    service: SessionService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests that come while somebody waits for it see nothing; afterwards the row alone says it."""
    issued = service.start(1, "window", NOW, verified_hash=HASH)
    write, refused = service._store.lock, []

    def slowly(*arguments: Any) -> None:
        monkeypatch.undo()
        with pytest.raises(SessionLocked) as refusal:
            service.check(issued.access, NOW + 1)
        refused.append(refusal.value.since)
        write(*arguments)

    monkeypatch.setattr(service._store, "lock", slowly)
    service.lock(issued.refresh, None, NOW)
    assert refused == [NOW]
    assert service._locking._activity.locked_since(issued.refresh_claims.session_id) is None
    assert [session.locked_at for session in service.living(1, NOW)] == [NOW]


def test_what_is_known_of_a_session_goes_with_it(service: SessionService) -> None:
    """Signed out, replaced, ended from elsewhere, or untouched for as long as a session can last."""
    activity = service._locking._activity
    for how in ("signed out", "replaced", "elsewhere", "expired"):
        issued = service.start(1, "window", NOW, verified_hash=HASH)
        session_id = issued.refresh_claims.session_id
        service.check(issued.access, NOW + 1)
        assert session_id in activity._inputs
        if how == "signed out":
            service.sign_out(issued.refresh, None, NOW + 1)
        elif how == "replaced":
            service.start(1, "window", NOW, verified_hash=HASH, replaced=session_id)
        elif how == "elsewhere":
            service.end(1, session_id, NOW + 1)
            with pytest.raises(SessionEnded):
                service.check(issued.access, NOW + 1)
        else:
            service.purge(NOW + 2 + LIFETIMES.refresh_seconds)
        assert session_id not in activity._inputs


def test_reading_goes_on_when_a_use_cannot_be_noted(
    service: SessionService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is no reason to sign anybody out."""
    issued = service.start(1, "window", NOW, verified_hash=HASH)

    def fail(*_: object) -> None:
        raise StorageFull

    monkeypatch.setattr(service._store, "note_use", fail)
    assert service.check(issued.access, NOW).holder.id == 1


def test_a_session_that_signs_in_again_replaces_the_old_one(service: SessionService) -> None:
    """One window, one session."""
    first = service.start(1, "window", NOW, verified_hash=HASH)
    second = service.start(
        1, "window", NOW, verified_hash=HASH, replaced=service.session_of(None, first.access)
    )
    with pytest.raises(SessionEnded) as refusal:
        service.check(first.access, NOW)
    assert refusal.value.reason == EndReason.SIGNED_IN_AGAIN
    assert service.check(second.access, NOW).holder.name == "Ada"


def test_a_password_changed_since_it_was_checked_begins_nothing(service: SessionService) -> None:
    """Checking takes a while; a change in that while ends every session, this one too."""
    with pytest.raises(BadCredentials):
        service.start(1, "window", NOW, verified_hash="another")
    assert service.living(1, NOW) == []


def test_labels_are_cut_to_a_sensible_length(service: SessionService) -> None:
    """A host's name can be anything."""
    service.start(1, "x" * 1000, NOW, verified_hash=HASH)
    assert [len(session.label) for session in service.living(1, NOW)] == [MAX_LABEL_LENGTH]


def test_every_purpose_has_its_own_key() -> None:
    """Knowing one tells nothing of another."""
    keys = {derived_key(KEY, "session tokens"), derived_key(KEY, "flash messages"), KEY}
    assert len(keys) == 3
    assert {len(key) for key in keys} == {32}
