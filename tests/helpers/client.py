"""A browser without a screen: calls the WSGI application and keeps its cookies as RFC 6265 says."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlencode, urlsplit
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.clock import Clock

HOST = "127.0.0.1:8765"
ORIGIN = f"http://{HOST}"
HTML = "text/html,application/xhtml+xml"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON is anything
        """The body, read as JSON."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The body, read as UTF-8."""
        return self.body.decode()

    @property
    def code(self) -> str | None:
        """The problem's code, if this is a problem."""
        return self.json["code"] if "problem+json" in self.header("Content-Type") else None

    def header(self, name: str) -> str:
        """The first header of this name, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def location(self) -> str:
        """Where the answer sends the browser."""
        return self.header("Location")

    @property
    def set_cookies(self) -> dict[str, str]:
        """The Set-Cookie headers by cookie kind ("access", "refresh", …)."""
        values = [value for key, value in self.headers if key.lower() == "set-cookie"]
        return {value.split("_")[1]: value for value in values}


@dataclass
class StoredCookie:
    """A cookie in the jar; *ends* None lasts as long as the browser runs."""

    value: str
    path: str
    http_only: bool
    ends: int | None


@dataclass
class Client:
    """One browser profile."""

    app: Callable[..., Any]
    clock: Clock
    host: str = HOST
    jar: dict[str, StoredCookie] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        """Ask as a script does."""
        return self.request("GET", path, headers={"Accept": "*/*", **headers})

    def visit(self, path: str) -> Answer:
        """Navigate as a person does, following redirects."""
        for _ in range(10):
            answer = self.request(
                "GET", path, headers={"Accept": HTML, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}
            )
            if answer.status != 303:
                return answer
            path = answer.location
        raise AssertionError(f"redirect loop at {path}")

    def post(self, path: str, value: object = None, **headers: str) -> Answer:
        """Send JSON as a script of ours does."""
        return self._send("POST", path, value, headers)

    def put(self, path: str, value: object = None, **headers: str) -> Answer:
        """Send JSON with PUT."""
        return self._send("PUT", path, value, headers)

    def delete(self, path: str) -> Answer:
        """Delete as a script of ours does."""
        return self.request("DELETE", path, headers={"Origin": f"http://{self.host}"})

    def submit(self, path: str, **fields: str) -> Answer:
        """Send a page's form."""
        sent = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "Accept": HTML,
        }
        return self.request("POST", path, urlencode(fields).encode(), sent)

    def request(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        """Send anything and keep the cookies that come back."""
        parts = urlsplit(path)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
            "QUERY_STRING": parts.query,
            "HTTP_HOST": self.host,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        cookies = self._cookie_header(parts.path)
        if cookies:
            environ["HTTP_COOKIE"] = cookies
        for name, value in (headers or {}).items():
            key = name.upper().replace("-", "_")
            environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
        setup_testing_defaults(environ)
        answer = self._call(environ)
        self._keep(answer)
        return answer

    def cookie(self, kind: str) -> StoredCookie | None:
        """The stored cookie of this kind, if its time is not over."""
        self._drop_expired()
        return next((c for name, c in self.jar.items() if name.startswith(f"shiftbook_{kind}_")), None)

    def copy(self) -> Client:
        """Another browser holding the same cookies: a thief, or the past."""
        return Client(self.app, self.clock, self.host, dict(self.jar))

    def _send(self, method: str, path: str, value: object, headers: dict[str, str]) -> Answer:
        body = b"" if value is None else json.dumps(value).encode()
        sent = {"Content-Type": "application/json", "Origin": f"http://{self.host}", **headers}
        return self.request(method, path, body, sent)

    def _call(self, environ: dict[str, Any]) -> Answer:
        started: list[Any] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], _exc_info: object = None, /
        ) -> Callable[[bytes], object]:
            started[:] = [int(status[:3]), list(headers)]
            return lambda _data: None

        iterable: Any = validator(self.app)(environ, start_response)
        try:
            body = b"".join(iterable)
        finally:
            iterable.close()
        return Answer(started[0], started[1], body)

    def _cookie_header(self, path: str) -> str:
        self._drop_expired()
        sent = [
            (n, c) for n, c in self.jar.items() if path == c.path or path.startswith(c.path.rstrip("/") + "/")
        ]
        sent.sort(key=lambda item: -len(item[1].path))
        return "; ".join(f"{name}={cookie.value}" for name, cookie in sent)

    def _drop_expired(self) -> None:
        now = self.clock.now()
        self.jar = {n: c for n, c in self.jar.items() if c.ends is None or c.ends > now}

    def _keep(self, answer: Answer) -> None:
        for header in (value for key, value in answer.headers if key.lower() == "set-cookie"):
            name, _, rest = header.partition("=")
            value, *attributes = re.split(r"; ?", rest)
            named = dict(part.partition("=")[::2] for part in attributes)
            age = named.get("Max-Age")
            ends = None if age is None else self.clock.now() + int(age)
            self.jar[name] = StoredCookie(value, named["Path"], "HttpOnly" in named, ends)
