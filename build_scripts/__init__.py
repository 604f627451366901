"""The scripts around Shiftbook: set it up, run it, test it, package it.

    dev, build       the two front doors: run, test, bench; and make the packages
    environment      virtual environments and what is in them; nothing to do while nothing has changed
    distributions    which packages the window, packaging and the tests need, by Linux distribution
    system_packages  asks the package manager for them
    checks           style, types and tests
    processes        starting other programs

    production       from a clean checkout to dist/, step by step
    release          what is being built: version, date, machine
    icons            every size and format of the icon, from one SVG
    freeze, licences, version_resource   what app.spec is given, and the freezing itself
    bundle           looks at what was frozen, file by file
    smoke            starts it and uses it as a person would (smoke_client is the browser)
    deb, tarball     the packages for Linux; share and template fill them
    nsis, dmg        the installer for Windows, the disk image for macOS
    artifact         what is handed over, with checksums
    xvfb             a screen of one's own
    measure          how large it is and how quickly it starts

They use the standard library alone, because they run before anything is installed.
"""

from __future__ import annotations
