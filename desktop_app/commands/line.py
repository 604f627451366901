"""What commands have in common: the folder they work on, and how they say what happens."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from desktop_app.config import data_folder_from_environment
from desktop_app.errors import ShiftbookError
from desktop_app.logs import start_console_logging
from desktop_app.paths import DataFolder, default_data_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Command = TypeVar("Command", bound=Callable[..., object])

FAILED = 1
DATA_DIR = "--data-dir"


def _choose_folder(ctx: click.Context, _param: click.Parameter, given: Path | None) -> None:
    # A subcommand without the flag keeps what its parent was given.
    if given is None and ctx.parent is not None:
        return
    from_environment = data_folder_from_environment()
    chosen = given or (Path(from_environment) if from_environment else default_data_folder())
    ctx.obj = DataFolder(chosen.expanduser().absolute())


def with_data_dir(command: Command) -> Command:
    """Let *command* take `--data-dir`, before or after its name; the folder is the context's object."""
    return click.option(
        DATA_DIR,
        type=click.Path(file_okay=False, path_type=Path),
        help="The folder everything is kept in. Without it: this system's usual one for you.",
        expose_value=False,
        callback=_choose_folder,
    )(command)


@contextmanager
def told_on_the_line() -> Iterator[None]:
    """Say in a sentence what has failed, and end with `FAILED`."""
    start_console_logging()
    try:
        yield
    except ShiftbookError as error:
        click.echo(sentence(error), err=True)
        sys.exit(FAILED)


@contextmanager
def counted(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show on a terminal how much of long work is done; elsewhere nothing."""
    shown = sys.stderr.isatty()

    def tell(done: int, total: int) -> None:
        if shown:
            click.echo(f"\r{done:,} of {total:,} {what}", nl=False, err=True)

    try:
        yield tell
    finally:
        if shown:
            click.echo("\r\x1b[K", nl=False, err=True)


def sentence(error: ShiftbookError) -> str:
    """Return what an error says, and its cause."""
    cause = getattr(error, "cause", None)
    return f"{error} (Cause: {cause}.)" if cause and cause not in str(error) else str(error)
