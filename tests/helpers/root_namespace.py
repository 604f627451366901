"""A folder that holds a whole system, entered as a container would be: own mounts, own processes.

All mounts are made in a mount namespace of the root's own, and its first process ends when this one does. So
the kernel takes everything down, whichever way the tests end, and the machine's own mounts never change.
"""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

X_SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108 - where every X server has them
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
RUN_SECONDS = 120
END_SECONDS = 20

FIRST_PROCESS = """
set -eu
read -r pid _ </proc/self/stat
system=$1 place=$2 kept=$3
shift 3
mount -t tmpfs -o mode=755 tmpfs "$place"
root=$place/root
mkdir "$root" "$place/changes" "$place/work"
if [ "$kept" = kept ]; then
    mount --bind "$system" "$root"
else
    layers=lowerdir=$system,upperdir=$place/changes,workdir=$place/work
    if ! mount -t overlay -o "$layers" overlay "$root"; then
        cp -a "$system/." "$root"
        mount --bind "$root" "$root"
    fi
fi
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for node in null zero full random urandom tty; do
    touch "$root/dev/$node"
    mount --bind "/dev/$node" "$root/dev/$node"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for number in 0:stdin 1:stdout 2:stderr; do
    ln -s "/proc/self/fd/${number%%:*}" "$root/dev/${number#*:}"
done
while [ $# -gt 0 ]; do
    mkdir -p "$root$2"
    mount --bind "$1" "$root$2"
    shift 2
done
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
mkdir "$root/dev/before"
cd "$root"
pivot_root . dev/before
umount -l /dev/before
rmdir /dev/before
echo "$pid"
exec env --ignore-signal=CHLD cat
"""
"""Lays out the root around itself and waits for the end of its input.

It says its process id once the machine's own files are out of reach. Ignoring SIGCHLD, it leaves no zombies.
"""


@dataclass(frozen=True)
class Root:
    """A running system: its own files and processes, this machine's network and X servers."""

    first_process: int
    started: list[subprocess.Popen[str]] = field(default_factory=list, repr=False)

    @property
    def path(self) -> Path:
        """The root's files, as seen from outside: to open and list, not to resolve."""
        return Path(f"/proc/{self.first_process}/root")

    def run(
        self,
        *command: str,
        user: str = "root",
        env: Mapping[str, str] | None = None,
        timeout: float = RUN_SECONDS,
        check: bool = True,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, as this user and from their home; what it said is in `stdout`.

        Raises:
            AssertionError: with what it said, if it failed (unless *check* is off) or took too many seconds.
        """
        process = self.start(*command, user=user, env=env, output=subprocess.PIPE)
        try:
            said, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            end_group(process, signal.SIGKILL)
            said, _ = process.communicate()
            raise AssertionError(f"{' '.join(command)} took over {timeout} s: {said}") from None
        assert not check or process.returncode == 0, f"{' '.join(command)}: {process.returncode}\n{said}"
        return subprocess.CompletedProcess(command, process.returncode, said)

    def start(
        self,
        *command: str,
        user: str = "root",
        env: Mapping[str, str] | None = None,
        output: Path | int = subprocess.DEVNULL,
    ) -> subprocess.Popen[str]:
        """Start a command as this user, with a fresh login's environment and *env*; it ends with the root.

        *output* takes all that it says. Signals are for its whole group: `end_group`.
        """
        more = [f"{name}={value}" for name, value in {"LANG": "C.UTF-8", **(env or {})}.items()]
        enter = ["nsenter", f"--target={self.first_process}", "--mount", "--pid"]
        become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--reset-env", "--"]
        home = ["env", f"PATH={PATH}", *more, "sh", "-c", 'cd && exec "$@"', "sh"]
        into = output.open("a") if isinstance(output, Path) else output
        try:
            process = subprocess.Popen(
                [*enter, *become, *home, *command],
                env={"PATH": PATH},
                stdin=subprocess.DEVNULL,
                stdout=into,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        finally:
            if not isinstance(into, int):
                into.close()
        self.started.append(process)
        return process


def end_group(process: subprocess.Popen[str], number: signal.Signals = signal.SIGTERM) -> int:
    """Send a signal to a started command and what it started in its group; return its exit code."""
    if process.poll() is None:
        os.killpg(process.pid, number)
    return process.wait(END_SECONDS)


@contextmanager
def enter(system: Path, place: Path, shared: Mapping[str, Path], *, kept: bool = False) -> Iterator[Root]:
    """Run the system in a folder; what is changed in it goes with the root, unless it is to be *kept*.

    *place* is an empty folder, and stays one for everybody else; *shared* are folders of this machine by
    their place in the root.
    """
    X_SOCKETS.mkdir(mode=0o1777, exist_ok=True)
    binds = {str(X_SOCKETS): X_SOCKETS, **shared}
    pairs = [part for inside, outside in binds.items() for part in (str(outside), inside)]
    apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", FIRST_PROCESS, "root"]
    command = [*apart, str(system), str(place), "kept" if kept else "thrown away", *pairs]
    keeper = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    with keeper:
        told = keeper.stdout.readline().strip()
        assert told, f"the root in {system} could not be laid out"
        root = Root(int(told))
        try:
            yield root
        finally:
            keeper.stdin.close()
            _end(keeper, root)


def _end(keeper: subprocess.Popen[str], root: Root) -> None:
    """Wait until the kernel has taken down all that ran in a root."""
    try:
        keeper.wait(END_SECONDS)
    finally:
        keeper.kill()
        for process in root.started:
            process.wait(END_SECONDS)
