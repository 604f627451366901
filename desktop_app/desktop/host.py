"""Which way the book is shown: in a window, in the person's browser, or as an address."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from desktop_app.config import display_variables
from desktop_app.desktop import fallback, headless
from desktop_app.desktop.display import has_display
from desktop_app.desktop.shell import NoWindow, show_message, show_window

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.desktop.opened import Opened
    from desktop_app.desktop.stop import StopSignal

log = logging.getLogger(__name__)


def show(program: Opened, storage: Path, stop: StopSignal, *, windowless: bool) -> None:
    """Show the book until its window is closed or *stop* asks; *storage* is for what the window keeps."""
    if windowless:
        headless.serve(program, stop)
    elif not has_display(display_variables()):
        print("There is no display to open a window on; open this address in a browser.", file=sys.stderr)
        headless.serve(program, stop)
    else:
        _in_a_window(program, storage, stop)


def tell(title: str, text: str) -> None:
    """Show *text* in a small window if one can be opened: for somebody without a terminal."""
    if not has_display(display_variables()):
        return
    try:
        show_message(title, text)
    except NoWindow as why:
        log.info("window event=no_message cause=%s", why)


def _in_a_window(program: Opened, storage: Path, stop: StopSignal) -> None:
    try:
        show_window(program, storage, stop)
    except NoWindow as why:
        fallback.serve(program, stop, str(why))
