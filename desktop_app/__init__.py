"""Shiftbook: the logbook for a computer that people share.

| where | what |
|---|---|
| cli | commands and flags; the front door |
| composition, assembly | the only modules that know every layer: book, then services, web app and server |
| sessions | who is signed in, for how long, and what a presented token means |
| accounts | people, their passwords, and the growing delay after a wrong one |
| logbook | entries: posted once, never edited |
| storage | SQLite through apsw; implements the stores the three packages above ask for |
| web | the Bottle application: routes, guards, cookies, headers, pages |
| instance | one program for each data folder; a second start rings at the first |
| port, server | a socket of our own, and waitress on it |
| desktop | the window (pywebview) and its fallbacks |
| doctor, logs | what is missing here, and what happened |
| config, paths, clock, errors | what everybody may import |
"""

from __future__ import annotations

__version__ = "0.1.0"
