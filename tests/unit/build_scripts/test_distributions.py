"""Which packages are wanted where, and the line a person types to get them."""

from __future__ import annotations

import pytest

from build_scripts.distributions import ARCH, DEBIAN, FEDORA, Family, Use, family_of, install_line, wanted

OS_RELEASES = {
    "Debian 12": ('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n', DEBIAN),
    "Ubuntu 24.04": ('NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', DEBIAN),
    "Mint": ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', DEBIAN),
    "Fedora": ("ID=fedora\nVERSION_ID=43\n", FEDORA),
    "Rocky": ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', FEDORA),
    "Arch": ("# a comment\n\nID=arch\n", ARCH),
    "Manjaro": ("ID='manjaro'\nID_LIKE=arch\n", ARCH),
    "Alpine": ("ID=alpine\n", None),
    "nothing at all": ("", None),
}


@pytest.mark.parametrize(("os_release", "family"), OS_RELEASES.values(), ids=OS_RELEASES.keys())
def test_knows_a_distribution_by_its_name_or_its_relatives(os_release: str, family: Family | None) -> None:
    """A derived distribution is treated like the one it is like; an unknown one is not guessed at."""
    assert family_of(os_release) is family


def test_wants_the_window_and_its_compiler_to_run() -> None:
    """Running needs GTK, WebKitGTK and what compiles PyGObject, and none of the tests' programs."""
    assert wanted(DEBIAN, None, Use.RUN) == [
        "gcc",
        "gir1.2-gtk-3.0",
        "gir1.2-webkit2-4.1",
        "libcairo2-dev",
        "libgirepository1.0-dev",
        "pkg-config",
    ]


def test_wants_the_headers_and_venv_of_a_python_that_is_a_package() -> None:
    """Debian keeps them in packages of their own; a Python that was built otherwise has them."""
    packages = wanted(DEBIAN, "3.11", Use.RUN)
    assert {"python3.11-dev", "python3.11-venv"} == set(packages) - set(wanted(DEBIAN, None, Use.RUN))


@pytest.mark.parametrize("family", [DEBIAN, FEDORA, ARCH])
def test_tests_want_what_running_wants_and_more(family: Family) -> None:
    """Whoever can test can run and package; the browser is the tests' own."""
    more = set(wanted(family, None, Use.TEST)) - set(wanted(family, None, Use.RUN))
    assert more == {*family.build, *family.tests}
    assert any(package.startswith("chromium") for package in more)


def test_packaging_needs_none_of_the_tests_programs() -> None:
    """Whoever builds a package gets what runs, what packages and a screen to measure on."""
    more = set(wanted(DEBIAN, None, Use.BUILD)) - set(wanted(DEBIAN, None, Use.RUN))
    assert more == {"binutils", "dpkg-dev", "xvfb"}


def test_the_line_to_type_is_complete() -> None:
    """The line can be copied as it is."""
    assert install_line(DEBIAN, ["gcc", "pkg-config"]) == (
        "sudo apt-get install --yes --no-install-recommends gcc pkg-config"
    )
    assert install_line(FEDORA, ["gtk3"]) == "sudo dnf install gtk3"
    assert install_line(ARCH, ["gtk3"]) == "sudo pacman -S --needed gtk3"
