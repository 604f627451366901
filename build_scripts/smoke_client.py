"""A browser as small as the smoke test needs: keeps cookies, follows redirects, asks as our pages do."""

from __future__ import annotations

import json
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, Request, build_opener

OK = 200
ANSWER_SECONDS = 30


class WrongAnswer(Exception):
    """The program answered something else than it should."""

    def __init__(self, method: str, path: str, answer: str) -> None:
        super().__init__(f"{method} {path.partition('?')[0]} answered {answer}")


class Client:
    """One window's worth of cookies, for the program at *origin*."""

    def __init__(self, origin: str) -> None:
        """Open nothing yet."""
        self.origin = origin
        # No proxy: it would be asked for 127.0.0.1.
        self._opener: OpenerDirector = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))

    def get(self, path: str, *, expect: int = OK) -> Any:  # noqa: ANN401 - JSON is anything
        """Ask for something; return it, read as JSON where it is JSON.

        Raises:
            WrongAnswer: the status is not the expected one.
        """
        return self._ask(Request(f"{self.origin}{path}"), expect)  # noqa: S310 - our own address

    def post(self, path: str, value: object = None, *, expect: int = OK) -> Any:  # noqa: ANN401 - JSON is anything
        """Send JSON as a script of ours does; return the answer.

        Raises:
            WrongAnswer: the status is not the expected one.
        """
        body = b"" if value is None else json.dumps(value).encode()
        headers = {"Content-Type": "application/json", "Origin": self.origin}
        return self._ask(Request(f"{self.origin}{path}", body, headers, method="POST"), expect)  # noqa: S310 - our own address

    def page(self, path: str) -> None:
        """Ask for a page and for every file of ours that it names.

        Raises:
            WrongAnswer: it names none, or one is not to be had.
        """
        text = self.get(path)
        named = [part.partition('"')[0] for part in text.split('"/static/')[1:]]
        if not named:
            raise WrongAnswer("GET", path, "a page without style")
        for name in named:
            self.get(f"/static/{name}")

    def _ask(self, request: Request, expect: int) -> Any:  # noqa: ANN401 - JSON is anything
        try:
            with self._opener.open(request, timeout=ANSWER_SECONDS) as answer:
                status, kind, body = answer.status, answer.headers.get_content_type(), answer.read()
        except HTTPError as error:
            status, kind, body = error.code, error.headers.get_content_type(), error.read()
        text = body.decode("utf-8")
        if status != expect:
            raise WrongAnswer(request.get_method(), request.selector, f"{status}: {text[:500]}")
        return json.loads(text) if kind.endswith("json") else text
