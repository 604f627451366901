"""Everything between a clean checkout and the packages in dist/, in its order.

clean environment -> icons -> freeze -> look at the bundle -> use it -> packages -> measurements
"""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from build_scripts import bundle, deb, dmg, environment, freeze, measure, nsis, release, smoke, tarball
from build_scripts.artifact import DIST, MB, Artifact, publish
from build_scripts.processes import ToolFailed, run_or_fail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOT_MADE = (
    environment.SetupFailed,
    freeze.UnfreezablePython,
    release.UndatedSource,
    deb.NothingLinked,
    bundle.BundleRefused,
    smoke.SmokeFailed,
    measure.NothingPainted,
    nsis.MakensisMissing,
    dmg.OnlyOnMacos,
    dmg.UnsignedNotNotarised,
    ToolFailed,
)
"""What can go wrong; each message says what and why."""


def build() -> list[Artifact]:
    """Make everything this system can make; return it.

    Raises:
        one of NOT_MADE: something is wrong, and nothing is left in dist/.
    """
    shutil.rmtree(DIST, ignore_errors=True)
    freeze.refuse_unfreezable_python()
    say(f"{release.TITLE} {release.VERSION} of {release.day()}, for {sys.platform} on {release.machine()}")
    python = environment.prepare(environment.BUILD)
    say("drawing the icons")
    run_or_fail([str(python), "-m", "build_scripts.icons", str(freeze.ICONS)], folder=environment.ROOT)
    say("freezing the program")
    frozen = freeze.freeze(python)
    say(f"looking at the bundle: {bundle.size(frozen) / MB:.1f} MB")
    bundle.check(frozen)
    smoke.smoke(freeze.program(frozen), lambda sentence: say(f"smoke: {sentence}"))
    DIST.mkdir()
    artifacts = list(_packages(frozen, python))
    publish(artifacts)
    for line in measure.table(python, freeze.program(frozen)):
        say(line)
    return artifacts


def say(sentence: str) -> None:
    """Tell the person at the terminal how far the build is."""
    print(sentence, flush=True)


def _packages(frozen: Path, python: Path) -> Iterator[Artifact]:
    if sys.platform == "win32":
        say("packing the installer")
        yield nsis.package(
            frozen, version=release.VERSION, icon=freeze.ICONS / f"{release.NAME}.ico", out=DIST
        )
    if sys.platform == "darwin":
        say("packing the disk image")
        yield dmg.package(frozen, version=release.VERSION, out=DIST, python=python)
    if sys.platform == "linux":
        say("packing the archive")
        yield tarball.package(frozen, freeze.ICONS, DIST)
        missing = deb.missing_tools()
        if missing:
            say(f"no .deb: {', '.join(missing)} not here; it is made on Debian and Ubuntu")
        else:
            say("packing the .deb")
            yield deb.package(frozen, freeze.ICONS, DIST)
