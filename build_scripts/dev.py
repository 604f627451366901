"""The front door: sets Shiftbook up (once), then runs or tests it.

This file alone must be understood by an old Python, so that it can say what is wrong with it.
"""

from __future__ import annotations

import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)

USAGE = """\
python3 build_scripts/dev.py run [arguments of python -m desktop_app]   start Shiftbook
python3 build_scripts/dev.py test                                       style, types and all tests
python3 build_scripts/dev.py test [arguments of pytest]                 only these tests
python3 build_scripts/dev.py bench [arguments of pytest]                the measurements

Each sets up what it needs in .venv first; that takes a minute once and no time afterwards."""

EXIT_REFUSED = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


def python_refusal(version: tuple[int, ...], executable: str) -> str | None:
    """Say why this Python cannot run Shiftbook, or return None when it can."""
    if version[:2] >= OLDEST_PYTHON:
        return None
    needed, found = (".".join(map(str, parts)) for parts in (OLDEST_PYTHON, version[:3]))
    return f"Shiftbook needs Python {needed} or newer; this is Python {found} ({executable})."


def main(arguments: list[str]) -> int:
    """Run the command that the arguments name; return the exit code."""
    refusal = python_refusal(sys.version_info[:3], sys.executable)
    if refusal:
        print(refusal, file=sys.stderr)
        return EXIT_REFUSED
    if not arguments or arguments[0] not in {"run", "test", "bench"}:
        asked = bool(arguments) and arguments[0] in {"-h", "--help", "help"}
        print(USAGE, file=sys.stdout if asked else sys.stderr)
        return 0 if asked else EXIT_USAGE
    try:
        return _command(arguments[0], arguments[1:])
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _command(name: str, arguments: list[str]) -> int:
    from build_scripts import checks, environment, processes  # noqa: PLC0415 - an old Python may not be able to read them

    try:
        python = environment.prepare(environment.RUN if name == "run" else environment.TEST)
    except environment.SetupFailed as failure:
        print(failure, file=sys.stderr)
        return EXIT_REFUSED
    if name == "run":
        return processes.hand_over(
            [str(python), "-m", "desktop_app", *arguments], environment.with_our_modules()
        )
    if name == "bench":
        return checks.tests(python, ["-m", "bench", "-s", *arguments])
    return checks.tests(python, arguments) if arguments else checks.everything(python)


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    sys.exit(main(sys.argv[1:]))
