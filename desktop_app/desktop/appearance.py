"""The colour of the window before its first page: what the last page had, else the desktop's own taste."""

from __future__ import annotations

import importlib
import sys

from desktop_app.desktop import gtk_window, webkitgtk

if sys.platform == "win32":
    import winreg

LIGHT_PAPER = "#fbfaf7"
DARK_PAPER = "#15171a"
"""The pages' own grounds (tokens.css)."""

_PERSONALIZE = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"


def paper(renderer: str) -> str:
    """Return the ground our pages will have on this desktop in the window of *renderer*, `#rrggbb`."""
    return DARK_PAPER if _prefers_dark(renderer) else LIGHT_PAPER


def _prefers_dark(renderer: str) -> bool:
    if renderer == webkitgtk.RENDERER:
        return gtk_window.prefers_dark()
    if sys.platform == "win32":
        return _windows_is_dark()
    if sys.platform == "darwin":
        defaults = importlib.import_module("Foundation").NSUserDefaults.standardUserDefaults()
        return defaults.stringForKey_("AppleInterfaceStyle") == "Dark"
    return False


def _windows_is_dark() -> bool:
    if sys.platform == "win32":
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _PERSONALIZE) as key:
                return winreg.QueryValueEx(key, "AppsUseLightTheme")[0] == 0
        except OSError:
            return False
    return False
