"""Every cookie: its name, its attributes, and the one helper each that sets and clears it.

Cookies ignore ports, so each name carries the data folder's eight hex digits. `Max-Age` and never
`Expires`: it does not depend on the browser's clock, and WebKit lets the later of the two win.
No `Secure`: WebKit drops such cookies on http://127.0.0.1 (deviation from ASVS 3.3.1, on loopback only).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bottle import HTTPResponse

    from desktop_app.sessions.service import IssuedTokens

EVERYWHERE = "/"
SESSION_PATH = "/session"
SIGN_IN_PATH = "/login"


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie's fixed part; the same attributes set it and clear it."""

    name: str
    path: str = EVERYWHERE
    readable: bool = False

    def header(self, value: str, max_age: int | None) -> str:
        """Return a Set-Cookie value; without *max_age* seconds it lasts as long as the browser runs."""
        lifetime = "" if max_age is None else f"; Max-Age={max_age}"
        secrecy = "" if self.readable else "; HttpOnly"
        return f"{self.name}={value}{lifetime}; Path={self.path}; SameSite=Strict{secrecy}"


class Cookies:
    """The cookies of one data folder."""

    def __init__(self, instance_id: str) -> None:
        """Name them after *instance_id*, eight hex digits."""
        self.access = Cookie(f"shiftbook_access_{instance_id}")
        self.refresh = Cookie(f"shiftbook_refresh_{instance_id}", path=SESSION_PATH)
        self.session = Cookie(f"shiftbook_session_{instance_id}", readable=True)
        self.switch = Cookie(f"shiftbook_switch_{instance_id}", path=SIGN_IN_PATH)
        self.window = Cookie(f"shiftbook_window_{instance_id}")
        self.flash = Cookie(f"shiftbook_flash_{instance_id}")


def set_auth_cookies(answer: HTTPResponse, cookies: Cookies, issued: IssuedTokens) -> None:
    """Hand out a pair of tokens; each cookie ends at the second its token does.

    The readable one tells scripts the generation and the access expiry, and lives as long as the
    refresh token: it is how a page knows that there is a session at all. The switch cookie names to the
    sign-in page the session that ends when somebody else takes over; it is the refresh token once more,
    which is sent to no other page.
    """
    access_left = issued.access_claims.expires_at - issued.now
    refresh_left = issued.refresh_claims.expires_at - issued.now
    stamp = f"{issued.refresh_claims.generation}.{issued.access_claims.expires_at}"
    _set(answer, cookies.access, issued.access, access_left)
    _set(answer, cookies.refresh, issued.refresh, refresh_left)
    _set(answer, cookies.switch, issued.refresh, refresh_left)
    _set(answer, cookies.session, stamp, refresh_left)


def clear_auth_cookies(answer: HTTPResponse, cookies: Cookies) -> None:
    """Take all of a session's cookies back, whether or not the request carried them."""
    for cookie in (cookies.access, cookies.refresh, cookies.switch, cookies.session):
        _set(answer, cookie, "", 0)


def set_window_cookie(answer: HTTPResponse, cookies: Cookies, value: str) -> None:
    """Mark this window as one we opened; it lasts as long as the window's engine runs."""
    _set(answer, cookies.window, value, None)


def set_flash_cookie(answer: HTTPResponse, cookies: Cookies, value: str, max_age: int) -> None:
    """Keep a message for the next page."""
    _set(answer, cookies.flash, value, max_age)


def clear_flash_cookie(answer: HTTPResponse, cookies: Cookies) -> None:
    """Forget the message: it is on its way to the screen."""
    _set(answer, cookies.flash, "", 0)


def read_cookies(header: str) -> dict[str, str]:
    """Read a Cookie header leniently; of two cookies with one name the first counts.

    The first is the one with the longer path (RFC 6265bis, 5.8.3). `http.cookies` would drop every
    cookie when another program's is malformed, and sign people out.
    """
    found: dict[str, str] = {}
    for part in header.split(";"):
        name, separator, value = part.strip().partition("=")
        if separator:
            found.setdefault(name, value)
    return found


def _set(answer: HTTPResponse, cookie: Cookie, value: str, max_age: int | None) -> None:
    answer.add_header("Set-Cookie", cookie.header(value, max_age))
