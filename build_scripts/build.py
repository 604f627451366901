"""Makes the packages people install: one command, on a clean checkout, without anything to set up before.

    python3 build_scripts/build.py

Like dev.py, this file alone must be understood by an old Python, so that it can say what is wrong with it.
"""

from __future__ import annotations

import sys
from pathlib import Path

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


def main(arguments: list[str]) -> int:
    """Build; return the exit code."""
    from build_scripts import dev  # noqa: PLC0415 - found once the path is set, below

    refusal = dev.python_refusal(sys.version_info[:3], sys.executable)
    if refusal:
        print(refusal, file=sys.stderr)
        return EXIT_FAILED
    if arguments:
        print(__doc__, file=sys.stderr)
        return EXIT_USAGE
    try:
        return _build()
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _build() -> int:
    from build_scripts import production  # noqa: PLC0415 - an old Python may not be able to read it

    try:
        production.build()
    except production.NOT_MADE as failure:
        print(failure, file=sys.stderr)
        return EXIT_FAILED
    return 0


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    sys.exit(main(sys.argv[1:]))
