"""Requests that change something must come from our own pages (CSRF), and to our own name (DNS rebinding)."""

from __future__ import annotations

from desktop_app.errors import CrossSite, WrongHost

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def check_host(sent: str | None, host: str) -> None:
    """Refuse any `Host` but exactly ours, port included.

    waitress joins two Host headers with a comma; comparing the whole text refuses those too.

    Raises:
        WrongHost: if it is absent or another.
    """
    if sent != host:
        raise WrongHost(sent or "")


def check_origin(method: str, fetch_site: str | None, origin: str | None, host: str) -> None:
    """Refuse an unsafe method unless the browser says it comes from our own origin.

    `Sec-Fetch-Site` cannot be set by a page. Browsers without it, and scripts, must name our
    origin; saying nothing is refused.

    Raises:
        CrossSite: if the request may be another page's.
    """
    if method in SAFE_METHODS:
        return
    if fetch_site is not None:
        if fetch_site != "same-origin":
            raise CrossSite(f"sec_fetch_site={fetch_site}")
        return
    if origin != f"http://{host}":
        raise CrossSite(f"origin={origin}")
