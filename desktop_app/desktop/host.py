"""Which way the book is shown: in a window, in the person's browser, or as an address."""

from __future__ import annotations

import logging
import sys
import webbrowser
from typing import TYPE_CHECKING

from desktop_app.config import display_variables
from desktop_app.desktop import fallback, headless
from desktop_app.desktop.display import has_display
from desktop_app.desktop.shell import NoWindow, show_message, show_window

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.desktop.opening import Opened
    from desktop_app.desktop.stop import StopSignal
    from desktop_app.paths import DataFolder

log = logging.getLogger(__name__)


def show(
    program: Opened,
    folder: DataFolder,
    stop: StopSignal,
    explain: Callable[[Exception], str],
    *,
    windowless: bool,
) -> None:
    """Show the book until its window is closed or *stop* asks; *explain* puts a failed start into words.

    Raises:
        Told: if the program could not start, and a window has said so.
        ShiftbookError: if the program could not start, and nobody has been told.
    """
    if windowless:
        headless.serve(program, stop)
    elif not has_display(display_variables()):
        print("There is no display to open a window on; open this address in a browser.", file=sys.stderr)
        headless.serve(program, stop)
    else:
        _in_a_window(program, folder, stop, explain)


def show_first(address: str | None, *, windowless: bool) -> None:
    """Finish a second start: the first one is in front or, without a window, can be opened at *address*."""
    if address is None:
        print("Shiftbook is already open; its window is in front now.", file=sys.stderr)
    elif windowless or not has_display(display_variables()) or not webbrowser.open(address):
        headless.announce(address)
    else:
        print("Shiftbook is already open without a window; it opens in your browser.", file=sys.stderr)


def tell(title: str, text: str) -> None:
    """Show *text* in a small window if one can be opened: for somebody without a terminal."""
    if not has_display(display_variables()):
        return
    try:
        show_message(title, text)
    except NoWindow as why:
        log.info("window event=no_message cause=%s", why)


def _in_a_window(
    program: Opened, folder: DataFolder, stop: StopSignal, explain: Callable[[Exception], str]
) -> None:
    try:
        show_window(program, folder, stop, explain)
    except NoWindow as why:
        fallback.serve(program, stop, str(why))
