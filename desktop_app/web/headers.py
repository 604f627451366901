"""Security headers on whatever comes back, errors and files included (ASVS 3.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    WSGIApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

SECURITY_HEADERS: tuple[tuple[str, str], ...] = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)

NEVER_STORED = ("Cache-Control", "no-store")


def with_security_headers(app: WSGIApp) -> WSGIApp:
    """Wrap *app* so that no answer leaves without our headers.

    Bottle's own hooks lose headers on uncaught errors; a wrapper sees every answer. An answer
    that chose its caching (a static file) keeps its choice.
    """

    def stamped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: object) -> object:
            if NEVER_STORED[0] not in dict(headers):
                headers.append(NEVER_STORED)
            headers.extend(SECURITY_HEADERS)
            return start_response(status, headers, *rest)

        return app(environ, start)

    return stamped
