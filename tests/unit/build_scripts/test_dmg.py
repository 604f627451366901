"""The macOS disk image: what is in it, and the commands that sign and notarise it, without running them."""

from __future__ import annotations

import platform
import plistlib
import sys
from pathlib import Path

import pytest

from build_scripts import dmg

APP, IMAGE = Path("/build/Shiftbook.app"), Path("/dist/Shiftbook-0.1.0.dmg")
SIGNER, PROFILE = "Developer ID Application: Ada Byron (ABCDE12345)", "ada"


def commands_run(monkeypatch: pytest.MonkeyPatch, out: Path) -> tuple[list[list[str]], str]:
    """Package as on macOS, with tools that only note their calls; return those, and the description."""
    called: list[list[str]] = []
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    monkeypatch.setattr(dmg, "run_or_fail", lambda command, **_: called.append(command))
    made = dmg.package(APP, version="0.1.0", out=out, python=Path("/venv/bin/python"))
    assert made.path == out / "Shiftbook-0.1.0.dmg"
    return called, made.description


@pytest.fixture(autouse=True)
def _nobody_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(dmg.IDENTITY, raising=False)
    monkeypatch.delenv(dmg.PROFILE, raising=False)


@pytest.mark.skipif(sys.platform == "darwin", reason="on macOS the image is made")
def test_another_system_is_told_in_a_plain_sentence(tmp_path: Path) -> None:
    """Nothing is made, and the reason is said."""
    with pytest.raises(dmg.OnlyOnMacos, match="is made on macOS only"):
        dmg.package(APP, version="0.1.0", out=tmp_path / "dist", python=Path("python3"))
    assert not (tmp_path / "dist").exists()


def test_the_application_is_dragged_onto_applications() -> None:
    """They lie side by side, within the window."""
    laid_out = dmg.layout(APP)
    assert laid_out["contents"] == [
        {"type": "file", "path": str(APP), "x": 120, "y": 130},
        {"type": "link", "path": "/Applications", "name": "Applications", "x": 360, "y": 130},
    ]
    assert laid_out["title"] == "Shiftbook"


def test_without_a_certificate_the_image_is_made_and_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Somebody without Apple's certificate can build; only dmgbuild runs."""
    called, description = commands_run(monkeypatch, tmp_path)
    assert [command[1:3] for command in called] == [["-m", "dmgbuild"]]
    assert called[0][-2:] == ["Shiftbook", str(tmp_path / "Shiftbook-0.1.0.dmg")]
    assert "not signed" in description


def test_the_environment_says_who_signs_and_notarises(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The application is checked, the image signed, sent in, stapled and judged, in this order."""
    monkeypatch.setenv(dmg.IDENTITY, SIGNER)
    monkeypatch.setenv(dmg.PROFILE, PROFILE)
    called, description = commands_run(monkeypatch, tmp_path)
    assert called[1:] == dmg.finishing(APP, tmp_path / "Shiftbook-0.1.0.dmg", SIGNER, PROFILE)
    assert description.endswith("signed and notarised")


def test_an_image_is_signed_before_it_is_sent_in_and_judged_after() -> None:
    """Apple's commands, word by word; no secret is among them, the keychain has it."""
    assert [" ".join(command) for command in dmg.finishing(APP, IMAGE, SIGNER, PROFILE)] == [
        f"codesign --verify --deep --strict {APP}",
        f"codesign --sign {SIGNER} --timestamp {IMAGE}",
        f"xcrun notarytool submit {IMAGE} --keychain-profile {PROFILE} --wait",
        f"xcrun stapler staple {IMAGE}",
        f"spctl --assess --type open --context context:primary-signature {IMAGE}",
    ]


def test_signing_alone_sends_nothing_to_apple() -> None:
    """Whoever has a certificate and no profile gets a signed image."""
    assert [command[0] for command in dmg.finishing(APP, IMAGE, SIGNER, None)] == ["codesign", "codesign"]
    assert dmg.standing(SIGNER, None) == "signed, not notarised"


def test_notarising_what_nobody_signs_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Before anything is built, and not after Apple's answer some minutes later."""
    monkeypatch.setenv(dmg.PROFILE, PROFILE)
    with pytest.raises(dmg.UnsignedNotNotarised, match=dmg.IDENTITY):
        commands_run(monkeypatch, tmp_path)


def test_an_empty_identity_is_none() -> None:
    """A workflow hands in an empty variable where a secret is not set."""
    assert dmg.identity({dmg.IDENTITY: ""}) is None
    assert dmg.identity({dmg.IDENTITY: SIGNER}) == SIGNER


def test_the_hardened_runtime_allows_one_thing() -> None:
    """What Python needs to call Cocoa, and nothing that would let foreign code in."""
    allowed = plistlib.loads(dmg.ENTITLEMENTS.read_bytes())
    assert allowed == {"com.apple.security.cs.allow-unsigned-executable-memory": True}
