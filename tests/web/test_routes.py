"""The route table and the error map: nothing undeclared, nothing forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app import errors
from desktop_app.web.app import ROUTES, create_app
from desktop_app.web.errors import KINDS, describe
from desktop_app.web.route import Guard
from desktop_app.web.routes import test_mode as simulated

if TYPE_CHECKING:
    from desktop_app.web.route import Route
    from tests.web.conftest import Book

OPEN = {"/readyz", "/open"}
SECOND_START = {"/instance/ring"}
TICKET = {("PUT", "/api/drafts/<place>"), ("POST", "/api/attachments")}
BEFORE_SIGN_IN = {
    "/static/<path:path>",
    "/setup",
    "/login",
    "/session/refresh",
    "/session/resume",
    "/session/lock",
    "/session/unlock",
    "/session/logout",
    "/api/openapi.json",
    "/api/progress/<job>",
    "/restore",
    "/api/restore",
    "/api/restore/examine",
}
AT_START_ONLY = {errors.DatabaseNewer}
CODES = {
    "auth_required",
    "session_expired",
    "session_ended",
    "session_reused",
    "session_locked",
    "bad_credentials",
    "forbidden",
    "cross_site",
    "no_window_key",
    "invalid",
    "not_found",
    "conflict",
    "too_large",
    "too_many_attempts",
    "storage_busy",
    "storage_full",
    "internal",
}


def leaves(kind: type[errors.ShiftbookError]) -> set[type[errors.ShiftbookError]]:
    """The classes below *kind* that are raised."""
    below = kind.__subclasses__()
    return set().union(*map(leaves, below)) if below else {kind}


def test_every_route_in_bottle_declares_its_guard(book: Book) -> None:
    """Walked where Bottle keeps them, not where we wrote them."""
    routes = create_app(book.services).routes
    assert len(routes) == len(ROUTES)
    assert all(isinstance(route.config.get("guard"), Guard) for route in routes)


def test_what_is_reachable_before_sign_in_is_listed_here() -> None:
    """A new route is behind a session unless somebody changes this test."""
    assert {route.path for route in ROUTES if route.guard is Guard.OPEN} == OPEN
    assert {route.path for route in ROUTES if route.guard is Guard.WINDOW} == BEFORE_SIGN_IN
    assert {route.path for route in ROUTES if route.guard is Guard.SECOND_START} == SECOND_START
    assert {(route.method, route.path) for route in ROUTES if route.guard is Guard.TICKET} == TICKET


def test_every_error_has_its_answer() -> None:
    """An error without one would be called internal."""
    served = leaves(errors.ShiftbookError) - leaves(errors.StartError) - AT_START_ONLY
    assert served == set(KINDS)


def test_every_code_is_one_of_the_interface() -> None:
    """Others test against this list."""
    assert {kind.code for kind in KINDS} <= CODES


def test_an_unknown_error_is_internal() -> None:
    """Whatever it says itself."""
    assert describe(ValueError("secret")).document() == {
        "type": "about:blank",
        "title": "Internal error",
        "status": 500,
        "detail": "Internal error. Nothing was lost; the details are in the log.",
        "code": "internal",
    }


def test_every_unsafe_api_route_declares_its_body_or_has_none() -> None:
    """A body that nobody checks would be a hole."""
    bodiless = {route.path for route in ROUTES if route.method == "POST" and route.body is None}
    assert bodiless == {
        "/session/refresh",
        "/session/lock",
        "/session/logout",
        "/api/drafts/<draft_id>/restore",
        "/api/attachments",
        "/api/people/<user_id:number>/disable",
        "/api/people/<user_id:number>/enable",
        "/api/chain/verify",
        "/api/backups",
        "/api/import",
        "/api/import/examine",
    }


@pytest.mark.parametrize("route", simulated.ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_test_endpoints_do_not_exist_outside_test_mode(book: Book, route: Route) -> None:
    """404, as any other address nobody has."""
    client = book.signed_in()
    answer = client.get(route.path) if route.method == "GET" else client.post(route.path)
    assert answer.status == 404


def test_the_description_names_every_route(book: Book) -> None:
    """Made from the table, so it cannot lie."""
    document = book.window().get("/api/openapi.json").json
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert len(described) == len(ROUTES) - 1
    assert ("POST", "/api/people/{user_id}/password") in described
    assert document["components"]["schemas"]["NewEntry"]["required"] == ["text"]


class TestFailuresOnDemand:
    """The endpoints of test mode."""

    def test_simulates_token_expiry_without_a_session(self, test_book: Book) -> None:
        """The owner's endpoint."""
        answer = test_book.window().get("/api/test-token-expired")
        assert (answer.status, answer.code) == (401, "auth_required")
        assert answer.json["detail"] == "Simulated token expiry"

    def test_times_makes_the_first_calls_fail(self, test_book: Book) -> None:
        """Then the same address succeeds."""
        window = test_book.window()
        assert [window.get("/api/test-token-expired?times=2").status for _ in range(4)] == [
            401,
            401,
            200,
            200,
        ]

    @pytest.mark.parametrize("status", [401, 403, 423, 429, 500, 503])
    def test_simulates_every_failure(self, test_book: Book, status: int) -> None:
        """With GET and POST."""
        window = test_book.window()
        path = f"/api/test-auth-failure?status={status}"
        assert window.get(path).status == window.post(path).status == status
        assert window.get(path).code in CODES

    @pytest.mark.parametrize("query", ["", "?status=200", "?status=x", "?status=401&times=x"])
    def test_refuses_what_it_cannot_simulate(self, test_book: Book, query: str) -> None:
        """With a sentence."""
        assert test_book.window().get(f"/api/test-auth-failure{query}").code == "invalid"

    def test_every_page_says_that_this_is_test_mode(self, test_book: Book) -> None:
        """Nobody mistakes it for the real book."""
        assert "Test mode" in test_book.signed_in().visit("/").text
