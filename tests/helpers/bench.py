"""Measuring two servers against each other, in turn, so that what disturbs one disturbs both."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

import pytest

from tests.helpers.http import connect, host_of
from tests.helpers.processes import cpu_seconds
from tests.helpers.program import ROOT

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator, Sequence

    NextRequest = Callable[[bytes], bytes]
    """Makes a connection's next request from its last answer, which is empty before the first."""

HEAD_END = b"\r\n\r\n"
LENGTH = b"\r\nContent-Length: "

CALM = 0.1
"""The share of the machine other programs may take during a measurement that counts."""

ENOUGH, LONGEST_SECONDS = 15, 150
"""So many measurements must be calm before a budget is judged, and so long we wait for them."""

HEAD = ("work", "ours/s", "bare/s", "ratio", "25 %", "75 %", "calm pairs", "all pairs")


@dataclass
class Load:
    """A server and the connections that keep it busy: each asks again as soon as it is answered."""

    pid: int
    host: str
    callers: Sequence[NextRequest]
    seconds: list[float] = field(default_factory=list)

    def throughput(self, answers: int) -> float:
        """Take so many answers; return how many came in a second, and keep how long each took."""
        self.seconds.clear()
        with ExitStack() as open_connections:
            lines = [(open_connections.enter_context(connect(self.host)), caller) for caller in self.callers]
            sent = [_send(line, caller(b"")) for line, caller in lines]
            began = time.perf_counter()
            for _ in range(answers // len(lines)):
                for number, (line, caller) in enumerate(lines):
                    answer = receive(line)
                    self.seconds.append(time.perf_counter() - sent[number])
                    sent[number] = _send(line, caller(answer))
            took = time.perf_counter() - began
            for line, caller in lines:
                caller(receive(line))
        return answers / took


@dataclass(frozen=True)
class Pair:
    """One measurement of each load, and the share of the machine other programs had meanwhile."""

    ours: float
    bare: float
    foreign: float

    @property
    def ratio(self) -> float:
        """Ours to bare."""
        return self.ours / self.bare


@dataclass(frozen=True)
class Comparison:
    """Pairs of measurements; only those taken while the machine was calm count."""

    pairs: Sequence[Pair]

    @property
    def calm(self) -> Sequence[Pair]:
        """The pairs that count; all of them where there are too few."""
        calm = [pair for pair in self.pairs if pair.foreign < CALM]
        return calm if len(calm) >= ENOUGH else self.pairs

    @property
    def ratio(self) -> float:
        """The median of the pairs' ratios."""
        return median(pair.ratio for pair in self.calm)

    def row(self, name: str) -> tuple[str | int | float, ...]:
        """Return a row under `HEAD`."""
        low, _, high = quantiles([pair.ratio for pair in self.calm], n=4)
        ours, bare = (
            round(median(values)) for values in zip(*((p.ours, p.bare) for p in self.calm), strict=True)
        )
        calm = sum(pair.foreign < CALM for pair in self.pairs)
        return name, ours, bare, self.ratio, low, high, calm, len(self.pairs)

    def skip_unless_calm(self) -> None:
        """Skip the test, with the reason, where other programs left too little of the machine to judge by."""
        calm = sum(pair.foreign < CALM for pair in self.pairs)
        if calm < ENOUGH:
            pytest.skip(f"other programs keep this machine busy: {calm} calm pairs of {len(self.pairs)}")


def compare(ours: Load, bare: Load, *, pairs: int, measure: Callable[[Load], float]) -> Comparison:
    """Measure both in turn until *pairs* of measurements were calm; who begins alternates."""
    measure(ours), measure(bare)
    found: list[Pair] = []
    began = time.monotonic()
    while sum(pair.foreign < CALM for pair in found) < pairs and time.monotonic() - began < LONGEST_SECONDS:
        order = (ours, bare) if len(found) % 2 else (bare, ours)
        watch = Watch(ours.pid, bare.pid)
        rates = {id(load): measure(load) for load in order}
        found.append(Pair(rates[id(ours)], rates[id(bare)], watch.foreign()))
    return Comparison(found)


class Watch:
    """How much of the machine others use while we measure; nothing where the system does not say."""

    def __init__(self, *pids: int) -> None:
        """Begin; *pids* and this process are ours."""
        self._pids = pids
        self._began = time.monotonic(), _machine_seconds(), self._own_seconds()

    def foreign(self) -> float:
        """Return the others' share since the beginning, 0 to 1."""
        began, machine, own = self._began
        took = (time.monotonic() - began) * (os.cpu_count() or 1)
        return max(0.0, (_machine_seconds() - machine) - (self._own_seconds() - own)) / took

    def _own_seconds(self) -> float:
        return time.process_time() + sum(map(cpu_seconds, self._pids)) if sys.platform == "linux" else 0.0


def percentile(seconds: Sequence[float], percent: int) -> float:
    """Return the value that *percent* per cent of *seconds* stay below."""
    return quantiles(seconds, n=100)[percent - 1]


def receive(line: socket.socket) -> bytes:
    """Return one whole answer, which must be a good one."""
    answer = line.recv(65536)
    while HEAD_END not in answer:
        answer += line.recv(65536)
    length = answer.index(LENGTH) + len(LENGTH)
    end = answer.index(HEAD_END) + len(HEAD_END) + int(answer[length : answer.index(b"\r", length)])
    while len(answer) < end:
        answer += line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 200"), answer
    return answer


def request(line: str, host: str, cookies: str) -> bytes:
    """Return a request without a body, as a page of ours sends it."""
    length = "Content-Length: 0\r\n" if line.startswith("POST") else ""
    site = "Sec-Fetch-Site: same-origin\r\n"
    return f"{line} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n{site}{length}\r\n".encode()


def again(asked: bytes) -> NextRequest:
    """Ask the same thing whatever was answered."""
    return lambda _: asked


@contextmanager
def bare_server(folder: Path) -> Iterator[tuple[int, str]]:
    """Run `tests.bench.bare` in a process of its own; give its number and its `Host`."""
    command = [sys.executable, "-m", "tests.bench.bare", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.pid, host_of(process.stdout.readline().strip())
        finally:
            process.kill()


def _send(line: socket.socket, request: bytes) -> float:
    line.sendall(request)
    return time.perf_counter()


def _machine_seconds() -> float:
    if sys.platform != "linux":
        return 0.0
    user, nice, system, _, _, *interrupts = map(
        int, Path("/proc/stat").read_text("ascii").splitlines()[0].split()[1:8]
    )
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")
