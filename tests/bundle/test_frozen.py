"""P6: the frozen program, before anything is packed: what is in it, and whether it works."""

from __future__ import annotations

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from build_scripts import bundle
from build_scripts.smoke import SmokeFailed, smoke
from desktop_app import __version__
from tests.helpers.processes import children
from tests.helpers.program import clean_environment, start
from tests.helpers.screen import Screen, open_screen, skip_without_a_screen
from tests.helpers.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOBODY = (0xB9, 0xB3, 0xA7)
"""The band along the top of the page while nobody is signed in."""

BAND = (300, 3)
EXPECTED_BYTES = 30_000_000
"""Half the budget: what is double the size has something in it that nobody wanted."""


@pytest.fixture
def screen() -> Iterator[Screen]:
    """An X server of its own."""
    skip_without_a_screen()
    with open_screen() as opened:
        yield opened


def wrapped(folder: Path, program: Path, line: str) -> Path:
    """Return a script that does *line* with the program, which is `$PROGRAM` in it."""
    script = folder / "shiftbook"
    script.write_text(f"#!/bin/sh\nPROGRAM={shlex.quote(str(program))}\n{line}\n")
    script.chmod(0o700)
    return script


def test_the_bundle_holds_what_it_must_and_nothing_else(frozen: Path) -> None:
    """No library of the system's, no secret, no test; every page, and within half the budget."""
    bundle.check(frozen)
    assert bundle.size(frozen) < EXPECTED_BYTES


def test_every_library_we_pass_on_has_its_licence_beside_it(frozen: Path) -> None:
    """What others made is named, with what they allow."""
    named = {folder.name.lower() for folder in frozen.rglob("licenses/*") if any(folder.iterdir())}
    assert {"python", "pygobject", "pywebview", "bottle", "waitress", "apsw", "pyinstaller"} <= named


def test_it_works_from_the_first_start_to_the_end(program: Path) -> None:
    """Set up, sign in, post, refresh, stop; and nothing is said that nobody expects."""
    said: list[str] = []
    smoke(program, said.append)
    assert said[0] == f"Shiftbook {__version__}"


def test_its_commands_take_a_record_out_in_and_back(program: Path, tmp_path: Path) -> None:
    """What is imported only when it is needed, and the sample, are frozen, too."""
    for line in (
        "sample --data-dir one",
        "export --format json --data-dir one record.json",
        "import --data-dir two record.json",
        "export --format json --data-dir two again.json",
        "verify again.json",
        "backup --data-dir two",
    ):
        command = [str(program), *line.split()]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, (line, done.stderr)
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "record.json").read_bytes()


ENDED_WITH_THREE = '"$PROGRAM" "$@" & trap "kill $!" TERM; wait; wait; exit 3'
"""A shell that hands a request to end on, waits until it is met, and says something else."""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('SHIFTBOOK_TEST_MODE=1 exec "$PROGRAM" "$@"', "/api/test-counters answered 200"),
        ('echo "a warning of some library" >&2; exec "$PROGRAM" "$@"', "a warning of some library"),
        (f'case "$*" in *headless*) {ENDED_WITH_THREE};; esac; exec "$PROGRAM" "$@"', "exit code"),
        ("exit 0", "--version said"),
    ],
    ids=["addresses for tests", "an unexpected line", "another exit code", "nothing at all"],
)
def test_the_smoke_test_fails_where_it_should(
    program: Path, tmp_path: Path, line: str, complaint: str
) -> None:
    """A test that cannot fail is worth nothing; what it says names what was wrong."""
    with pytest.raises(SmokeFailed) as failure:
        smoke(wrapped(tmp_path, program, line), lambda _: None)
    assert complaint in str(failure.value)


def test_its_window_shows_the_first_page_with_the_systems_engine(
    program: Path, screen: Screen, tmp_path: Path
) -> None:
    """The real window; the engine's helpers are the system's, and look for libraries where it does."""
    environment = screen.environment(clean_environment(tmp_path))
    with start(tmp_path, environment=environment, command=[str(program)]) as running:
        window = wait_for(lambda: screen.window("Shiftbook"), "a window")
        assert window is not None
        wait_for(lambda: screen.pixel(window, *BAND) == NOBODY, "a page in the window")
        helpers = [child for child in children(running.process.pid) if "WebKit" in child.program]
        assert helpers, "no helper of WebKitGTK runs"
        for helper in helpers:
            assert helper.program.startswith("/usr/lib")
            assert "LD_LIBRARY_PATH" not in helper.environment
        assert "shiftbook" in (window.get_wm_class() or ())
        screen.picture(tmp_path / "window.png")
        screen.close("Shiftbook")
        assert running.wait() == 0
    assert running.complained == ""
