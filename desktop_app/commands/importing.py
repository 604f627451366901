"""The command that takes entries in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app.clock import SystemClock
from desktop_app.commands.line import FAILED, counted, told_on_the_line, with_data_dir
from desktop_app.composition import record_of

if TYPE_CHECKING:
    from desktop_app.paths import DataFolder


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
