"""Which web engine the window can use, and the line that installs one where there is none."""

from __future__ import annotations

import importlib.util
import platform
import sys
from typing import TYPE_CHECKING

if sys.platform == "win32":
    import winreg

if TYPE_CHECKING:
    from collections.abc import Mapping

INSTALL_LINES = {
    "debian": "sudo apt install python3-gi gir1.2-gtk-3.0 gir1.2-webkit2-4.1",
    "fedora": "sudo dnf install python3-gobject gtk3 webkit2gtk4.1",
    "arch": "sudo pacman -S python-gobject gtk3 webkit2gtk-4.1",
    "suse": "sudo zypper install python3-gobject typelib-1_0-Gtk-3_0 typelib-1_0-WebKit2-4_1",
    "alpine": "sudo apk add py3-gobject3 gtk+3.0 webkit2gtk-4.1",
}
"""By the words a system's os-release uses for itself (ID and ID_LIKE)."""

_FAMILIES = {"ubuntu": "debian", "rhel": "fedora", "centos": "fedora", "opensuse": "suse"}
_QT_BINDINGS = ("PySide6", "PyQt6", "PyQt5")
_WEBVIEW2 = r"Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"


def find_engine() -> str | None:
    """Return the name of the engine the window would use, or None."""
    if sys.platform == "win32":
        return "WebView2" if _webview2_installed() else None
    if sys.platform == "darwin":
        return "WebKit" if _importable("WebKit") else None
    return _webkitgtk() or _qt()


def how_to_install() -> str:
    """Return a sentence with what this system needs for Shiftbook to have a window of its own."""
    if sys.platform == "win32":
        return "Install the WebView2 Runtime from https://developer.microsoft.com/microsoft-edge/webview2/."
    if sys.platform == "darwin":
        return "Install the window's library: pip install pyobjc-framework-WebKit."
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    return install_sentence(release)


def install_sentence(release: Mapping[str, str]) -> str:
    """Return what to install on the Linux that *release* (os-release's fields) describes."""
    for word in (release.get("ID", ""), *release.get("ID_LIKE", "").split()):
        family = word.split("-", maxsplit=1)[0]
        line = INSTALL_LINES.get(_FAMILIES.get(family, family))
        if line is not None:
            return f"Install WebKitGTK: {line}"
    return "Install WebKitGTK 4.1 and PyGObject with your system's package manager."


def _importable(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _webkitgtk() -> str | None:
    if not _importable("gi"):
        return None
    try:
        gi = importlib.import_module("gi")
    except ImportError:
        return None
    for version in ("4.1", "4.0"):
        try:
            gi.require_version("WebKit2", version)
        except ValueError:
            continue
        return f"WebKitGTK {version}"
    return None


def _qt() -> str | None:
    for binding in _QT_BINDINGS:
        if _importable(binding) and _importable(f"{binding}.QtWebEngineWidgets"):
            return f"Qt WebEngine ({binding})"
    return None


def _webview2_installed() -> bool:
    if sys.platform == "win32":
        for root, path in (
            (winreg.HKEY_LOCAL_MACHINE, rf"SOFTWARE\WOW6432Node\{_WEBVIEW2}"),
            (winreg.HKEY_LOCAL_MACHINE, rf"SOFTWARE\{_WEBVIEW2}"),
            (winreg.HKEY_CURRENT_USER, rf"SOFTWARE\{_WEBVIEW2}"),
        ):
            try:
                with winreg.OpenKey(root, path) as key:
                    if winreg.QueryValueEx(key, "pv")[0] not in {"", "0.0.0.0"}:  # noqa: S104 - "no version"
                        return True
            except OSError:
                continue
    return False
