"""Packs the application for macOS into a disk image, signed and notarised for who has Apple's certificate.

PyInstaller signs the application while it makes it (app.spec hands it `identity` and ENTITLEMENTS), since
nothing in it may change afterwards; the image is signed here. Once, before the first notarisation:

    xcrun notarytool store-credentials PROFILE

Then the build reads both from the environment:

    SHIFTBOOK_SIGNING_IDENTITY="Developer ID Application: NAME (TEAM)" SHIFTBOOK_NOTARY_PROFILE=PROFILE
"""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from build_scripts.artifact import Artifact
from build_scripts.environment import ROOT
from build_scripts.processes import run_or_fail
from build_scripts.release import TITLE, reproducible

if TYPE_CHECKING:
    from collections.abc import Mapping

ENTITLEMENTS = ROOT / "build_scripts" / "templates" / "macos" / "entitlements.plist"

IDENTITY = "SHIFTBOOK_SIGNING_IDENTITY"
PROFILE = "SHIFTBOOK_NOTARY_PROFILE"

ICON_PIXELS = 96
WINDOW = {"position": {"x": 200, "y": 200}, "size": {"width": 480, "height": 300}}
FROM, TO = {"x": 120, "y": 130}, {"x": 360, "y": 130}


class OnlyOnMacos(Exception):
    """A disk image was asked for on another system."""

    def __init__(self) -> None:
        super().__init__("The macOS disk image is made on macOS only, which brings hdiutil and codesign.")


class UnsignedNotNotarised(Exception):
    """There is somebody to ask for notarisation, but nothing Apple would look at."""

    def __init__(self) -> None:
        super().__init__(f"Apple notarises only what is signed: set {IDENTITY} as well as {PROFILE}.")


def identity(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the certificate to sign with, by its name in the keychain; None if nothing is to be signed."""
    return environment.get(IDENTITY) or None


def package(app: Path, *, version: str, out: Path, python: Path) -> Artifact:
    """Make the disk image of an application in the folder *out*; return it.

    *python* is the interpreter of the build's environment, which has dmgbuild.

    Raises:
        OnlyOnMacos: this is another system.
        UnsignedNotNotarised: a profile is named in the environment, and no identity.
        ToolFailed: one of the tools did.
    """
    if platform.system() != "Darwin":
        raise OnlyOnMacos
    signer, profile = identity(), os.environ.get(PROFILE)
    if profile and not signer:
        raise UnsignedNotNotarised
    image = out / f"{TITLE}-{version}.dmg"
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        settings = Path(folder) / "settings.json"
        settings.write_text(json.dumps(layout(app)), "utf-8")
        command = [str(python), "-m", "dmgbuild", "--settings", str(settings), TITLE, str(image)]
        run_or_fail(command, variables=reproducible())
    for command in finishing(app, image, signer, profile):
        run_or_fail(command)
    return Artifact(image, f"disk image for macOS, {standing(signer, profile)}")


def layout(app: Path) -> dict[str, object]:
    """Return what is in the image and where: the application, to be dragged onto Applications beside it."""
    return {
        "title": TITLE,
        "icon-size": ICON_PIXELS,
        "window": WINDOW,
        "contents": [
            {"type": "file", "path": str(app), **FROM},
            {"type": "link", "path": "/Applications", "name": "Applications", **TO},
        ],
    }


def finishing(app: Path, image: Path, signer: str | None, profile: str | None) -> list[list[str]]:
    """Return the commands that sign, notarise and judge an image, as far as there is somebody to sign."""
    commands = []
    if signer:
        commands += [
            ["codesign", "--verify", "--deep", "--strict", str(app)],
            ["codesign", "--sign", signer, "--timestamp", str(image)],
        ]
    if profile:
        commands += [
            ["xcrun", "notarytool", "submit", str(image), "--keychain-profile", profile, "--wait"],
            ["xcrun", "stapler", "staple", str(image)],
            ["spctl", "--assess", "--type", "open", "--context", "context:primary-signature", str(image)],
        ]
    return commands


def standing(signer: str | None, profile: str | None) -> str:
    """Say how macOS will receive the image."""
    if signer:
        return "signed and notarised" if profile else "signed, not notarised"
    return "not signed: macOS opens it only after a look into its privacy settings"
