"""The command that takes entries in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app.clock import SystemClock
from desktop_app.commands.line import DATA_DIR, FAILED, counted, told_on_the_line, with_data_dir
from desktop_app.composition import people_of, record_of
from desktop_app.paths import resource_path

if TYPE_CHECKING:
    from desktop_app.paths import DataFolder

SAMPLE = "assets/sample/sample.csv"
READER = "Ada Byron"
PASSWORD = "only a sample book"  # noqa: S105 - of a book in which nothing is secret


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--skip-malformed", is_flag=True, help="Leave out what cannot be read, import the rest.")
@with_data_dir
@click.pass_obj
def import_file(folder: DataFolder, /, file: Path, *, dry_run: bool, skip_malformed: bool) -> None:
    """Take in the entries of FILE: an export (JSON, CSV), a .log of ELOG, or a zip of its folders."""
    folder.prepare()
    with told_on_the_line(), record_of(folder) as record, counted("entries imported") as tell:
        now = SystemClock().now()
        try:
            imported = record.take_in(file, now, tell, dry_run=dry_run, skip_malformed=skip_malformed)
        except OSError as error:
            click.echo(f"{file} cannot be read. {error}", err=True)
            sys.exit(FAILED)
    click.echo("\n".join(imported.lines()))
    if dry_run:
        sys.exit(FAILED if imported.found.fault_count else 0)


@click.command()
@with_data_dir
@click.pass_obj
def sample(folder: DataFolder) -> None:
    """Make a small book to look around in, in a folder that has none yet."""
    with told_on_the_line():
        folder.prepare()
        now = SystemClock().now()
        with people_of(folder) as people:
            if people.any():
                raise click.UsageError(
                    f"{folder.root} holds a book already. Name another one: {DATA_DIR} FOLDER"
                )
            people.set_up(READER, PASSWORD, now)
        with record_of(folder) as record, counted("entries made") as tell:
            record.take_in(resource_path(SAMPLE), now, tell, dry_run=False, skip_malformed=False)
    click.echo(f"A book to look around in is made in {folder.root}.")
    click.echo(f"Start Shiftbook with {DATA_DIR} {folder.root} and sign in as {READER}: {PASSWORD}")
