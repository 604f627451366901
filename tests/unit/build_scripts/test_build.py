"""The build's front door: which Python, which mistakes end in a sentence."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from build_scripts import build, production
from build_scripts.bundle import BundleRefused
from build_scripts.deb import NothingLinked
from build_scripts.environment import SetupFailed
from build_scripts.freeze import UnfreezablePython
from build_scripts.measure import NothingPainted
from build_scripts.processes import ToolFailed
from build_scripts.release import UndatedSource
from build_scripts.smoke import SmokeFailed

if TYPE_CHECKING:
    from collections.abc import Callable


def failing(error: BaseException) -> Callable[[], None]:
    """Return a build that ends like this."""

    def build_and_fail() -> None:
        raise error

    return build_and_fail


def test_an_old_python_can_read_the_file_that_refuses_it() -> None:
    """The front door has the grammar of Python 3.7, and imports nothing of ours before the check."""
    tree = ast.parse(Path(build.__file__).read_text("utf-8"), feature_version=(3, 7))
    imported = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert imported == ["__future__", "pathlib"]


@pytest.mark.parametrize(
    "error",
    [
        SetupFailed("why"),
        UnfreezablePython("why"),
        UndatedSource(),
        NothingLinked(),
        BundleRefused(["why"]),
        SmokeFailed("why"),
        NothingPainted("why", ""),
        ToolFailed(["dpkg-deb"], "why"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_goes_wrong_is_told_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    """Whoever builds reads why, not a traceback, and a script sees that it failed."""
    monkeypatch.setattr(production, "build", failing(error))
    assert build.main([]) == 1
    assert capsys.readouterr().err == f"{error}\n"


def test_an_interruption_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C ends it with the exit code shells use for that."""
    monkeypatch.setattr(production, "build", failing(KeyboardInterrupt()))
    assert build.main([]) == 130


def test_an_argument_builds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is one command, without choices."""
    monkeypatch.setattr(production, "build", failing(AssertionError("it was built")))
    assert build.main(["--help"]) == 2
