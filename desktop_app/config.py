"""Every lifetime and setting, once, with its unit and its reason.

A setting comes from the first place that names it: the command line, the environment
(`SHIFTBOOK_ACCESS_LIFETIME=10s`), `config.toml` in the data folder, the default below.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from desktop_app.errors import SettingRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ACCESS_TOKEN_EXPIRY = timedelta(minutes=30)
"""How long an access token, its cookie and nothing else lasts."""

REFRESH_TOKEN_EXPIRY = timedelta(days=90)
"""How long somebody stays signed in without coming back.

NIST SP 800-63B-4 would rather see 30 days; on a computer people share at work, being
thrown out costs entries under the wrong name. The owner chose 90, and every person can
see and end their sessions.
"""

IDLE_LOCK = timedelta(minutes=5)
"""How long without a key or the mouse until a session locks on a computer people share.

On a personal one it never locks by itself; set-up asks which it is.
"""

BROWSER_COOKIE_CAP = timedelta(days=400)
"""RFC 6265bis: browsers cut a cookie's Max-Age to 400 days."""

REPEAT_WINDOW = timedelta(seconds=10)
"""How long after a refresh the token before it still gets the same answer again."""

WINDOW_KEY_EXPIRY = timedelta(seconds=60)
"""How long a one-use address `/open?key=…` can wait to be opened."""

FLASH_EXPIRY = timedelta(minutes=5)
"""How long a message waits for the page that shows it."""

DRAFT_TICKET_EXPIRY = timedelta(hours=24)
"""How long a page may go on saving its one draft when nobody is signed in any more: a shift and a night."""

DISCARDED_DRAFT_KEPT = timedelta(days=7)
"""How long a discarded draft can be put back, and how long an empty one is kept."""

MIN_PASSWORD_LENGTH = 8
"""Code points. ASVS 6.2.1; NIST asks 15 of a password that stands alone, which people who
switch twenty times a shift would write on the desk. Growing delays and zxcvbn make up for it."""

MAX_BODY_BYTES = 8 * 1024 * 1024
"""The longest request body a page of ours sends, attachments aside."""

MAX_ATTACHMENT_BYTES = 256 * 1024 * 1024
"""The largest file that can be attached or imported."""

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long tokens live; the only numbers `exp`, `Max-Age` and `expires_at` are made from.

    Raises:
        SettingRefused: if a lifetime is not positive, the access token would outlive the
            refresh token, or browsers would cut the cookie short.
    """

    access: timedelta = ACCESS_TOKEN_EXPIRY
    refresh: timedelta = REFRESH_TOKEN_EXPIRY

    def __post_init__(self) -> None:
        """Refuse combinations under which somebody would be half signed in."""
        if self.access_seconds <= 0 or self.refresh_seconds <= 0:
            raise SettingRefused("A lifetime must be at least one second.")
        if self.access_seconds >= self.refresh_seconds:
            raise SettingRefused("The access lifetime must be shorter than the refresh lifetime.")
        if self.refresh > BROWSER_COOKIE_CAP:
            raise SettingRefused("The refresh lifetime must not exceed 400 days: browsers cut cookies there.")

    @property
    def access_seconds(self) -> int:
        """The access token's lifetime in whole seconds."""
        return int(self.access.total_seconds())

    @property
    def refresh_seconds(self) -> int:
        """The refresh token's lifetime in whole seconds."""
        return int(self.refresh.total_seconds())


@dataclass(frozen=True, slots=True)
class Settings:
    """What one run of the program was asked to do.

    *port* 0 means: the one used last time, else any free one. *idle_lock* None leaves it to what set-up
    was told of the computer; zero means that no session locks by itself.
    """

    headless: bool = False
    port: int = 0
    access_lifetime: timedelta = ACCESS_TOKEN_EXPIRY
    refresh_lifetime: timedelta = REFRESH_TOKEN_EXPIRY
    idle_lock: timedelta | None = None
    test_mode: bool = False

    def __post_init__(self) -> None:
        """Refuse a port that is none, a lock within the second, and lifetimes that contradict each other."""
        last_port = 65535
        if not 0 <= self.port <= last_port:
            raise SettingRefused(f"The port must be between 0 and {last_port}.")
        if self.idle_lock and self.idle_lock < timedelta(seconds=1):
            raise SettingRefused("The idle lock must be at least one second, or off.")
        _ = self.lifetimes

    @property
    def lifetimes(self) -> Lifetimes:
        """The token lifetimes of this run."""
        return Lifetimes(access=self.access_lifetime, refresh=self.refresh_lifetime)


def parse_duration(text: str) -> timedelta:
    """Read `10s`, `30m`, `12h` or `90d`.

    Raises:
        SettingRefused: if *text* is anything else.
    """
    match = re.fullmatch(r"([0-9]{1,9})([smhd])", text.strip())
    if match is None:
        raise SettingRefused(f"{text!r} is not a length of time. Write 10s, 30m, 12h or 90d.")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def parse_idle_lock(text: str) -> timedelta:
    """Read a length of time, or `off`, which is zero.

    Raises:
        SettingRefused: if *text* is anything else; no time at all is not a way to say `off`.
    """
    if text.strip() == "off":
        return timedelta(0)
    idle_lock = parse_duration(text)
    if not idle_lock:
        raise SettingRefused("The idle lock must be at least one second. Write off to have none.")
    return idle_lock


def load_settings(data_folder: Path, chosen: Mapping[str, Any]) -> Settings:
    """Merge the command line's *chosen* values, the environment and `config.toml`.

    Raises:
        SettingRefused: if a value cannot be read, or the file names an unknown setting.
    """
    merged = {**_from_file(data_folder / "config.toml"), **_from_environment(os.environ), **chosen}
    return Settings(**{name: _coerced(name, value) for name, value in merged.items()})


def data_folder_from_environment() -> str | None:
    """Return `SHIFTBOOK_DATA_DIR`, which cannot stand in a file inside that folder."""
    return os.environ.get("SHIFTBOOK_DATA_DIR")


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    names = {f"SHIFTBOOK_{name.upper()}": name for name in _KINDS}
    return {names[key]: value for key, value in environment.items() if key in names}


def _from_file(path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingRefused(f"{path} cannot be read: {error}.") from error
    unknown = sorted(found.keys() - _KINDS.keys())
    if unknown:
        raise SettingRefused(f"{path} names a setting Shiftbook does not have: {', '.join(unknown)}.")
    return found


def _coerced(name: str, value: object) -> Any:  # noqa: ANN401 - the kind is the setting's own
    kind = _KINDS[name]
    if kind == "timedelta" and isinstance(value, str):
        return parse_duration(value)
    if kind == "timedelta | None" and isinstance(value, str):
        return parse_idle_lock(value)
    if kind == "bool" and isinstance(value, str):
        return _switch(name, value)
    if kind == "int" and isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value):
        return int(value)
    if type(value).__name__ not in kind.split(" | "):
        raise SettingRefused(f"{value!r} is not a value for {name}.")
    return value


def _switch(name: str, value: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
    if value.lower() not in words:
        raise SettingRefused(f"{value!r} is not a value for {name}. Write true or false.")
    return words[value.lower()]


_KINDS = {field.name: str(field.type) for field in fields(Settings)}


def system_library_path() -> None:
    """Give the programs we start, the engine's and the browser, the library path this person has.

    A frozen program starts with its own folder in `LD_LIBRARY_PATH` and the person's in
    `LD_LIBRARY_PATH_ORIG` (PyInstaller); what is found at start is found all the same.
    """
    if getattr(sys, "frozen", False):
        own = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
        os.environ.pop("LD_LIBRARY_PATH", None)
        if own is not None:
            os.environ["LD_LIBRARY_PATH"] = own


def webview_environment() -> None:
    """Set what the window's engine reads from this process's environment before it starts."""
    for name in ("NO_PROXY", "no_proxy"):
        # A proxy that is asked for 127.0.0.1 leaves the window blank.
        listed = os.environ.get(name, "")
        if "127.0.0.1" not in listed.split(","):
            os.environ[name] = f"{listed},127.0.0.1".lstrip(",")
    if sys.platform == "linux":
        # WebKitGTK's DMA-BUF renderer shows nothing on several NVIDIA and Wayland systems.
        os.environ.setdefault("WEBKIT_DISABLE_DMABUF_RENDERER", "1")


def startup_token() -> str | None:
    """Return what the desktop gave this start to show for a person's double-click, if anything.

    Source: freedesktop.org, xdg-activation and the startup notification protocol.
    """
    return os.environ.get("XDG_ACTIVATION_TOKEN") or os.environ.get("DESKTOP_STARTUP_ID") or None


def display_variables() -> dict[str, str]:
    """Return the variables that say where windows can be shown, those that are set."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR")
    return {name: os.environ[name] for name in names if os.environ.get(name)}


def proxy_variables() -> tuple[str, ...]:
    """Return the names of the proxy variables that are set; their values may hold passwords."""
    names = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    return tuple(name for name in names if os.environ.get(name))
