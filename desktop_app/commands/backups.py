"""Commands that make backups and put them back."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app.clock import SystemClock
from desktop_app.commands.line import FAILED, counted, told_on_the_line, with_data_dir
from desktop_app.instance import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.paths import DataFolder
    from desktop_app.restoration import Restoration


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@with_data_dir
@click.pass_obj
def backup(folder: DataFolder, /, file: Path | None) -> None:
    """Make a backup and verify it: in the folder for them, or as FILE with the attached files beside it."""
    if file is not None and file.exists():
        raise click.UsageError(f"{file} is there already. Name another file.")
    with _restoration(folder) as restoration, counted("parts done") as tell:
        lines = restoration.make(file and file.absolute(), SystemClock().now(), tell)
    click.echo("\n".join(lines))


@click.command()
@click.argument("named", metavar="BACKUP", required=False)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_data_dir
@click.pass_obj
def restore(folder: DataFolder, /, *, named: str | None, dry_run: bool, yes: bool) -> None:
    """Put the book back to BACKUP, a file or the name of one in the folder for them; without it, list them.

    What the book is now is backed up first.
    """
    with _restoration(folder) as restoration, Claim(folder) as claim:
        if named is None:
            click.echo("\n".join(restoration.listed()) or "There is no backup yet.")
            return
        if not claim.take():
            click.echo("Shiftbook is open. Close it first, or restore from its sign-in page.", err=True)
            sys.exit(FAILED)
        with counted("parts looked at") as tell:
            change = restoration.change(named, tell)
        click.echo("\n".join(change))
        if dry_run:
            click.echo("Nothing was changed: this was a dry run.")
        elif yes or click.confirm("Restore it?"):
            with counted("parts done") as tell:
                click.echo("\n".join(restoration.restore(named, SystemClock().now(), tell)))
        else:
            sys.exit(FAILED)


@contextmanager
def _restoration(folder: DataFolder) -> Iterator[Restoration]:
    from desktop_app.restoration import Restoration  # noqa: PLC0415 - a start need not wait for it

    with told_on_the_line():
        folder.prepare()
        yield Restoration(folder)
