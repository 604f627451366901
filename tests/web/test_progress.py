"""How far long work is, asked by the page that waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.web.conftest import Book

JOB = "c" * 32


def test_a_page_is_told_how_far_its_work_is(book: Book) -> None:
    """Also one at the entrance, where a book is restored before anybody signs in."""
    window = book.window()
    assert window.get(f"/api/progress/{JOB}").json == {"done": 0, "total": 0}
    book.services.progress.begin(JOB)(412, 1204)
    assert window.get(f"/api/progress/{JOB}").json == {"done": 412, "total": 1204}


def test_an_id_no_page_makes_is_refused(book: Book) -> None:
    """With a sentence."""
    assert book.window().get("/api/progress/17").code == "invalid"
