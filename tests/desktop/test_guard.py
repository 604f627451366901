"""The window never leaves our pages, on the real engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.shown_page import asked, showing
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.desk import Desk


def test_a_page_that_goes_elsewhere_opens_in_the_browser(desk: Desk, browser: tuple[str, Path]) -> None:
    """By itself, and after it was shown: the other page is not even loaded."""
    command, opened = browser
    page = "<meta http-equiv=refresh content='1;url=http://localhost:PORT/elsewhere'>"
    with showing(desk, page, BROWSER=command):
        wait_for(opened.exists, "the browser")
        assert opened.read_text().startswith("http://localhost:")
    assert "/elsewhere" not in asked(desk)


@pytest.mark.parametrize("target", ["", "target=_blank"])
def test_a_link_elsewhere_opens_in_the_browser(desk: Desk, browser: tuple[str, Path], target: str) -> None:
    """Once, whatever its target."""
    command, opened = browser
    page = f"<a autofocus {target} href='http://localhost:PORT/elsewhere'>away</a>"
    with showing(desk, page, BROWSER=command):
        desk.screen.press("Return")
        wait_for(opened.exists, "the browser")
        desk.screen.press("F5", "Shift")
    assert opened.read_text().count("/elsewhere") == 1
    assert "/elsewhere" not in asked(desk)


def test_a_link_to_a_file_goes_nowhere(desk: Desk, browser: tuple[str, Path]) -> None:
    """Neither the window nor another program opens it; a link of ours, pressed after it, works."""
    command, opened = browser
    page = "<a autofocus href='file:///etc/hosts'>file</a> <a href='/next'>next</a>"
    with showing(desk, page, BROWSER=command):
        desk.screen.press("Return", "Tab", "Return")
        wait_for(lambda: "/next" in asked(desk), "our own page")
        assert not opened.exists()
