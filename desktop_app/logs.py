"""Where the program writes what happened: a rotating file in the data folder, warnings on stderr.

Nothing secret belongs into a message. Should a key or token slip into one all the same, through a
library or the text of an exception, it is struck out before it is written.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import re
import sys
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

from desktop_app.errors import DataFolderUnusable

if TYPE_CHECKING:
    from io import TextIOWrapper
    from pathlib import Path

FILE_BYTES = 1024 * 1024
OLD_FILES = 3
PRIVATE_FILE = 0o600

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SECRETS = re.compile(r"(?<=[?&]key=)[^&\s\"']+|eyJ[\w-]*\.[\w-]+\.[\w-]+")


def start_logging(file: Path, *, headless: bool) -> None:
    """Send every log record to *file*, and warnings (everything if *headless*) to stderr.

    Should the process die of a signal, `crash.log` beside it says where every thread was.

    Raises:
        DataFolderUnusable: if *file* cannot be written.
    """
    try:
        to_file = PrivateFileHandler(file, maxBytes=FILE_BYTES, backupCount=OLD_FILES, encoding="utf-8")
        file.chmod(PRIVATE_FILE)
        crash = _open_privately(file.with_name("crash.log"))
    except OSError as error:
        raise DataFolderUnusable(file.parent.parent, error.strerror or str(error)) from error
    to_file.setFormatter(RecordFormatter())
    to_person = _console(logging.INFO if headless else logging.WARNING)
    logging.basicConfig(level=logging.INFO, handlers=[to_file, to_person], force=True)
    logging.captureWarnings(capture=True)
    faulthandler.enable(crash)


def start_console_logging() -> None:
    """Send warnings to stderr only: for commands that run beside the program and its log file."""
    logging.basicConfig(level=logging.WARNING, handlers=[_console(logging.WARNING)], force=True)


def one_line(text: str) -> str:
    """Return *text* with control characters written out, so that nobody can forge a record of their own."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def without_secrets(text: str) -> str:
    """Return *text* with anything that looks like a window key or a token struck out."""
    return _SECRETS.sub("***", text)


class PrivateFileHandler(RotatingFileHandler):
    """Rotates into files only their owner may read, whatever the umask."""

    def _open(self) -> TextIOWrapper:
        return os.fdopen(_open_privately(self.baseFilename), "a", encoding=self.encoding)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Let a record go that a full disk has no room for: whoever needs the disk says so in a sentence."""
        if not isinstance(sys.exception(), OSError):
            super().handleError(record)


class RecordFormatter(logging.Formatter):
    """One line a record, in UTC; a traceback follows it, indented."""

    def __init__(self) -> None:
        """Fix the line's shape: time, level, module, message."""
        super().__init__("%(asctime)s %(levelname)-7s %(name)s %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        """Return the record's time as ISO 8601, UTC."""
        _ = datefmt
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Return the record's line, one line whatever was in the message."""
        return without_secrets(one_line(super().formatMessage(record)))

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        """Return the traceback, every line indented: no line of it can pass for a record."""
        text = super().formatException(ei)  # type: ignore[arg-type]
        return "\n".join(f"    {one_line(line)}" for line in without_secrets(text).split("\n"))


class ConsoleFormatter(RecordFormatter):
    """The same for a person's eyes: no time, no traceback; the log file has them."""

    def format(self, record: logging.LogRecord) -> str:
        """Return `shiftbook: level: message`."""
        message = without_secrets(one_line(record.getMessage()))
        return f"shiftbook: {record.levelname.lower()}: {message}"


def _open_privately(file: str | Path) -> int:
    return os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE_FILE)


def _console(level: int) -> logging.Handler:
    handler = logging.StreamHandler()
    handler.setLevel(level)
    handler.setFormatter(ConsoleFormatter())
    return handler
