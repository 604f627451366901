"""The command line, run in the test's own process."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from click.testing import CliRunner, Result

from desktop_app import cli

if TYPE_CHECKING:
    from collections.abc import Iterator


def invoke(*arguments: str, given: str | None = None) -> Result:
    """Run a command in this process, with *given* on its standard input."""
    return CliRunner().invoke(cli.cli, list(arguments), input=given, prog_name="shiftbook")


@contextmanager
def undoing() -> Iterator[None]:
    """Undo, at the end, what commands run in this process do to it: umask and logging."""
    umask, root = os.umask(0o022), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    os.umask(umask)
    logging.captureWarnings(capture=False)
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)
