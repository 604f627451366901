"""Which packages Shiftbook needs on which Linux distribution: the table, and the line a person types.

The window is GTK with WebKitGTK, which belong to the system; PyGObject, the door to them, is compiled when it
is installed and needs a compiler and headers. On Windows and macOS the engine is part of the system and the
wheels are ready, so nothing is wanted there.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple


class Use(Enum):
    """What the packages are for."""

    RUN = auto()
    BUILD = auto()
    TEST = auto()


class Family(NamedTuple):
    """Distributions that share a package manager and its names for things.

    `query`, followed by names, prints for each package that is installed a line that ends with its name. In
    `interpreter`, what Python itself needs when it is one of the distribution's packages, `{python}` is its
    version, like 3.11.
    """

    ids: frozenset[str]
    query: tuple[str, ...]
    install: tuple[str, ...]
    interpreter: tuple[str, ...]
    window: tuple[str, ...]
    build: tuple[str, ...]
    tests: tuple[str, ...]


DEBIAN = Family(
    ids=frozenset({"debian", "ubuntu"}),
    query=("dpkg-query", "--show", "--showformat", "${db:Status-Status} ${Package}\n"),
    install=("apt-get", "install", "--yes", "--no-install-recommends"),
    interpreter=("python{python}-dev", "python{python}-venv"),
    window=(
        "gcc",
        "gir1.2-gtk-3.0",
        "gir1.2-webkit2-4.1",
        "libcairo2-dev",
        "libgirepository1.0-dev",
        "pkg-config",
    ),
    build=("binutils", "dpkg-dev", "xvfb"),
    tests=(
        "appstream",
        "chromium-headless-shell",
        "debootstrap",
        "desktop-file-utils",
        "faketime",
        "fonts-dejavu-core",
        "lintian",
        "man-db",
        "nsis",
        "openbox",
        "strace",
        "wmctrl",
        "xdotool",
    ),
)

FEDORA = Family(
    ids=frozenset({"fedora", "rhel"}),
    query=("rpm", "--query", "--queryformat", "installed %{NAME}\n"),
    install=("dnf", "install"),
    interpreter=("python3-devel",),
    window=(
        "cairo-gobject-devel",
        "gcc",
        "gobject-introspection-devel",
        "gtk3",
        "pkgconf-pkg-config",
        "webkit2gtk4.1",
    ),
    build=("binutils", "xorg-x11-server-Xvfb"),
    tests=(
        "appstream",
        "chromium",
        "dejavu-sans-fonts",
        "desktop-file-utils",
        "libfaketime",
        "man-db",
        "nsis",
        "openbox",
        "strace",
        "wmctrl",
        "xdotool",
    ),
)

ARCH = Family(
    ids=frozenset({"arch"}),
    query=("pacman", "--query", "--quiet"),
    install=("pacman", "-S", "--needed"),
    interpreter=(),
    window=("cairo", "gcc", "gobject-introspection", "gtk3", "pkgconf", "webkit2gtk-4.1"),
    build=("binutils", "xorg-server-xvfb"),
    tests=(
        "appstream",
        "chromium",
        "desktop-file-utils",
        "libfaketime",
        "man-db",
        "nsis",
        "openbox",
        "strace",
        "ttf-dejavu",
        "wmctrl",
        "xdotool",
    ),
)


def family_of(os_release: str) -> Family | None:
    """Return the family that an os-release file names; None if we know none of its names.

    Source: os-release(5) of freedesktop.org: ID, then ID_LIKE with the nearest relative first.
    """
    fields = dict(line.split("=", 1) for line in os_release.splitlines() if "=" in line)
    names = [name for key in ("ID", "ID_LIKE") for name in fields.get(key, "").strip("\"'").split()]
    for name in names:
        for family in (DEBIAN, FEDORA, ARCH):
            if name in family.ids:
                return family
    return None


def wanted(family: Family, python: str | None, use: Use) -> list[str]:
    """Name the packages for the window, for packaging too, or for both and the tests.

    `python` is the interpreter's version, like 3.11, if it is one of the distribution's packages, else None.
    """
    interpreter = [name.format(python=python) for name in family.interpreter] if python else []
    build = () if use is Use.RUN else family.build
    tests = family.tests if use is Use.TEST else ()
    return sorted([*interpreter, *family.window, *build, *tests])


def install_line(family: Family, packages: list[str]) -> str:
    """Return the line a person types to install these packages."""
    return " ".join(["sudo", *family.install, *packages])
