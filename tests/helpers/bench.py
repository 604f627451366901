"""Measuring two servers against each other so that a busy machine disturbs both alike."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import TYPE_CHECKING

from tests.helpers.http import connect, host_of
from tests.helpers.program import ROOT

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    NextRequest = Callable[[bytes], bytes]
    """Makes a connection's next request from its last answer, which is empty before the first."""

HEAD_END = b"\r\n\r\n"
LENGTH = b"\r\nContent-Length: "


@dataclass
class Load:
    """A server and the connections that keep it busy: each asks again as soon as it is answered."""

    host: str
    callers: Sequence[NextRequest]
    seconds: list[float] = field(default_factory=list)

    def throughput(self, answers: int) -> float:
        """Take so many answers; return how many came in a second, and keep how long each took."""
        with ExitStack() as open_connections:
            lines = [(open_connections.enter_context(connect(self.host)), caller) for caller in self.callers]
            sent = [self._send(line, caller, b"") for line, caller in lines]
            began = time.perf_counter()
            for _ in range(answers // len(lines)):
                for number, (line, caller) in enumerate(lines):
                    answer = receive(line)
                    self.seconds.append(time.perf_counter() - sent[number])
                    sent[number] = self._send(line, caller, answer)
            took = time.perf_counter() - began
            for line, caller in lines:
                caller(receive(line))
        return answers / took

    @staticmethod
    def _send(line: socket.socket, caller: NextRequest, answer: bytes) -> float:
        line.sendall(caller(answer))
        return time.perf_counter()


@dataclass(frozen=True)
class Comparison:
    """What alternating measurements of two loads have shown: answers a second, pair by pair."""

    ours: Sequence[float]
    bare: Sequence[float]

    @property
    def ratio(self) -> float:
        """The median of the pairs' ratios, ours to bare."""
        return median(ours / bare for ours, bare in zip(self.ours, self.bare, strict=True))

    def row(self, name: str) -> tuple[str | float, ...]:
        """Return a row for `HEAD`."""
        ratios = [ours / bare for ours, bare in zip(self.ours, self.bare, strict=True)]
        low, _, high = quantiles(ratios, n=4)
        return name, round(median(self.ours)), round(median(self.bare)), self.ratio, low, high


HEAD = ("work", "ours/s", "bare/s", "ratio", "25 %", "75 %")


def compare(ours: Load, bare: Load, *, pairs: int, answers: int) -> Comparison:
    """Measure both in turn, *pairs* times, *answers* answers each; who begins alternates."""
    ours.throughput(answers)
    bare.throughput(answers)
    found: dict[int, list[float]] = {id(ours): [], id(bare): []}
    for number in range(pairs):
        for load in (ours, bare) if number % 2 else (bare, ours):
            found[id(load)].append(load.throughput(answers))
    return Comparison(found[id(ours)], found[id(bare)])


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


def again(request: bytes) -> NextRequest:
    """Ask the same thing whatever was answered."""
    return lambda _: request


@contextmanager
def bare_server(folder: Path) -> Iterator[str]:
    """Run `tests.bench.bare` in a process of its own; give its `Host`."""
    command = [sys.executable, "-m", "tests.bench.bare", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield host_of(process.stdout.readline().strip())
        finally:
            process.kill()
