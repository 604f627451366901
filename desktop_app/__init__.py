"""Shiftbook: the logbook for a computer that people share.

    cli          commands and flags; the front door
    composition  the only module that knows every layer: settings -> services -> WSGI app -> host
    sessions     who is signed in, for how long, and what a presented token means
    accounts     people, their passwords, and the growing delay after a wrong one
    logbook      entries: posted once, never edited
    storage      SQLite through apsw; implements the stores the three packages above ask for
    web          the Bottle application: routes, guards, cookies, headers, pages
    server       waitress on a socket we bound ourselves
    desktop      the window (pywebview) and its fallbacks
    config, paths, clock, errors   what everybody may import
"""

from __future__ import annotations

__version__ = "0.1.0"
