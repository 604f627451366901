"""Starts a frozen program and uses it as a person would; anything it says that nobody expects is a failure.

    python3 build_scripts/smoke.py PATH-TO-PROGRAM

Only the standard library is used, so this runs on any system that has a Python and the program.
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from build_scripts.smoke_client import Client, WrongAnswer  # noqa: E402 - found once the path is set

if TYPE_CHECKING:
    from collections.abc import Callable

READY = re.compile(r"Shiftbook is ready at (http://127\.0\.0\.1:\d+)(/open\?key=\S+)")
START_SECONDS, STOP_SECONDS, POLL_SECONDS = 60, 30, 0.05

NAME, PASSWORD = "Ada Byron", "lantern gravel ostrich"

EXPECTED_OUTPUT = (
    READY,  # the line programs that start this one wait for
    re.compile(r"shiftbook: info: .*"),  # without a window, the log is shown as it is written
)

EXPECTED_PROBLEMS = (
    re.compile(r"problem +display .*"),  # machines that build have no screen
    re.compile(r"problem +window .*"),  # nor, some of them, an engine for a window
)

LOUD = re.compile(r"^\S+ (WARNING|ERROR|CRITICAL) ")


class SmokeFailed(Exception):
    """The program does not do what it should; the message says what it did instead."""


def smoke(program: Path, say: Callable[[str], None]) -> None:
    """Use the program from its first start to its end; *say* hears what worked.

    Raises:
        SmokeFailed: something did not.
    """
    with TemporaryDirectory(prefix="shiftbook-smoke-") as folder:
        data = Path(folder) / "data"
        say(_version(program))
        with (Path(folder) / "said").open("w+", encoding="utf-8") as said:
            running = subprocess.Popen(
                [program, "--headless", "--data-dir", data],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
            try:
                _use(running, Path(said.name), say)
                _stop(running, say)
            except (WrongAnswer, OSError) as error:
                raise SmokeFailed(f"{error}\nIt said:\n{Path(said.name).read_text('utf-8')}") from error
            finally:
                running.kill()
                running.wait()
            refuse_unexpected(Path(said.name).read_text("utf-8"))
        refuse_loud((data / "logs" / "shiftbook.log").read_text("utf-8"))
        if (data / "logs" / "crash.log").stat().st_size:
            raise SmokeFailed(f"It crashed: {(data / 'logs' / 'crash.log').read_text('utf-8')}")
        _doctor(program, data, say)


def refuse_unexpected(output: str) -> None:
    """Refuse a line of output that is none of those we expect.

    Raises:
        SmokeFailed: naming the lines.
    """
    lines = [line for line in output.splitlines() if not _matches(line, EXPECTED_OUTPUT)]
    if lines:
        raise SmokeFailed("It said what nobody expects:\n" + "\n".join(lines))


def refuse_loud(log: str) -> None:
    """Refuse a log in which anything stands out.

    Raises:
        SmokeFailed: naming the lines.
    """
    lines = [line for line in log.splitlines() if LOUD.match(line)]
    if lines:
        raise SmokeFailed("Its log is not quiet:\n" + "\n".join(lines))


def refuse_problems(report: str) -> None:
    """Refuse a doctor's report with a problem that does not come from this machine.

    Raises:
        SmokeFailed: naming the problems.
    """
    lines = [line for line in report.splitlines() if not line.startswith("ok ")]
    unexpected = [line for line in lines if not _matches(line, EXPECTED_PROBLEMS)]
    if unexpected or not report:
        raise SmokeFailed("Its doctor found:\n" + "\n".join(unexpected))


def _use(running: subprocess.Popen[bytes], said: Path, say: Callable[[str], None]) -> None:
    origin, path = _wait_for_address(running, said)
    client = Client(origin)
    client.get("/readyz")
    client.get(path)
    say("started, and its window key opens")
    client.post("/setup", {"name": NAME, "password": PASSWORD})
    client.post("/session/logout")
    client.get("/api/session", expect=401)
    client.post("/login", {"name": NAME, "password": PASSWORD})
    say("set up, signed out and in again")
    posted = client.post("/api/entries", {"text": "The frozen program writes."}, expect=201)
    if posted["number"] != 1 or client.get("/api/entries")["entries"] != [posted]:
        raise WrongAnswer("POST", "/api/entries", f"not the entry: {posted}")
    before = client.get("/api/session")["generation"]
    client.post("/session/refresh")
    if client.get("/api/session")["generation"] != before + 1:
        raise WrongAnswer("POST", "/session/refresh", "not the next generation")
    say("posted, and refreshed the session")
    client.get("/api/test-counters", expect=404)
    client.page("/")
    say("shows its pages, and not what is for tests")


def _wait_for_address(running: subprocess.Popen[bytes], said: Path) -> tuple[str, str]:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and running.poll() is None:
        found = READY.search(said.read_text("utf-8"))
        if found and found.string[found.end() :].startswith("\n"):
            return found[1], found[2]
        time.sleep(POLL_SECONDS)
    raise SmokeFailed(f"It printed no address within {START_SECONDS} s.\nIt said:\n{said.read_text('utf-8')}")


def _stop(running: subprocess.Popen[bytes], say: Callable[[str], None]) -> None:
    if sys.platform == "win32":
        say("NOT checked: Windows has no way to ask a program without a window or console to end")
        return
    running.send_signal(signal.SIGTERM)
    try:
        code = running.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise SmokeFailed(f"It did not end within {STOP_SECONDS} s of being asked.") from error
    if code != 0:
        raise SmokeFailed(f"It ended with exit code {code}.")
    say("ended when asked, with exit code 0")


def _version(program: Path) -> str:
    done = _run(program, "--version")
    if done.returncode != 0 or not re.fullmatch(r"Shiftbook \d+\.\d+\.\d+\n", done.stdout) or done.stderr:
        raise SmokeFailed(f"--version said: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def _doctor(program: Path, data: Path, say: Callable[[str], None]) -> None:
    done = _run(program, "doctor", "--data-dir", str(data))
    refuse_problems(done.stdout)
    if done.stderr:
        raise SmokeFailed(f"Its doctor complained: {done.stderr}")
    say("its doctor finds nothing wrong")


def _run(program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments], capture_output=True, encoding="utf-8", timeout=START_SECONDS, check=False
    )


def _matches(line: str, patterns: tuple[re.Pattern[str], ...]) -> bool:
    return any(pattern.fullmatch(line) for pattern in patterns)


def main(arguments: list[str]) -> int:
    """Smoke the program that is named; return the exit code."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        smoke(Path(arguments[0]).resolve(), lambda sentence: print(f"smoke: {sentence}", flush=True))
    except SmokeFailed as failure:
        print(f"smoke: FAILED. {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
