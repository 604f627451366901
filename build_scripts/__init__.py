"""The scripts around Shiftbook: set it up, run it, test it, package it.

    dev              the front door: run, test, bench
    environment      .venv and what is installed in it; nothing to do while nothing has changed
    distributions    which packages the window and the tests need, by Linux distribution
    system_packages  asks the package manager for them
    checks           style, types and tests
    processes        starting other programs

They use the standard library alone, because they run before anything is installed.
"""

from __future__ import annotations
