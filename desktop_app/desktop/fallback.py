"""No engine for a window: the person's own browser, with the same one-use address."""

from __future__ import annotations

import logging
import sys
import webbrowser
from typing import TYPE_CHECKING

from desktop_app.desktop import headless
from desktop_app.desktop.engine import how_to_install

if TYPE_CHECKING:
    from desktop_app.desktop.opening import Opened
    from desktop_app.desktop.stop import StopSignal

log = logging.getLogger(__name__)


def serve(program: Opened, stop: StopSignal, why: str) -> None:
    """Open the system's browser and serve it until asked to end.

    The address stands on the browser's command line for a moment; that is why it works once only.
    Another one is printed, should the browser not come up.
    """
    program.start(headless.say)
    opened = webbrowser.open(program.open_url())
    log.warning("window event=fallback browser=%s cause=%s", opened, why)
    where = "opens in your browser" if opened else "cannot open a browser either; use the address below"
    print(f"Shiftbook cannot open its own window and {where}. {how_to_install()}", file=sys.stderr)
    headless.serve(program, stop)
