"""The clean systems the packages are tested in: clean each time, and gone afterwards."""

from __future__ import annotations

import fcntl
import os
import platform
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.helpers import root_cache
from tests.helpers.clean_root import open_root
from tests.helpers.program import ROOT
from tests.helpers.root_cache import Recipe, kept, locked, sources
from tests.helpers.waiting import wait_for

pytestmark = [pytest.mark.bundle, pytest.mark.timeout(900)]

RECIPE = Recipe("some", "bookworm", ("hello",))

IN_ANOTHER_PROCESS = """
from tests.helpers.clean_root import open_root
with open_root("plain") as root:
    root.start("sleep", "1000")
    print(root.first_process, flush=True)
    input()
"""


def mounts() -> str:
    """Return what is mounted on this machine."""
    return Path("/proc/self/mounts").read_text("utf-8")


def test_what_is_changed_in_a_root_is_gone_the_next_time() -> None:
    """A test begins with the same clean system, whatever the one before did to it."""
    with open_root("plain") as root:
        root.run("sh", "-c", "touch /etc/changed && rm /etc/debian_version")
        assert (root.path / "etc/changed").exists()
    with open_root("plain") as root:
        assert not (root.path / "etc/changed").exists()
        assert (root.path / "etc/debian_version").exists()


def test_a_root_leaves_no_mount_and_no_process() -> None:
    """Also when the test in it fails."""
    before = mounts()
    with pytest.raises(ZeroDivisionError), open_root("plain") as root:  # noqa: PT012 - it must fail late
        sleeping = root.start("sleep", "1000")
        assert mounts() == before
        _ = 1 / 0
    assert sleeping.poll() is not None
    assert not Path(f"/proc/{root.first_process}").exists()
    assert mounts() == before


def test_a_killed_test_run_leaves_no_mount_and_no_process() -> None:
    """The kernel cleans up where no `finally` can."""
    with open_root("plain"):
        pass  # it skips where no root can be had
    before = mounts()
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        first_process = Path(f"/proc/{int(run.stdout.readline())}")
        assert first_process.exists()
        run.send_signal(signal.SIGKILL)
        wait_for(lambda: not first_process.exists(), "the end of the root")
    assert mounts() == before


def test_a_person_in_a_root_starts_with_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fresh login: their home, their name, and no variable of this machine."""
    monkeypatch.setenv("SHIFTBOOK_PORT", "1")
    with open_root("plain") as root:
        root.run("useradd", "--create-home", "ada")
        said = root.run("sh", "-c", "pwd; whoami; env", user="ada").stdout.splitlines()
    assert said[:2] == ["/home/ada", "ada"]
    names = {line.partition("=")[0] for line in said[2:]}
    assert names <= {"HOME", "LANG", "LOGNAME", "OLDPWD", "PATH", "PWD", "SHELL", "USER", "_"}


def test_a_root_shares_only_the_folders_it_is_given(tmp_path: Path) -> None:
    """What is written there is seen from both sides; the machine's other files are out of reach."""
    with open_root("plain", shared={"/srv/shared": tmp_path}) as root:
        root.run("touch", "/srv/shared/from-inside")
        assert root.run("test", "-e", str(Path(__file__)), check=False).returncode == 1
    assert (tmp_path / "from-inside").exists()


def test_a_command_that_fails_says_why() -> None:
    """Whoever reads the failure sees the command and its last words."""
    with open_root("plain") as root, pytest.raises(AssertionError, match=r"(?s)false-start: 3.*no engine"):
        root.run("sh", "-c", "echo no engine; exit 3", "false-start")


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Recipe]:
    """An empty cache whose roots are mere folders; the recipes that were made so far."""
    made: list[Recipe] = []

    def make(recipe: Recipe, folder: Path) -> None:
        made.append(recipe)
        folder.mkdir(exist_ok=True)
        os.utime(folder)

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(root_cache, "_make", make)
    return made


def use(recipe: Recipe) -> Path:
    """Open and close what is kept of a recipe."""
    with kept(recipe) as folder:
        assert folder.is_dir()
    return folder


def test_a_root_is_made_once(made: list[Recipe]) -> None:
    """The second use finds the first one's files."""
    assert use(RECIPE) == use(RECIPE)
    assert made == [RECIPE]


def test_another_recipe_is_another_root(made: list[Recipe]) -> None:
    """A package more is not found in what was made without it."""
    more = Recipe(RECIPE.name, RECIPE.suite, (*RECIPE.packages, "cowsay"))
    assert use(RECIPE) != use(more)
    assert made == [RECIPE, more]


def test_a_root_that_is_too_old_is_made_anew(made: list[Recipe], monkeypatch: pytest.MonkeyPatch) -> None:
    """Two weeks on, a release has security updates; so has what we test on."""
    use(RECIPE)
    monkeypatch.setattr(root_cache, "OLDEST", timedelta(0))
    use(RECIPE)
    assert made == [RECIPE, RECIPE]


def test_old_roots_go_unless_they_are_in_use(made: list[Recipe], monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache does not grow with every change of a recipe, and takes nothing from under a running test."""
    unused, used = Recipe("unused", "bookworm", ("hello",)), Recipe("used", "bookworm", ("hello",))
    with kept(used) as in_use:
        left = use(unused)
        monkeypatch.setattr(root_cache, "OLDEST", timedelta(0))
        use(RECIPE)
        assert not left.exists()
        assert in_use.exists()
    assert made == [used, unused, RECIPE]


@pytest.mark.usefixtures("made")
def test_nobody_replaces_a_root_that_is_in_use() -> None:
    """Another run of the tests would have to wait."""
    with kept(RECIPE) as folder:
        lock = folder.with_name(f"{folder.name}.lock")
        with pytest.raises(BlockingIOError), locked(lock, fcntl.LOCK_EX | fcntl.LOCK_NB):
            pass


ONE_LINE = (
    "deb [signed-by=/k.gpg arch=amd64] http://mirror.test/debian {own} main contrib\n# deb http://no.test x\n"
)
STANZA = (
    "Types: deb\n# a remark\nURIs: http://mirror.test/debian\nSuites: {own} {own}-updates\nComponents: main\n"
)
FOREIGN = "\nTypes: deb\nURIs: http://vendor.test/\nSuites: nodistro\n"


@pytest.mark.parametrize(
    ("name", "text", "pockets"),
    [
        ("sources.list", ONE_LINE, [""]),
        ("sources.list.d/debian.list", ONE_LINE, [""]),
        ("sources.list.d/debian.sources", STANZA + FOREIGN, ["", "-updates"]),
        ("sources.list.d/vendor.sources", FOREIGN, []),
    ],
)
def test_the_mirror_is_the_one_this_machine_uses(
    tmp_path: Path, name: str, text: str, pockets: list[str]
) -> None:
    """Another release is read from the same place; a vendor's packages are no part of Debian."""
    own = platform.freedesktop_os_release()["VERSION_CODENAME"]
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / name).write_text(text.format(own=own))
    expected = [f"deb http://mirror.test/debian trixie{pocket} main" for pocket in pockets]
    assert sources("trixie", tmp_path) == expected
