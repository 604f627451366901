"""Which addresses the window shows: ours, and no other however it is dressed up."""

from __future__ import annotations

import pytest

from desktop_app.desktop.origin import Destination, destination

ORIGIN = "http://127.0.0.1:8765"


@pytest.mark.parametrize(
    "url",
    [f"{ORIGIN}/", f"{ORIGIN}/entries/17?x=1#top", f"{ORIGIN}", "about:blank", ""],
)
def test_ours_stay_here(url: str) -> None:
    """Every path, and the empty page an engine starts with."""
    assert destination(url, ORIGIN) is Destination.HERE


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8766/",
        "http://127.0.0.1/",
        "https://127.0.0.1:8765/",
        "http://localhost:8765/",
        "http://127.0.0.1:8765.evil.example/",
        "http://127.0.0.1:8765@evil.example/",
        "http://evil.example/http://127.0.0.1:8765/",
        "HTTP://evil.example",
        "https://example.org/",
        "mailto:ada@example.org",
    ],
)
def test_others_open_in_the_browser(url: str) -> None:
    """Also those that only look like ours."""
    assert destination(url, ORIGIN) is Destination.BROWSER


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,hello",
        "smb://server/share",
        "vscode://open",
        "about:config",
        "http://[::1",
        "no scheme at all",
    ],
)
def test_what_could_start_a_program_goes_nowhere(url: str) -> None:
    """A system's opener would run anything."""
    assert destination(url, ORIGIN) is Destination.NOWHERE
