"""What Shiftbook is made of besides its own code, by the licence each part is under (as SPDX names it)."""

from __future__ import annotations

INSIDE = {
    "MIT": (
        *("Oat", "argon2-cffi", "argon2-cffi-bindings", "bottle", "clr-loader", "markdown-it-py", "mdurl"),
        *("platformdirs", "proxy_tools", "PyJWT", "pyobjc", "pythonnet", "zxcvbn"),
    ),
    "MIT-0": ("cffi",),
    "BSD-3-Clause": ("click", "colorama", "Jinja2", "MarkupSafe", "msgspec", "pycparser", "pywebview"),
    "ISC": ("Lucide",),
    "LGPL-2.1-or-later": ("PyGObject",),
    "LGPL-2.1-only or MPL-1.1": ("pycairo",),
    "PSF-2.0": ("Python", "typing_extensions"),
    "ZPL-2.1": ("waitress",),
    "any that OSI approves": ("apsw",),
    "public domain": ("SQLite",),
}
"""Every part of every system's package."""
